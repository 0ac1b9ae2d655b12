package dev.sampan;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.util.concurrent.locks.LockSupport;

/**
 * Milliseconds since some origin. A fine clock costs 14 ns for each lease, so where many ask, a
 * daemon thread counts and reading takes less than a nanosecond; where few ask, the thread would
 * cost more than their questions, so it rests and they read the fine clock. Native code reads the
 * counted time, too; while the thread rests it has to ask here.
 */
final class CoarseClock {

  /** Questions within a millisecond that wake the thread. */
  private static final int MANY = 64;

  private static final long MILLIS = SharedWords.PROCESS + SharedWords.MILLIS;
  private static final long RESTING = SharedWords.PROCESS + SharedWords.RESTING;
  private static final long ASKED = SharedWords.PROCESS + SharedWords.ASKED;

  private static long lastAsked;
  private static int questions;
  private static final Thread TICKER =
      Thread.ofPlatform().daemon().name("sampan-clock").unstarted(CoarseClock::tick);

  static {
    SharedWords.INT.setVolatile(RawMemory.ALL, RESTING, 1);
    TICKER.start();
  }

  private CoarseClock() {}

  /** The present time. */
  static long millis() {
    if (isResting()) {
      return fineUnlessMany();
    }
    if ((int) SharedWords.INT.get(RawMemory.ALL, ASKED) == 0) {
      setAsked(1); // written only if it changes: many threads read it
    }
    return (long) SharedWords.LONG.getOpaque(RawMemory.ALL, MILLIS);
  }

  private static boolean isResting() {
    return (int) SharedWords.INT.getVolatile(RawMemory.ALL, RESTING) != 0;
  }

  private static void setAsked(int asked) {
    SharedWords.INT.set(RawMemory.ALL, ASKED, asked);
  }

  private static void setMillis(long now) {
    SharedWords.LONG.setOpaque(RawMemory.ALL, MILLIS, now);
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
      setMillis(now);
      setAsked(1);
      SharedWords.INT.setVolatile(RawMemory.ALL, RESTING, 0);
      LockSupport.unpark(TICKER);
    }
    return now;
  }

  private static long fine() {
    return System.nanoTime() / 1_000_000;
  }

  private static void tick() {
    while (true) {
      while (isResting()) {
        LockSupport.park();
      }
      LockSupport.parkNanos(1_000_000);
      setMillis(fine());
      if ((int) SharedWords.INT.getOpaque(RawMemory.ALL, ASKED) != 0) {
        setAsked(0);
      } else {
        SharedWords.INT.setVolatile(RawMemory.ALL, RESTING, 1);
      }
    }
  }
}
