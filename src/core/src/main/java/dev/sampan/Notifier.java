package dev.sampan;

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
import org.jspecify.annotations.Nullable;

/** The one slot for a release handler, and the calls to it. */
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

  /**
   * A notification on its way.
   *
   * @param announced whether it was counted by {@link #announce}
   */
  private record Pending(Notifier notifier, Release release, boolean announced) {}

  private static final ThreadLocal<Delivery> DELIVERY = ThreadLocal.withInitial(Delivery::new);

  private volatile @Nullable Registration current;

  /** Notifications that were announced and are not over. */
  private final AtomicInteger announced = new AtomicInteger();

  boolean isSet() {
    return current != null;
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
   * Says that a return is about to be told, before the slot is back, so that the handler of a
   * closed allocator is not ended before the last return was told.
   *
   * @return false if there is no handler
   */
  boolean announce() {
    if (current == null) {
      return false;
    }
    announced.incrementAndGet();
    return true;
  }

  /** What was announced is told, or is not to be told after all. */
  void withdraw(boolean gone) {
    if (announced.decrementAndGet() == 0) {
      endIfIdle(gone);
    }
  }

  /** Ends the handler of an allocator to which nothing will come back any more. Does not wait. */
  void endIfIdle(boolean gone) {
    if (gone && announced.get() == 0) {
      Registration last = (Registration) CURRENT.getAndSet(this, null);
      if (last != null) {
        last.close();
      }
    }
  }

  /** Tells whoever is the handler now, or will be when the dispatcher comes to it. */
  void tell(Release release, boolean wasAnnounced) {
    Pending pending = new Pending(this, release, wasAnnounced);
    Registration registration = current;
    if (registration == null) {
      over(pending);
      return;
    }
    Executor dispatcher = registration.dispatcher;
    if (dispatcher == null) {
      deliver(pending);
      return;
    }
    Dispatch dispatch = new Dispatch(pending);
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
    private final Pending pending;
    private final AtomicBoolean begun = new AtomicBoolean();

    Dispatch(Pending pending) {
      this.pending = pending;
    }

    @Override
    public void run() {
      if (begun.compareAndSet(false, true)) {
        deliver(pending);
      }
    }
  }

  private static void deliver(Pending pending) {
    Delivery delivery = DELIVERY.get();
    if (delivery.running) {
      delivery.pending.add(pending);
      return;
    }
    delivery.running = true;
    try {
      Pending next = pending;
      while (next != null) {
        next.notifier.run(next.release);
        next.notifier.over(next);
        next = delivery.pending.poll();
      }
    } finally {
      delivery.running = false;
    }
  }

  private void over(Pending pending) {
    if (pending.announced) {
      withdraw(((SlabAllocator) pending.release.allocator()).isGone());
    }
  }

  private void run(Release release) {
    while (true) {
      Registration registration = current;
      if (registration == null) {
        return;
      }
      ReleaseHandler handler = registration.enter();
      if (handler != null) {
        try {
          handler.released(release);
        } catch (Throwable t) {
          LOGGER.log(
              Level.ERROR, "a release handler of \"" + release.allocator().name() + "\" failed", t);
        } finally {
          registration.exit();
        }
        return;
      }
      // Replaced meanwhile: the new one hears of it.
    }
  }

  /** One handler from set to replaced, with the number of its running calls. */
  private static final class Registration {

    private static final int CLOSED = 1 << 30;
    private static final VarHandle CALLS;

    static {
      try {
        CALLS = MethodHandles.lookup().findVarHandle(Registration.class, "calls", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    final @Nullable Executor dispatcher;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable ReleaseHandler handler;
    private volatile int calls;

    Registration(ReleaseHandler handler, @Nullable Executor dispatcher) {
      this.handler = handler;
      this.dispatcher = dispatcher;
    }

    /** Begins a call, unless the handler was replaced. */
    @Nullable ReleaseHandler enter() {
      while (true) {
        int seen = calls;
        if ((seen & CLOSED) != 0) {
          return null;
        }
        if (CALLS.compareAndSet(this, seen, seen + 1)) {
          return handler;
        }
      }
    }

    void exit() {
      if ((int) CALLS.getAndAdd(this, -1) == CLOSED + 1) {
        end();
      }
    }

    void close() {
      if ((int) CALLS.getAndBitwiseOr(this, CLOSED) == 0) {
        end();
      }
    }

    /** The last call is over: let go of what the handler refers to. */
    private void end() {
      ReleaseHandler last = handler;
      handler = null;
      try {
        if (last != null) {
          last.ended();
        }
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
