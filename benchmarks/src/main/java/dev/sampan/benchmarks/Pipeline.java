package dev.sampan.benchmarks;

import java.util.Queue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;

/**
 * Two threads with a bounded queue between them: one makes things, the other consumes them. Who
 * finds the queue full or empty spins, then yields.
 */
final class Pipeline<T> {

  private static final int SPINS = 64;

  /** Makes the next thing. */
  interface Source<T> {
    T make() throws InterruptedException;
  }

  /** Consumes a thing. */
  interface Sink<T> {
    void take(T thing);
  }

  /** What one of the threads does for each thing. */
  private interface Step {
    void run() throws InterruptedException;
  }

  private final Semaphore producing = new Semaphore(0);
  private final Semaphore consuming = new Semaphore(0);
  private final Semaphore done = new Semaphore(0);
  private final Thread producer;
  private final Thread consumer;
  private volatile int count;
  private volatile Throwable failure;

  /**
   * Starts both threads.
   *
   * @param threads makes them
   * @param queue between them; it refuses what it has no room for
   */
  Pipeline(ThreadFactory threads, Queue<T> queue, Source<T> source, Sink<T> sink) {
    producer =
        threads.newThread(
            () ->
                work(
                    producing,
                    () -> {
                      T thing = source.make();
                      for (int spins = 0; !queue.offer(thing); spins++) {
                        pause(spins);
                      }
                    }));
    consumer =
        threads.newThread(
            () ->
                work(
                    consuming,
                    () -> {
                      T thing;
                      for (int spins = 0; (thing = queue.poll()) == null; spins++) {
                        pause(spins);
                      }
                      sink.take(thing);
                    }));
    producer.start();
    consumer.start();
  }

  /** Sends things through, and returns when the last of them is consumed. */
  void run(int things) throws InterruptedException {
    count = things;
    consuming.release();
    producing.release();
    done.acquire(2);
    if (failure != null) {
      throw new IllegalStateException(failure);
    }
  }

  /** Ends both threads. */
  void close() throws InterruptedException {
    producer.interrupt();
    consumer.interrupt();
    producer.join();
    consumer.join();
  }

  private void work(Semaphore start, Step step) {
    try {
      while (true) {
        start.acquire();
        for (int i = count; i > 0; i--) {
          step.run();
        }
        done.release();
      }
    } catch (InterruptedException end) {
      // That is how it is closed.
    } catch (RuntimeException | Error e) {
      failure = e;
      done.release(2);
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // There may be more threads than processors.
  private static void pause(int spins) {
    if (spins < SPINS) {
      Thread.onSpinWait();
    } else {
      Thread.yield();
    }
  }
}
