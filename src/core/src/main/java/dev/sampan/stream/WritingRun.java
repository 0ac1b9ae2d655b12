package dev.sampan.stream;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What happens between one begin and its end: the queues, their threads, and the first failure. */
final class WritingRun {

  private final SampleSink sink;
  private final List<StreamQueue> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger running;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private final AtomicBoolean aborted = new AtomicBoolean();

  /** Whether the sink was told how this run ended; it hears it once. */
  private final AtomicBoolean sinkEnded = new AtomicBoolean();

  WritingRun(String name, SampleSink sink, int streams, int capacity) {
    this.sink = sink;
    this.running = new AtomicInteger(streams);
    for (int stream = 0; stream < streams; stream++) {
      int index = stream;
      queues.add(new StreamQueue(this, capacity));
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name(name + " stream " + stream)
              .unstarted(() -> writeStream(index)));
    }
  }

  void start() {
    threads.forEach(Thread::start);
  }

  StreamQueue queue(int stream) {
    return queues.get(stream);
  }

  boolean failed() {
    return failure.get() != null;
  }

  /** Throws what made the run fail, if it has. */
  void checkRunning() throws IOException {
    Throwable cause = failure.get();
    if (cause instanceof Aborted) {
      throw new WriterNotRunningException("the writer was closed");
    }
    if (cause != null) {
      String text = cause.getMessage();
      throw new IOException(
          "the sink failed: " + (text == null ? cause.getClass().getName() : text), cause);
    }
  }

  private void writeStream(int stream) {
    StreamQueue queue = queues.get(stream);
    try {
      StreamQueue.Entry entry;
      while ((entry = queue.take()) != null) {
        try {
          sink.write(stream, entry.time(), entry.sample());
        } finally {
          entry.sample().close();
        }
      }
      if (!failed()) {
        sink.endOfStream(stream);
      }
    } catch (Throwable t) {
      fail(t);
    } finally {
      threadEnds();
    }
  }

  @SuppressWarnings("ReferenceEquality") // nothing can be suppressed by itself
  private void fail(Throwable cause) {
    if (failure.compareAndSet(null, cause)) {
      queues.forEach(StreamQueue::wake);
    } else {
      Throwable first = failure.get();
      if (first != null && first != cause) {
        first.addSuppressed(cause);
      }
    }
  }

  /**
   * The last thread of a failed run aborts the sink, so that nothing is held until end or close.
   */
  private void threadEnds() {
    if (running.decrementAndGet() == 0 && failed()) {
      queues.forEach(StreamQueue::drop);
      abortSink();
    }
  }

  private void abortSink() {
    if (sinkEnded.compareAndSet(false, true)) {
      try {
        sink.abort();
      } catch (Throwable t) {
        fail(t);
      }
    }
  }

  /** Lets every stream end and waits for its thread. */
  void drain() throws InterruptedException {
    queues.forEach(StreamQueue::finish);
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Ends the sink, or throws why that cannot be. Every thread has ended. */
  void finish() throws IOException {
    if (failed()) {
      abortSink();
      checkRunning();
    }
    if (sinkEnded.compareAndSet(false, true)) {
      try {
        sink.end();
      } catch (Throwable t) {
        abortAfter(sink, t);
        throw t;
      }
    }
  }

  /** Aborts a sink that has failed; what abort throws is not more than a remark to that. */
  @SuppressWarnings("ReferenceEquality") // nothing can be suppressed by itself
  static void abortAfter(SampleSink sink, Throwable failure) {
    try {
      sink.abort();
    } catch (Throwable t) {
      if (t != failure) {
        failure.addSuppressed(t);
      }
    }
  }

  /** Whether the calling thread is one of those that write, and so cannot wait for them. */
  boolean isOwnThread() {
    return threads.contains(Thread.currentThread());
  }

  /** Gives up. Interrupts the threads once: a second time would hit the release handlers. */
  void abort() {
    if (aborted.compareAndSet(false, true)) {
      fail(new Aborted());
      threads.forEach(Thread::interrupt);
    }
  }

  /** Waits for the threads of a run that was given up; they end as soon as the sink lets them. */
  void awaitAborted() {
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
    abortSink();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The failure of a writer that was closed without having ended. */
  private static final class Aborted extends Exception {
    private static final long serialVersionUID = 1L;

    Aborted() {
      super("the writer was closed before it ended", null, true, false);
    }
  }
}
