package dev.sampan.ffmpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the pumps of a job side by side. The first that fails stops the others. */
final class JobThreads {

  private static final long PROGRESS_MILLIS = 150;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private final CountDownLatch over = new CountDownLatch(1);

  /** Starts a thread per pump. From now on the pumps are closed by their threads. */
  void start(List<StreamPump> pumps) {
    AtomicInteger running = new AtomicInteger(pumps.size());
    for (StreamPump pump : pumps) {
      String name = pump instanceof VideoPump ? "sampan video" : "sampan audio";
      threads.add(Thread.ofPlatform().daemon().name(name).unstarted(() -> run(pump, running)));
    }
    threads.forEach(Thread::start);
  }

  private void run(StreamPump pump, AtomicInteger running) {
    try (pump) {
      pump.run();
    } catch (Throwable t) {
      fail(t);
      over.countDown();
    } finally {
      if (running.decrementAndGet() == 0) {
        over.countDown();
      }
    }
  }

  /**
   * Waits for the end of all pumps, or for the first failure, and says now and then how far it is.
   */
  void await(@Nullable ProgressListener listener, Supplier<Progress> progress)
      throws IOException, InterruptedException {
    while (!over.await(PROGRESS_MILLIS, TimeUnit.MILLISECONDS)) {
      if (listener != null) {
        listener.progress(progress.get());
      }
    }
    if (failure.get() != null) {
      stop();
    }
    rethrow();
  }

  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  private void fail(Throwable cause) {
    if (!failure.compareAndSet(null, cause)) {
      Throwable first = failure.get();
      if (first != null && first != cause && !(cause instanceof InterruptedException)) {
        first.addSuppressed(cause);
      }
    }
  }

  /** Stops what still runs, and waits for its end. */
  void stop() {
    threads.forEach(Thread::interrupt);
    boolean interrupted = false;
    for (Thread thread : threads) {
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void rethrow() throws IOException, InterruptedException {
    Throwable cause = failure.get();
    if (cause instanceof IOException io) {
      throw io;
    }
    if (cause instanceof InterruptedException interrupted) {
      throw interrupted;
    }
    if (cause instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }

  /** Says what failed in the sink without saying twice that it was the sink. */
  @SuppressWarnings("ReferenceEquality") // an exception cannot suppress itself
  static IOException plain(IOException failure) {
    Throwable cause = failure.getCause();
    if (!(failure instanceof FFmpegException) && cause instanceof FFmpegException reason) {
      for (Throwable other : failure.getSuppressed()) {
        if (other != cause) {
          reason.addSuppressed(other);
        }
      }
      return reason;
    }
    return failure;
  }
}
