package dev.sampan.io;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Collects bytes that lie where direct I/O cannot take them, and writes them block by block. */
final class Staging {

  private static final long SIZE = 1 << 20;

  /** Where the end of a file goes. */
  interface Rest {
    /** Writes a part of a sample. */
    void write(Sample sample, long offset, long length, long position)
        throws IOException, InterruptedException;
  }

  private final WriteBehind writes;
  private final SampleAllocator allocator;

  /** Where in the file the collected bytes begin. */
  private long position;

  private @Nullable SampleLease lease;
  private long filled;

  Staging(Path target, WriteBehind writes, long position) {
    this.writes = writes;
    this.position = position;
    // One is filled while the other is written.
    this.allocator =
        SampleAllocator.builder("aligning " + target).sampleSize(SIZE).count(2).build();
  }

  void append(MemorySegment bytes) throws IOException, InterruptedException {
    long taken = 0;
    while (taken < bytes.byteSize()) {
      SampleLease present = lease;
      if (present == null) {
        present = allocator.allocate();
        lease = present;
      }
      long count = Math.min(bytes.byteSize() - taken, SIZE - filled);
      // Not the lease's segment, which would bind it to this thread; another one ends the file.
      MemorySegment.copy(bytes, taken, RawMemory.at(present.address(), SIZE), filled, count);
      taken += count;
      filled += count;
      if (filled == SIZE) {
        lease = null;
        filled = 0;
        try (Sample full = present.publish()) {
          writes.write(full, 0, SIZE, position, () -> {});
        }
        position += SIZE;
      }
    }
  }

  /** Writes what is there: whole blocks as ever, and what is less than a block as the rest. */
  void finish(long alignment, Rest rest) throws IOException {
    SampleLease present = lease;
    if (present == null) {
      return;
    }
    lease = null;
    long blocks = filled / alignment * alignment;
    boolean interrupted = Thread.interrupted(); // the end of a file does not wait for long
    try (Sample last = present.publish()) {
      if (blocks > 0) {
        writes.write(last, 0, blocks, position, () -> {});
      }
      if (blocks < filled) {
        rest.write(last, blocks, filled - blocks, position + blocks);
      }
    } catch (InterruptedException e) {
      throw new InterruptedIOException("interrupted at the end of the file");
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Gives the memory back. Nothing is in flight any more. */
  void close() {
    SampleLease present = lease;
    if (present != null) {
      lease = null;
      present.close();
    }
    allocator.close();
  }
}
