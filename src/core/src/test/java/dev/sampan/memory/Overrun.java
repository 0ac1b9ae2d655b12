package dev.sampan.memory;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.ValueLayout;

/**
 * A program that writes one byte beside a slot, as native code may. {@link GuardPageTest} runs it.
 */
public final class Overrun {

  private Overrun() {}

  /**
   * Writes.
   *
   * @param arguments whether there are guard pages, and where to write, from the start of the slot
   */
  public static void main(String[] arguments) {
    boolean guard = Boolean.parseBoolean(arguments[0]);
    long offset = Long.parseLong(arguments[1]);
    try (SampleAllocator allocator =
            SampleAllocator.builder("overrun")
                .sampleSize(2 * PageSize.bytes())
                .count(3)
                .guardPages(guard)
                .build();
        SampleLease lease = allocator.tryAllocate()) {
      System.out.println("writing");
      RawMemory.at(lease.address() + offset, 1).set(ValueLayout.JAVA_BYTE, 0, (byte) 1);
      System.out.println("written");
    }
  }
}
