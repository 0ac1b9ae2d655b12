package dev.sampan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Milliseconds since some origin, read in less than a nanosecond. A daemon thread counts them while
 * somebody asks; a fine clock would cost 14 ns for each lease.
 */
final class CoarseClock {

  /** How many ticks without a question until the thread rests. */
  private static final int IDLE_TICKS = 200;

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
  private static volatile boolean resting;
  private static final Thread TICKER =
      Thread.ofPlatform().daemon().name("sampan-clock").unstarted(CoarseClock::tick);

  static {
    TICKER.start();
  }

  private CoarseClock() {}

  /** The present time. */
  static long millis() {
    if (!asked) {
      asked = true; // written only if it changes: many threads read it
    }
    if (resting) {
      wake();
    }
    return (long) MILLIS.getOpaque();
  }

  private static void wake() {
    MILLIS.setOpaque(fine());
    resting = false;
    LockSupport.unpark(TICKER);
  }

  private static long fine() {
    return System.nanoTime() / 1_000_000;
  }

  private static void tick() {
    int idle = 0;
    while (true) {
      LockSupport.parkNanos(1_000_000);
      MILLIS.setOpaque(fine());
      if (asked) {
        asked = false;
        idle = 0;
      } else if (++idle == IDLE_TICKS) {
        resting = true;
        while (resting) {
          LockSupport.park();
        }
        idle = 0;
      }
    }
  }
}
