package dev.sampan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Milliseconds since some origin. A fine clock costs 14 ns for each lease, so where many ask, a
 * daemon thread counts and reading takes less than a nanosecond; where few ask, the thread would
 * cost more than their questions, so it rests and they read the fine clock.
 */
final class CoarseClock {

  /** Questions within a millisecond that wake the thread. */
  private static final int MANY = 64;

  private static final VarHandle MILLIS;

  static {
    try {
      MILLIS = MethodHandles.lookup().findStaticVarHandle(CoarseClock.class, "millis", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through MILLIS
  private static long millis = fine();

  private static boolean asked;
  private static volatile boolean resting = true;
  private static long lastAsked;
  private static int questions;
  private static final Thread TICKER =
      Thread.ofPlatform().daemon().name("sampan-clock").unstarted(CoarseClock::tick);

  static {
    TICKER.start();
  }

  private CoarseClock() {}

  /** The present time. */
  static long millis() {
    if (resting) {
      return fineUnlessMany();
    }
    if (!asked) {
      asked = true; // written only if it changes: many threads read it
    }
    return (long) MILLIS.getOpaque();
  }

  /**
   * Milliseconds since then; never negative, though another thread may have been told a later time.
   */
  static long since(long then) {
    return Math.max(0, millis() - then);
  }

  /** Counts without synchronisation: a lost question does not matter. */
  private static long fineUnlessMany() {
    long now = fine();
    if (now != lastAsked) {
      lastAsked = now;
      questions = 0;
    } else if (++questions == MANY) {
      MILLIS.setOpaque(now);
      asked = true;
      resting = false;
      LockSupport.unpark(TICKER);
    }
    return now;
  }

  private static long fine() {
    return System.nanoTime() / 1_000_000;
  }

  private static void tick() {
    while (true) {
      while (resting) {
        LockSupport.park();
      }
      LockSupport.parkNanos(1_000_000);
      MILLIS.setOpaque(fine());
      if (asked) {
        asked = false;
      } else {
        resting = true;
      }
    }
  }
}
