package dev.sampan;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The thread on which allocators are observed, so that those who lease and release do not wait for
 * it. It ends when there is nothing to do.
 */
final class ObserverThread {

  private static final ScheduledThreadPoolExecutor EXECUTOR =
      new ScheduledThreadPoolExecutor(
          1, Thread.ofPlatform().daemon().name("sampan-observer").factory());

  static {
    EXECUTOR.setRemoveOnCancelPolicy(true);
    EXECUTOR.setKeepAliveTime(2, TimeUnit.SECONDS);
    EXECUTOR.allowCoreThreadTimeOut(true);
  }

  private ObserverThread() {}

  /** Does something soon, after what was asked for before. */
  static void execute(Runnable task) {
    EXECUTOR.execute(task);
  }

  /** Does something now and then, until it is cancelled. */
  static Future<?> every(long millis, Runnable task) {
    return EXECUTOR.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
  }
}
