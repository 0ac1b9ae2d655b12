package dev.sampan;

import dev.sampan.jfr.ReleaseNotificationEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The one slot for a release handler, and the calls to it. A return enters the handler's {@link
 * Registration} before the slot is back and leaves it when the handler has run, which takes two
 * atomic operations.
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

  /** What a thread is doing for any notifier: running a handler, and what must follow it. */
  private static final class Delivery {
    boolean running;
    final ArrayDeque<Pending> pending = new ArrayDeque<>();
  }

  /** A notification that waits until the handler that its thread runs has ended. */
  private record Pending(Notifier notifier, Registration entered, Release release) {}

  private static final ThreadLocal<Delivery> DELIVERY = ThreadLocal.withInitial(Delivery::new);

  /** Runs of handlers that have ended. */
  private static final LongAdder ENDED_RUNS = new LongAdder();

  private volatile @Nullable Registration current;

  /** Notifications that a dispatcher has and has not run yet. */
  private final AtomicInteger dispatched = new AtomicInteger();

  /** Whether the calling thread is inside a handler. */
  static boolean isRunning() {
    return DELIVERY.get().running;
  }

  void set(@Nullable ReleaseHandler handler, @Nullable Executor dispatcher) {
    Registration next = handler == null ? null : new Registration(handler, dispatcher);
    Registration old = (Registration) CURRENT.getAndSet(this, next);
    if (old != null) {
      old.close();
      // A handler that waited for itself, or for one that waits for it, would wait for ever.
      if (!DELIVERY.get().running) {
        old.awaitEnd();
      }
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
    long sum = ENDED_RUNS.sum();
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
    Delivery delivery = DELIVERY.get();
    if (delivery.running) {
      delivery.pending.add(
          new Pending(
              this,
              registration,
              new Release(allocator, handle, length, holder, heldMillis, reason)));
      return;
    }
    delivery.running = true;
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
        registration.leave(true);
      }
      runPending(delivery);
    } finally {
      delivery.running = false;
    }
    endIfIdle(allocator.isGone());
  }

  private static void runPending(Delivery delivery) {
    Pending next;
    while ((next = delivery.pending.poll()) != null) {
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
      Delivery delivery = DELIVERY.get();
      if (delivery.running) {
        delivery.pending.add(new Pending(this, entered, release));
        return;
      }
      delivery.running = true;
      try {
        run(entered, release);
        runPending(delivery);
      } finally {
        delivery.running = false;
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

    static {
      try {
        CALLS = MethodHandles.lookup().findVarHandle(Registration.class, "calls", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    final @Nullable Executor dispatcher;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile ReleaseHandler handler;
    private volatile long calls;

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
        end();
      }
    }

    void close() {
      if (((long) CALLS.getAndBitwiseOr(this, CLOSED) & (RUN - 1)) == 0) {
        end();
      }
    }

    long runs() {
      return calls >>> 25;
    }

    /** The last call is over: let go of what the handler refers to. Called once. */
    private void end() {
      ENDED_RUNS.add(runs());
      ReleaseHandler last = handler;
      handler = release -> {};
      try {
        last.ended();
      } catch (Throwable t) {
        LOGGER.log(Level.ERROR, "a release handler failed to end", t);
      } finally {
        ended.countDown();
      }
    }

    void awaitEnd() {
      boolean interrupted = false;
      while (true) {
        try {
          ended.await();
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
