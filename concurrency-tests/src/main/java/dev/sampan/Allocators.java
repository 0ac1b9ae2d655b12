package dev.sampan;

import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Allocators of one or two samples. Each serves one state after the other, since mapping memory
 * takes longer than most tests.
 */
final class Allocators {

  /** Longer than any thread is kept from running: who waits so long waits in vain. */
  static final Duration FOR_EVER = Duration.ofSeconds(10);

  private static final ConcurrentLinkedQueue<SlabAllocator> ONE = new ConcurrentLinkedQueue<>();
  private static final ConcurrentLinkedQueue<SlabAllocator> TWO = new ConcurrentLinkedQueue<>();

  /** Kept, since a logger that is not forgets its level. What is lost here is lost on purpose. */
  private static final Logger LOGGER = Logger.getLogger("dev.sampan");

  static {
    LOGGER.setLevel(Level.OFF);
  }

  private Allocators() {}

  /** Returns an allocator with one sample, which is free. */
  static SlabAllocator ofOne() {
    SlabAllocator idle = ONE.poll();
    return idle != null ? idle : create(1);
  }

  /** Returns an allocator with two samples, which are free. */
  static SlabAllocator ofTwo() {
    SlabAllocator idle = TWO.poll();
    return idle != null ? idle : create(2);
  }

  /** Returns one that is used once, because a test closes it. */
  static SlabAllocator create(int count) {
    return (SlabAllocator) SampleAllocator.builder("under stress").count(count).build();
  }

  /**
   * A test is over that has let go of everything.
   *
   * @return "free" if all samples are back and can be lent again, else how many are missing
   */
  static String end(SlabAllocator allocator) {
    allocator.setReleaseHandler(null);
    int capacity = allocator.capacity();
    int missing = capacity - allocator.freeCount();
    SampleLease[] leases = new SampleLease[capacity];
    for (int i = 0; i < capacity; i++) {
      leases[i] = allocator.tryAllocate();
      if (leases[i] == null && missing == 0) {
        missing = capacity - i;
      }
    }
    for (SampleLease lease : leases) {
      if (lease != null) {
        lease.close();
      }
    }
    if (missing != 0) {
      return missing + " missing"; // and nobody else gets this allocator
    }
    (capacity == 1 ? ONE : TWO).add(allocator);
    return "free";
  }

  /** Closes what a test may have got. */
  static void close(AutoCloseable... any) {
    for (AutoCloseable each : any) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          throw new IllegalStateException("nobody else could have closed it", e);
        }
      }
    }
  }

  /** The state word of an allocator's first slot. */
  static String state(SlabAllocator allocator, long handle) {
    Slot slot = ControlTable.find(handle);
    return slot == null || !allocator.equals(slot.allocator)
        ? "gone"
        : BareSlots.state(slot, ControlTable.generation(handle));
  }
}
