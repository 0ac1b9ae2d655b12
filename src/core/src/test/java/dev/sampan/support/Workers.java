package dev.sampan.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/** Threads whose failures fail the test. */
public final class Workers {

  /** What a thread does. */
  @FunctionalInterface
  public interface Task {
    /** Does it. */
    void run() throws Exception;
  }

  private static final long DEADLINE_SECONDS = 30;

  private final List<Thread> threads = new ArrayList<>();
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  /** Starts a platform thread. */
  public Thread start(String name, Task task) {
    return start(Thread.ofPlatform().daemon().name(name), task);
  }

  /** Starts a virtual or a platform thread. */
  public Thread start(boolean virtual, Task task) {
    return start(virtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon(), task);
  }

  private Thread start(Thread.Builder builder, Task task) {
    Thread thread =
        builder.start(
            () -> {
              try {
                task.run();
              } catch (Throwable t) {
                failures.add(t);
              }
            });
    threads.add(thread);
    return thread;
  }

  /** Whether a thread has failed, so that the others need not go on. */
  public boolean failed() {
    return !failures.isEmpty();
  }

  /** Waits for all threads and throws what they threw. */
  public void join() throws InterruptedException {
    long start = System.nanoTime();
    for (Thread thread : threads) {
      long left =
          TimeUnit.SECONDS.toMillis(DEADLINE_SECONDS)
              - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      thread.join(Math.max(1, left));
      if (thread.isAlive() && failures.isEmpty()) {
        AssertionError stuck = new AssertionError(thread + " has not ended");
        stuck.setStackTrace(thread.getStackTrace());
        throw stuck;
      }
    }
    Throwable first = failures.poll();
    if (first != null) {
      failures.forEach(first::addSuppressed);
      throw new AssertionError("a thread failed: " + first, first);
    }
  }

  /** Runs a task in another thread and waits for it. */
  public static void elsewhere(Task task) throws InterruptedException {
    Workers workers = new Workers();
    workers.start(false, task);
    workers.join();
  }
}
