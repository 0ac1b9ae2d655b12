package dev.sampan.ffmpeg;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Holder;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Leases for what a job converts. Waits as long as those who hold samples are at work, and fails,
 * naming them, when nobody is left who could give one back.
 */
final class LeasePool implements AutoCloseable {

  private static final Duration LOOK_AROUND = Duration.ofMillis(200);

  private final SampleAllocator allocator;
  private final Holder holder;
  private final BooleanSupplier atWork;

  /**
   * Makes a pool.
   *
   * @param allocator where leases come from, which is closed with the pool
   * @param holder in whose name they are
   * @param atWork whether somebody may still give a sample back
   */
  LeasePool(SampleAllocator allocator, Holder holder, BooleanSupplier atWork) {
    this.allocator = allocator;
    this.holder = holder;
    this.atWork = atWork;
  }

  SampleAllocator allocator() {
    return allocator;
  }

  SampleLease lease() throws IOException, InterruptedException {
    while (true) {
      boolean hope = atWork.getAsBoolean();
      try {
        return allocator.allocate(LOOK_AROUND, holder);
      } catch (AllocatorExhaustedException e) {
        if (!hope) {
          throw new FFmpegException("too few samples to go on: " + e.getMessage(), e);
        }
      }
    }
  }

  @Override
  public void close() {
    allocator.close();
  }
}
