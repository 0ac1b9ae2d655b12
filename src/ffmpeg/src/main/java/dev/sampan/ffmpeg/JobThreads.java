package dev.sampan.ffmpeg;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Runs the pumps of a job side by side. The first that fails stops the others. */
final class JobThreads {

  private static final long PROGRESS_MILLIS = 150;

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  /** Runs pumps to their end, and tells a listener now and then how far they are. */
  void run(List<StreamPump> pumps, @Nullable ProgressListener listener, Supplier<Progress> progress)
      throws IOException, InterruptedException {
    CountDownLatch running = new CountDownLatch(pumps.size());
    CountDownLatch over = new CountDownLatch(1);
    for (StreamPump pump : pumps) {
      String name = pump instanceof VideoPump ? "video" : "audio";
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("sampan " + name)
              .unstarted(
                  () -> {
                    try (pump) {
                      pump.run();
                    } catch (Throwable t) {
                      fail(t);
                      over.countDown();
                    } finally {
                      running.countDown();
                      if (running.getCount() == 0) {
                        over.countDown();
                      }
                    }
                  }));
    }
    threads.forEach(Thread::start);
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
    if (cause instanceof IOException) {
      throw (IOException) cause;
    }
    if (cause instanceof InterruptedException) {
      throw (InterruptedException) cause;
    }
    if (cause instanceof RuntimeException) {
      throw (RuntimeException) cause;
    }
    if (cause instanceof Error) {
      throw (Error) cause;
    }
    if (cause != null) {
      throw new IllegalStateException(cause);
    }
  }

  /** Says what failed in the sink without saying twice that it was the sink. */
  static IOException plain(IOException failure) {
    Throwable cause = failure.getCause();
    if (!(failure instanceof FFmpegException) && cause instanceof FFmpegException) {
      for (Throwable other : failure.getSuppressed()) {
        if (other != cause) {
          cause.addSuppressed(other);
        }
      }
      return (FFmpegException) cause;
    }
    return failure;
  }
}
