package dev.sampan;

import dev.sampan.Notifier.Registration;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What one thread is doing for release handlers: whether it runs one, which notifications must
 * follow it, and whose handler it may be about to call.
 *
 * <p>The last is a <i>mark</i>: a plain store where an atomic count would cost two operations, as
 * much as all the rest of a notification. Whoever replaces a handler looks through the marks of all
 * threads. See {@link Notifier#mark} for why that is enough. Virtual threads have no marks: there
 * are too many of them to be looked through.
 */
final class NotifyingThread {

  private static final VarHandle MARK;
  private static final VarHandle RUNS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MARK = lookup.findVarHandle(NotifyingThread.class, "mark", Registration.class);
      RUNS = lookup.findVarHandle(NotifyingThread.class, "runs", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Held for a look through all threads, and never while a handler runs. */
  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Platform threads that have been here and may be alive. */
  private static final List<NotifyingThread> ALL = new ArrayList<>();

  /** How many of them there may be before those that have ended are left out. */
  private static int room = 64;

  /** Runs of handlers on threads that have ended. */
  private static long endedRuns;

  private static final ThreadLocal<NotifyingThread> PRESENT =
      ThreadLocal.withInitial(NotifyingThread::begin);

  /**
   * Who was here last, by the lower bits of the thread's id: mostly the one that comes next, and
   * found in half the time that a ThreadLocal takes.
   */
  private static final @Nullable NotifyingThread[] LAST = new @Nullable NotifyingThread[64];

  /** Whether it is inside a handler. */
  boolean running;

  /** What waits until the handler that it runs has ended. */
  final ArrayDeque<Notifier.Pending> pending = new ArrayDeque<>();

  private final WeakReference<Thread> thread;
  private final long threadId;
  private final boolean canMark;
  private @Nullable Registration mark;
  private long runs;

  private NotifyingThread(Thread thread) {
    this.thread = new WeakReference<>(thread);
    this.threadId = thread.threadId(); // no other thread ever has it
    this.canMark = !thread.isVirtual();
  }

  private static NotifyingThread begin() {
    NotifyingThread begun = new NotifyingThread(Thread.currentThread());
    if (begun.canMark) {
      LOCK.lock();
      try {
        if (ALL.size() >= room) {
          leaveOutWhatHasEnded();
        }
        ALL.add(begun);
      } finally {
        LOCK.unlock();
      }
    }
    return begun;
  }

  private static void leaveOutWhatHasEnded() {
    for (Iterator<NotifyingThread> all = ALL.iterator(); all.hasNext(); ) {
      NotifyingThread each = all.next();
      Thread present = each.thread.get();
      if (present == null || !present.isAlive()) {
        endedRuns += each.runs;
        all.remove();
      }
    }
    room = Math.max(64, 2 * ALL.size());
  }

  /** Of the calling thread. */
  static NotifyingThread current() {
    long id = Thread.currentThread().threadId();
    NotifyingThread last = LAST[(int) id & (LAST.length - 1)];
    return last != null && last.threadId == id ? last : look(id);
  }

  private static NotifyingThread look(long id) {
    NotifyingThread present = PRESENT.get();
    if (present.canMark) { // virtual threads come and go
      LAST[(int) id & (LAST.length - 1)] = present;
    }
    return present;
  }

  /** Says that it may call this handler. Returns false if that has to be counted instead. */
  boolean mark(Registration registration) {
    if (running || !canMark) {
      return false;
    }
    MARK.setRelease(this, registration);
    return true;
  }

  @Nullable Registration marked() {
    return mark;
  }

  void unmark() {
    MARK.setRelease(this, null);
  }

  /** A handler that was marked has run. */
  void hasRun() {
    RUNS.setOpaque(this, runs + 1);
  }

  /** Whether some thread may be about to call this handler, or calls it. */
  @SuppressWarnings("ReferenceEquality") // what is meant is the same object
  static boolean isMarked(Registration registration) {
    LOCK.lock();
    try {
      for (NotifyingThread each : ALL) {
        if ((Registration) MARK.getVolatile(each) == registration) {
          return true;
        }
      }
      return false;
    } finally {
      LOCK.unlock();
    }
  }

  /** How often marked handlers have run, on all threads that are and were. */
  static long runs() {
    LOCK.lock();
    try {
      long sum = endedRuns;
      for (NotifyingThread each : ALL) {
        sum += (long) RUNS.getOpaque(each);
      }
      return sum;
    } finally {
      LOCK.unlock();
    }
  }
}
