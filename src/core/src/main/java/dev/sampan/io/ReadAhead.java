package dev.sampan.io;

import dev.sampan.AllocatorClosedException;
import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Reads pieces of a file in order, some of them before they are asked for. */
final class ReadAhead {

  /**
   * A part of the file that becomes a sample.
   *
   * @param position where it begins
   * @param length in bytes
   * @param mayBeShort whether the file may end in it or before it
   * @param properties what the sample gets
   */
  record Piece(long position, long length, boolean mayBeShort, SampleProperties properties) {}

  /**
   * Where samples come from.
   *
   * @param allocator lends them
   * @param registered whether the engine knows its memory
   * @param choice the engine
   */
  record Target(SampleAllocator allocator, boolean registered, EngineChoice choice) {

    /** What positions and lengths must be multiples of. */
    long alignment() {
      return choice.alignment();
    }
  }

  /** What is to be read. */
  interface Plan {
    /** The next piece, or null after the last one. Not asked again after that. */
    @Nullable Piece next();
  }

  private final Path file;
  private final Engine engine;
  private final Target target;
  private final Holder reader;
  private final Holder kernel;
  private final int depth;
  private final Plan plan;

  /** Held by whoever reads, also while waiting. */
  private final ReentrantLock turn = new ReentrantLock();

  /** Guards what follows; never held while waiting. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Read> ahead = new ArrayDeque<>();
  private @Nullable Piece upcoming;
  private boolean closed;

  ReadAhead(
      Path file, Engine engine, Target target, Holder reader, Holder kernel, int depth, Plan plan) {
    this.file = file;
    this.engine = engine;
    this.target = target;
    this.reader = reader;
    this.kernel = kernel;
    this.depth = depth;
    this.plan = plan;
    this.upcoming = plan.next();
  }

  /**
   * The next sample, or null after the last one. Neither the end nor a failure is left behind: what
   * comes after it is not shown.
   */
  @Nullable Sample next() throws IOException, InterruptedException {
    turn.lockInterruptibly();
    try {
      refill();
      Read first = first();
      if (first == null) {
        return null;
      }
      first.await(); // an interrupt leaves it there
      Sample sample;
      lock.lock();
      try {
        checkOpen();
        sample = first.take();
        if (sample == null) {
          upcoming = null; // the file has ended before this
        } else {
          ahead.remove();
        }
      } finally {
        lock.unlock();
      }
      return sample;
    } finally {
      turn.unlock();
    }
  }

  private @Nullable Read first() {
    lock.lock();
    try {
      checkOpen();
      return ahead.peek();
    } finally {
      lock.unlock();
    }
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("the reader of " + file + " is closed");
    }
  }

  /**
   * Starts what there is room for, several at a time: a system call and the wake of a thread for
   * each would cost more than the reading. Waits for a free sample only if nothing is ahead.
   */
  private void refill() throws InterruptedException {
    int present = count();
    if (present > depth - Math.max(1, depth / 4)) {
      return;
    }
    List<Read> reads = new ArrayList<>();
    boolean started = false;
    try {
      Piece piece;
      while ((piece = upcoming) != null && present + reads.size() < depth) {
        SampleLease lease = lease(present + reads.size() == 0);
        if (lease == null) {
          break;
        }
        reads.add(new Read(file, piece, lease, target, reader));
        upcoming = plan.next();
      }
      start(reads);
      started = true;
    } finally {
      if (!started) {
        reads.forEach(Read::cancel);
      }
    }
  }

  private @Nullable SampleLease lease(boolean needed) throws InterruptedException {
    if (needed) {
      return target.allocator().allocate(kernel);
    }
    try {
      return target.allocator().tryAllocate(kernel);
    } catch (AllocatorClosedException e) {
      return null; // what is ahead can still be read
    }
  }

  private int count() {
    lock.lock();
    try {
      checkOpen();
      return ahead.size();
    } finally {
      lock.unlock();
    }
  }

  private void start(List<Read> reads) {
    lock.lock();
    try {
      checkOpen();
      engine.start(reads);
      ahead.addAll(reads);
    } finally {
      lock.unlock();
    }
  }

  /** Nothing more will be read. */
  void refuse() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }

  /** Lets go of what was read and nobody took, and of what is in flight as soon as it ends. */
  void abandon() {
    Read read;
    while ((read = poll()) != null) {
      read.abandon();
    }
  }

  private @Nullable Read poll() {
    lock.lock();
    try {
      return ahead.poll();
    } finally {
      lock.unlock();
    }
  }
}
