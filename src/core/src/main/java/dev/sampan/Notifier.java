package dev.sampan;

import dev.sampan.jfr.ReleaseNotificationEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one slot for a release handler, and the calls to it. A return says that it may call the
 * handler before the slot is back, and takes that back when the handler has run: by a {@linkplain
 * #mark mark} of its thread, which costs no atomic operation, or where that cannot be by
 * {@linkplain #enter entering} the handler's {@link Registration}, which takes two.
 */
final class Notifier {

  private static final Logger LOGGER = System.getLogger("dev.sampan");
  private static final VarHandle CURRENT;

  static {
    try {
      CURRENT = MethodHandles.lookup().findVarHandle(Notifier.class, "current", Registration.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A notification that waits until the handler that its thread runs has ended. */
  record Pending(Notifier notifier, Registration entered, Release release) {}

  /** Runs of handlers that have ended, as far as they were counted. */
  private static final LongAdder ENDED_RUNS = new LongAdder();

  /** Handlers that were replaced while somebody was about to call them. */
  private static final Set<Registration> ENDING = ConcurrentHashMap.newKeySet();

  private final Slot[] slots;
  private final FreeList freeList;
  private volatile @Nullable Registration current;

  /** Notifications that a dispatcher has and has not run yet. */
  private final AtomicInteger dispatched = new AtomicInteger();

  /**
   * Makes a notifier.
   *
   * @param slots whose returns it tells; they are filled in before the first handler is set
   * @param freeList where native code sees whether there is a handler
   */
  Notifier(Slot[] slots, FreeList freeList) {
    this.slots = slots;
    this.freeList = freeList;
  }

  /** Whether the calling thread is inside a handler. */
  static boolean isRunning() {
    return NotifyingThread.current().running;
  }

  void set(@Nullable ReleaseHandler handler, @Nullable Executor dispatcher) {
    Registration next = handler == null ? null : new Registration(handler, dispatcher);
    if (next != null) {
      freeList.addHandler(); // before it is set, and until it is not
    }
    Registration old = (Registration) CURRENT.getAndSet(this, next);
    for (Slot slot : slots) {
      slot.touch(); // see mark; and who gives a slot back has looked for a handler before or after
    }
    if (old != null) {
      freeList.removeHandler();
      old.close();
      // A handler that waited for itself, or for one that waits for it, would wait for ever.
      if (!isRunning()) {
        old.awaitEnd();
      }
    }
  }

  /**
   * Marks the calling thread as one that may call the present handler, before it gives a slot back.
   * {@link #tell(NotifyingThread, SlabAllocator, long, long, Holder, long, Release.Reason)} or
   * {@link #withdraw(NotifyingThread)} must follow.
   *
   * <p>The mark is a plain store, and yet nobody calls a handler that was replaced, nor is one
   * missed that is being called. Between the mark and the second look at the present handler, in
   * tell, the caller changes the slot's state word by compare-and-set. Whoever replaces the handler
   * changes the state words of all slots, by adding nothing, between that and the look at the
   * marks. One of these two changes of the word is the first. If it is the caller's, its mark is
   * seen; if not, the caller sees that the handler was replaced.
   *
   * @return null if there is no handler, or {@link #enter} must be used
   */
  @Nullable NotifyingThread mark() {
    Registration registration = current;
    if (registration == null || registration.dispatcher != null) {
      return null;
    }
    NotifyingThread thread = NotifyingThread.current();
    return thread.mark(registration) ? thread : null;
  }

  /** There is nothing to tell after all. */
  static void withdraw(NotifyingThread marked) {
    Registration registration = Objects.requireNonNull(marked.marked());
    marked.unmark();
    if (registration.isClosed()) {
      registration.endIfLeft();
    }
  }

  /** Tells the handler for which the thread is marked, or the one that replaced it meanwhile. */
  void tell(
      NotifyingThread marked,
      SlabAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    Registration registration = Objects.requireNonNull(marked.marked());
    if (current == registration) {
      runInline(marked, registration, true, allocator, handle, length, holder, heldMillis, reason);
      return;
    }
    withdraw(marked);
    Registration entered = enter();
    if (entered != null) {
      tell(entered, allocator, handle, length, holder, heldMillis, reason);
    }
  }

  /**
   * Enters the present handler, before the slot is back, so that the handler of a closed allocator
   * is not ended before the last return was told. {@link #tell} or {@link #withdraw} must follow.
   *
   * @return null if there is no handler
   */
  @Nullable Registration enter() {
    while (true) {
      Registration registration = current;
      if (registration == null || registration.enter()) {
        return registration;
      }
      if (current == registration) {
        return null; // ended with its allocator
      }
    }
  }

  /** Who is to be told: the one that was entered, or the one that replaced it meanwhile. */
  private @Nullable Registration present(Registration entered) {
    Registration registration = entered;
    while (registration != null && current != registration) {
      registration.leave(false);
      registration = enter();
    }
    return registration;
  }

  /** There is nothing to tell after all. */
  static void withdraw(Registration entered) {
    entered.leave(false);
  }

  /**
   * Ends the handler of an allocator to which nothing will come back any more, when what is on its
   * way has been told. Does not wait.
   */
  void endIfIdle(boolean gone) {
    Registration last = current;
    if (last != null && gone && dispatched.get() == 0) {
      last.close();
    }
  }

  /** Runs of release handlers, ended ones too. */
  static long runs(Iterable<SlabAllocator> allocators) {
    long sum = ENDED_RUNS.sum() + NotifyingThread.runs();
    for (SlabAllocator allocator : allocators) {
      Registration present = allocator.notifier().current;
      if (present != null) {
        sum += present.runs();
      }
    }
    return sum;
  }

  /** Tells whoever is the handler now, or will be when the dispatcher comes to it. */
  void tell(
      Registration entered,
      SlabAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    Registration registration = present(entered);
    if (registration == null) {
      return;
    }
    if (registration.dispatcher != null) {
      dispatch(
          registration,
          registration.dispatcher,
          new Release(allocator, handle, length, holder, heldMillis, reason));
      return;
    }
    NotifyingThread thread = NotifyingThread.current();
    if (thread.running) {
      thread.pending.add(
          new Pending(
              this,
              registration,
              new Release(allocator, handle, length, holder, heldMillis, reason)));
      return;
    }
    runInline(thread, registration, false, allocator, handle, length, holder, heldMillis, reason);
  }

  private void runInline(
      NotifyingThread thread,
      Registration registration,
      boolean marked,
      SlabAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    thread.running = true;
    try {
      ReleaseNotificationEvent event = ReleaseNotificationEvent.beginIfOn();
      try {
        registration.handler().released(allocator, handle, length, holder, heldMillis, reason);
      } catch (Throwable t) {
        failed(allocator, t);
      } finally {
        if (event != null) {
          allocator.ended(event, handle, holder, heldMillis, reason);
        }
        if (marked) {
          thread.hasRun();
          withdraw(thread);
        } else {
          registration.leave(true);
        }
      }
      runPending(thread);
    } finally {
      thread.running = false;
    }
    endIfIdle(allocator.isGone());
  }

  private static void runPending(NotifyingThread thread) {
    Pending next;
    while ((next = thread.pending.poll()) != null) {
      Notifier notifier = next.notifier;
      Registration registration = notifier.present(next.entered);
      if (registration == null) {
        continue;
      }
      if (registration.dispatcher != null && registration != next.entered) {
        notifier.dispatch(registration, registration.dispatcher, next.release);
      } else {
        run(registration, next.release);
        notifier.endIfIdle(((SlabAllocator) next.release.allocator()).isGone());
      }
    }
  }

  private static void run(Registration registration, Release release) {
    ReleaseNotificationEvent event = ReleaseNotificationEvent.beginIfOn();
    try {
      registration.handler().released(release);
    } catch (Throwable t) {
      failed(release.allocator(), t);
    } finally {
      if (event != null) {
        ((SlabAllocator) release.allocator())
            .ended(
                event, release.handle(), release.holder(), release.heldMillis(), release.reason());
      }
      registration.leave(true);
    }
  }

  /**
   * Ends handlers that nobody calls any more. Whoever calls one last ends it, but may just miss
   * that it was replaced.
   */
  static void endWhatIsLeft() {
    ENDING.forEach(Registration::endIfLeft);
  }

  private static void failed(SampleAllocator allocator, Throwable t) {
    LOGGER.log(Level.ERROR, "a release handler of \"" + allocator.name() + "\" failed", t);
  }

  /** Does not stay entered: who replaces a handler would wait for a dispatcher's whole queue. */
  private void dispatch(Registration entered, Executor dispatcher, Release release) {
    dispatched.incrementAndGet();
    entered.leave(false);
    Dispatch dispatch = new Dispatch(this, release);
    try {
      dispatcher.execute(dispatch);
    } catch (RejectedExecutionException e) {
      LOGGER.log(Level.DEBUG, "the dispatcher rejects notifications; they run inline", e);
      dispatch.run();
    } catch (RuntimeException e) {
      // Whoever made the return has nothing to do with it, and the notification must not be lost.
      LOGGER.log(Level.ERROR, "the dispatcher failed; notifications run inline", e);
      dispatch.run();
    }
  }

  /** A notification on its way through an executor, which runs once whatever the executor does. */
  private static final class Dispatch implements Runnable {
    private final Notifier notifier;
    private final Release release;
    private final AtomicBoolean begun = new AtomicBoolean();

    Dispatch(Notifier notifier, Release release) {
      this.notifier = notifier;
      this.release = release;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        notifier.deliver(release);
      }
    }
  }

  /** On the dispatcher's thread. */
  private void deliver(Release release) {
    Registration entered = enter();
    // Still the handler's of a closed allocator: it ends after this.
    dispatched.decrementAndGet();
    if (entered != null) {
      NotifyingThread thread = NotifyingThread.current();
      if (thread.running) {
        thread.pending.add(new Pending(this, entered, release));
        return;
      }
      thread.running = true;
      try {
        run(entered, release);
        runPending(thread);
      } finally {
        thread.running = false;
      }
    }
    endIfIdle(((SlabAllocator) release.allocator()).isGone());
  }

  /** One handler from set to replaced, with the number of its running calls. */
  static final class Registration {

    // Calls that run in the lower bits, then a mark, then how many have run.
    private static final long CLOSED = 1L << 24;
    private static final long RUN = 1L << 25;
    private static final VarHandle CALLS;
    private static final VarHandle HAS_ENDED;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        CALLS = lookup.findVarHandle(Registration.class, "calls", long.class);
        HAS_ENDED = lookup.findVarHandle(Registration.class, "hasEnded", boolean.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    final @Nullable Executor dispatcher;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ReleaseHandler handler;
    private volatile long calls;
    private volatile boolean hasEnded;

    Registration(ReleaseHandler handler, @Nullable Executor dispatcher) {
      this.handler = handler;
      this.dispatcher = dispatcher;
    }

    ReleaseHandler handler() {
      return handler;
    }

    /** Begins a call, unless the handler was replaced. */
    boolean enter() {
      while (true) {
        long seen = calls;
        if ((seen & CLOSED) != 0) {
          return false;
        }
        if (CALLS.compareAndSet(this, seen, seen + 1)) {
          return true;
        }
      }
    }

    /** Ends a call. */
    void leave(boolean hasRun) {
      long before = (long) CALLS.getAndAdd(this, hasRun ? RUN - 1 : -1);
      if ((before & (RUN - 1)) == CLOSED + 1) {
        endIfLeft();
      }
    }

    void close() {
      CALLS.getAndBitwiseOr(this, CLOSED);
      endIfLeft();
      if (!hasEnded) {
        ENDING.add(this);
        if (hasEnded) { // meanwhile, and was not there yet to be removed
          ENDING.remove(this);
        }
      }
    }

    boolean isClosed() {
      return (calls & CLOSED) != 0;
    }

    long runs() {
      return calls >>> 25;
    }

    /**
     * If it was replaced and the last call is over, lets go of what the handler refers to. Once.
     */
    private void endIfLeft() {
      if ((calls & (RUN - 1)) != CLOSED
          || NotifyingThread.isMarked(this)
          || !HAS_ENDED.compareAndSet(this, false, true)) {
        return;
      }
      ENDED_RUNS.add(runs());
      ReleaseHandler last = handler;
      handler = release -> {};
      try {
        last.ended();
      } catch (Throwable t) {
        LOGGER.log(Level.ERROR, "a release handler failed to end", t);
      } finally {
        ended.countDown();
        ENDING.remove(this);
      }
    }

    void awaitEnd() {
      boolean interrupted = false;
      while (true) {
        try {
          // The last call may just have missed that it was to end this.
          while (!ended.await(1, TimeUnit.MILLISECONDS)) {
            endIfLeft();
          }
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
