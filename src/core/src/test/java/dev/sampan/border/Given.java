package dev.sampan.border;

import dev.sampan.SampleAllocator;
import java.time.Duration;

/** What a conformance program is given that native code cannot make. */
final class Given {

  /** The name of the allocator whose handler throws. */
  static final String THROWING = "throwing";

  private Given() {}

  /**
   * Fills a structure of conformance.c's but for its first member, the runtime.
   *
   * @param given its address
   */
  static void fill(long given) {
    SampleAllocator throwing = SampleAllocator.builder(THROWING).count(1).build();
    throwing.setReleaseHandler(
        release -> {
          throw new IllegalStateException("the handler's own error");
        });
    SampleAllocator closed = SampleAllocator.builder("closed").count(2).build();
    closed.close();
    Out.pointer(given + 8, new AllocatorObject(throwing, Duration.ZERO, true).show());
    Out.pointer(given + 16, new AllocatorObject(closed, Duration.ZERO, true).show());
  }
}
