package dev.sampan.io;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.jfr.FileWriteEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes parts of samples to a file, several at a time. The kernel has a hold of its own on each
 * sample until it is done with it. The first failure is kept, and thrown by whatever comes next.
 */
final class WriteBehind {

  private final Path file;
  private final Engine engine;
  private final Holder kernel;
  private final int depth;
  private final @Nullable SampleAllocator registered;
  private final Semaphore room;
  private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();

  /**
   * Makes a queue.
   *
   * @param registered whose memory the engine knows, or null
   */
  WriteBehind(Path file, Engine engine, int depth, @Nullable SampleAllocator registered) {
    this.file = file;
    this.engine = engine;
    this.kernel = new Holder("kernel writing " + file, Holder.Kind.KERNEL);
    this.depth = depth;
    this.registered = engine.choice().fixedBuffers() ? registered : null;
    this.room = new Semaphore(depth);
  }

  /** A write out of a sample, on which the kernel has its own hold. */
  private final class Write extends Transfer {
    private final Sample sample;
    private final Runnable done;
    private final @Nullable FileWriteEvent event = FileWriteEvent.beginIfOn();

    Write(Sample sample, long offset, long length, long position, Runnable done) {
      super(true, sample.address() + offset, position, length, length, isRegistered(sample));
      this.sample = sample;
      this.done = done;
    }

    @Override
    void completed() {
      endEvent();
      try {
        done.run();
      } finally {
        end();
      }
    }

    @Override
    void failed(IOException cause) {
      endEvent();
      failure.compareAndSet(
          null, Failures.of(file, "could not write from byte " + restPosition(), cause));
      end();
    }

    private void endEvent() {
      if (event != null) {
        SampleAllocator allocator = SampleHandles.allocator(sample.handle());
        event.end(
            file.toString(),
            engine.choice().engine().toString(),
            position,
            done(),
            allocator == null ? null : allocator.name());
      }
    }

    private void end() {
      try {
        sample.close();
      } finally {
        room.release();
      }
    }
  }

  /** By the allocator and not by the address, at which another slab may have been before. */
  private boolean isRegistered(Sample sample) {
    return registered != null && registered.equals(SampleHandles.allocator(sample.handle()));
  }

  /**
   * Starts a write, waiting for room.
   *
   * @param sample whose memory is written; borrowed
   * @param offset in the sample
   * @param length in bytes; offset, length and position are aligned
   * @param position in the file
   * @param done what runs when it was written, on the engine's thread
   */
  void write(Sample sample, long offset, long length, long position, Runnable done)
      throws IOException, InterruptedException {
    room.acquire();
    boolean started = false;
    Sample held = null;
    try {
      check();
      held = sample.retain(kernel);
      engine.start(List.of(new Write(held, offset, length, position, done)));
      started = true;
    } finally {
      if (!started) {
        if (held != null) {
          held.close();
        }
        room.release();
      }
    }
  }

  /** Throws what failed, if something did. */
  void check() throws IOException {
    IOException failed = failure.get();
    if (failed != null) {
      throw failed;
    }
  }

  /** Waits until everything was written, or throws what failed. */
  void drain() throws IOException {
    await();
    check();
  }

  /** Waits until nothing is in flight. */
  void await() {
    // Not interruptible: disks answer, and a sink must not end with holds of the kernel's.
    room.acquireUninterruptibly(depth);
    room.release(depth);
  }
}
