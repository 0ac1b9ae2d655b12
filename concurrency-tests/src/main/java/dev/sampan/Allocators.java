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
    if (missing == 0) {
      missing = capacity - lendAll(allocator, new SampleLease[capacity]);
    }
    if (missing != 0) {
      return missing + " missing"; // and nobody else gets this allocator
    }
    (capacity == 1 ? ONE : TWO).add(allocator);
    return "free";
  }

  private static int lendAll(SlabAllocator allocator, SampleLease[] leases) {
    int lent = 0;
    while (lent < leases.length && (leases[lent] = allocator.tryAllocate()) != null) {
      lent++;
    }
    close(leases);
    return lent;
  }

  /** Closes what a test may have got. */
  static void close(AutoCloseable... any) {
    for (AutoCloseable each : any) {
      if (each != null) {
        try {
          each.close();
        } catch (Exception e) {
          // Two have got what is one's: the result says it already.
        }
      }
    }
  }

  /** Says in which state a sample of an allocator is. */
  static String state(SlabAllocator allocator, long handle) {
    Slot slot = ControlTable.find(handle);
    return slot == null || !allocator.equals(slot.allocator)
        ? "gone"
        : BareSlots.state(slot, ControlTable.generation(handle));
  }
}
