package dev.sampan.stream;

import dev.sampan.Sample;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The bounded queue of one stream of a {@link WritingRun}. */
final class StreamQueue {

  /** A sample on its way to the sink. */
  record Entry(long time, Sample sample) {}

  private final WritingRun run;
  private final int capacity;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition notFull = lock.newCondition();
  private final Condition notEmpty = lock.newCondition();
  private final ArrayDeque<Entry> entries;
  private boolean finished;

  StreamQueue(WritingRun run, int capacity) {
    this.run = run;
    this.capacity = capacity;
    this.entries = new ArrayDeque<>(capacity);
  }

  /**
   * Waits for room, then hands over. The hand-off comes last, so that whatever is thrown leaves the
   * lease or hold with the caller. Long.MAX_VALUE nanoseconds are 292 years.
   */
  boolean put(long time, Supplier<Sample> handOff, long nanos)
      throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      while (true) {
        run.checkRunning();
        if (finished) {
          throw new WriterNotRunningException("this stream of the writer has ended");
        }
        if (entries.size() < capacity) {
          break;
        }
        if (left <= 0) {
          return false;
        }
        left = notFull.awaitNanos(left);
      }
      entries.add(new Entry(time, handOff.get()));
      notEmpty.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the next sample, or null when the stream has ended or the run has failed. */
  @Nullable Entry take() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (entries.isEmpty() && !finished && !run.failed()) {
        notEmpty.await();
      }
      Entry entry = run.failed() ? null : entries.poll();
      notFull.signal();
      return entry;
    } finally {
      lock.unlock();
    }
  }

  /** No more samples will be put. */
  void finish() {
    lock.lock();
    try {
      finished = true;
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Wakes everybody, after the run has failed. */
  void wake() {
    lock.lock();
    try {
      notEmpty.signalAll();
      notFull.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the holds on everything that will not be written, whose release handlers find no lock. */
  void drop() {
    Entry entry;
    while ((entry = poll()) != null) {
      entry.sample().close();
    }
  }

  private @Nullable Entry poll() {
    lock.lock();
    try {
      return entries.poll();
    } finally {
      lock.unlock();
    }
  }
}
