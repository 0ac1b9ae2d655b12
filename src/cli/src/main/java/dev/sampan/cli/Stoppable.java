package dev.sampan.cli;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Runs what must be undone when the process is told to end: it is interrupted, and the process ends
 * when it has cleaned up.
 */
final class Stoppable {

  /** How long the process waits for a job that does not stop. */
  private static final long PATIENCE_SECONDS = 10;

  private Stoppable() {}

  /**
   * Runs a job on this thread.
   *
   * @param lost what there will not be if it is stopped, for people
   * @param job what to run; it must end soon when it is interrupted
   * @return what it returns
   * @throws Exception what it throws
   */
  static <T> T run(String lost, Callable<T> job) throws Exception {
    Thread runner = Thread.currentThread();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(runner, ended, lost), "sampan stop");
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      return job.call();
    } finally {
      ended.countDown();
      remove(hook);
    }
  }

  private static void remove(Thread hook) throws InterruptedException {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // The process ends when the hook does, and it says what there is to say.
      Thread.interrupted();
      new CountDownLatch(1).await();
    }
  }

  private static void stop(Thread runner, CountDownLatch ended, String lost) {
    runner.interrupt();
    Terminal.STDERR.keepStatus();
    boolean clean;
    try {
      clean = ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      clean = false;
    }
    Terminal.STDERR.line(
        "sampan: stopped; " + lost + (clean ? "" : ", and parts of it may be left beside it"));
  }
}
