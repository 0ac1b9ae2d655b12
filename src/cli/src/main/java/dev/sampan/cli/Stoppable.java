package dev.sampan.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;

/**
 * Runs what must clean up when the process is told to end: it is interrupted, and the process ends
 * when it has ended.
 */
final class Stoppable {

  /** How long the process waits for a job that does not stop. */
  private static final long PATIENCE_SECONDS = 10;

  private Stoppable() {}

  /**
   * Runs a job on this thread.
   *
   * @param job what to run; it must end soon when it is interrupted
   * @return what it returns
   */
  static int run(IntSupplier job) {
    Thread runner = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(runner, ended), "sampan stop"));
    try {
      return job.getAsInt();
    } finally {
      ended.countDown();
    }
  }

  /**
   * Returns whether the process is ending. Whatever fails then most likely fails for that reason:
   * FFmpeg's readers end on their own too.
   */
  static boolean stopping() {
    Thread probe = new Thread("sampan probe");
    try {
      Runtime.getRuntime().addShutdownHook(probe);
      Runtime.getRuntime().removeShutdownHook(probe);
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static void stop(Thread runner, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    runner.interrupt();
    try {
      if (!ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        Terminal.STDERR.line(
            "sampan: something does not stop; a part of the output may be left beside its name");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
