package dev.sampan.support;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what other threads bring about, with a deadline. */
public final class Eventually {

  private static final long DEADLINE_SECONDS = 20;

  private Eventually() {}

  /** Waits until a condition holds. */
  public static void until(String what, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS)) {
        throw new AssertionError("not within " + DEADLINE_SECONDS + " s: " + what);
      }
      LockSupport.parkNanos(200_000);
    }
  }

  /** Makes the garbage collector run until a condition holds. */
  public static void collectedUntil(String what, BooleanSupplier condition) {
    until(
        what,
        () -> {
          if (condition.getAsBoolean()) {
            return true;
          }
          System.gc();
          LockSupport.parkNanos(5_000_000);
          return condition.getAsBoolean();
        });
  }

  /** Waits until a thread is blocked, and so has come as far as it can. */
  public static void untilWaiting(Thread thread) {
    until(
        thread + " waits, but it is " + thread.getState(),
        () ->
            thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING);
  }
}
