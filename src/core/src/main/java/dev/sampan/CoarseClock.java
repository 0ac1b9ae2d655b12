package dev.sampan;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.LockSupport;

/**
 * Milliseconds since some origin. A fine clock costs 14 ns for each lease, so where many ask, a
 * daemon thread counts and reading takes less than a nanosecond; where few ask, the thread would
 * cost more than their questions, so it rests and they read the fine clock.
 *
 * <p>Native code reads a copy of the counted time; while the thread rests it has to ask here.
 */
final class CoarseClock {

  /** Questions within a millisecond that wake the thread. */
  private static final int MANY = 64;

  private static final VarHandle MILLIS;
  private static final VarHandle MODE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      MILLIS = lookup.findStaticVarHandle(CoarseClock.class, "millis", long.class);
      MODE = lookup.findStaticVarHandle(CoarseClock.class, "mode", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @SuppressWarnings("unused") // through MILLIS
  private static long millis = fine();

  /** The thread rests. */
  private static final int RESTING = 0;

  /** The thread counts, and nobody has asked since it did so last. */
  private static final int COUNTING = 1;

  /** The thread counts, and somebody has asked. */
  private static final int ASKED = 2;

  private static volatile int mode = RESTING;
  private static long lastAsked;
  private static int questions;
  private static final Thread TICKER =
      Thread.ofPlatform().daemon().name("sampan-clock").unstarted(CoarseClock::tick);

  private static final long COPY = SharedWords.PROCESS;

  static {
    copyResting(1);
    TICKER.start();
  }

  private CoarseClock() {}

  /** The present time. */
  static long millis() {
    int present = mode;
    if (present != ASKED) {
      if (present == RESTING) {
        return fineUnlessMany();
      }
      MODE.compareAndSet(COUNTING, ASKED); // written only if it changes: many threads read it
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
      count(now);
      mode = ASKED;
      copyResting(0);
      LockSupport.unpark(TICKER);
    }
    return now;
  }

  private static void count(long now) {
    MILLIS.setOpaque(now);
    SharedWords.LONG.setOpaque(RawMemory.ALL, COPY + SharedWords.MILLIS, now);
  }

  private static void copyResting(int rests) {
    SharedWords.INT.setVolatile(RawMemory.ALL, COPY + SharedWords.RESTING, rests);
  }

  /** Whether native code has read the time since this was called last. */
  private static boolean nativeCodeAsked() {
    return (int) SharedWords.INT.getAndSet(RawMemory.ALL, COPY + SharedWords.ASKED, 0) != 0;
  }

  private static long fine() {
    return System.nanoTime() / 1_000_000;
  }

  private static void tick() {
    while (true) {
      while (mode == RESTING) {
        LockSupport.park();
      }
      LockSupport.parkNanos(1_000_000);
      count(fine());
      boolean inC = nativeCodeAsked();
      if (mode == ASKED || inC) {
        mode = COUNTING;
      } else {
        copyResting(1);
        mode = RESTING;
      }
    }
  }
}
