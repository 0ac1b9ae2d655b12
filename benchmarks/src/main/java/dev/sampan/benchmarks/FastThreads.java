package dev.sampan.benchmarks;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Runs benchmarks on Netty's own threads, on which its caches are fastest; JMH makes it by name.
 */
public final class FastThreads extends ThreadPoolExecutor {

  /**
   * Makes threads.
   *
   * @param count how many
   * @param prefix of their names
   */
  public FastThreads(int count, String prefix) {
    super(
        count,
        count,
        0,
        TimeUnit.MILLISECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(prefix, true));
  }
}
