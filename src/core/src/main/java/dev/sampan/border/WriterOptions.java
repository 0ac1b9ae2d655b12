package dev.sampan.border;

import dev.sampan.bindings.sampan.SampanWriterOptions;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wants of a writer.
 *
 * @param name for messages
 * @param allocator where samples come from, with a reference; null if the writer makes its own
 * @param sampleSize of its own samples, in bytes; 0 if that follows from the profile
 * @param sampleCount of its own samples
 * @param waitLimit how long AllocateSample waits
 */
record WriterOptions(
    String name,
    @Nullable AllocatorObject allocator,
    long sampleSize,
    int sampleCount,
    Duration waitLimit) {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final int USUAL_COUNT = 8;

  /** Reads a caller's SampanWriterOptions, or takes what is usual where there are none. */
  static WriterOptions read(long options) {
    String name = "writer " + NUMBER.incrementAndGet();
    if (options == 0) {
      return new WriterOptions(name, null, 0, USUAL_COUNT, Duration.ZERO);
    }
    MemorySegment given = RuntimeObject.structure(options, SampanWriterOptions.sizeof(), "options");
    if (SampanWriterOptions.flags(given) != 0) {
      throw new IllegalArgumentException(
          "unknown flags 0x%x".formatted(SampanWriterOptions.flags(given)));
    }
    if (SampanWriterOptions.reserved(given) != 0) {
      throw new IllegalArgumentException("reserved is not 0");
    }
    MemorySegment text = SampanWriterOptions.name(given);
    if (text.address() != 0) {
      name = text.getString(0);
      if (name.isBlank()) {
        throw new IllegalArgumentException("the name is empty");
      }
    }
    int count = SampanWriterOptions.sample_count(given);
    if (count < 0) {
      throw new IllegalArgumentException("%d samples".formatted(Integer.toUnsignedLong(count)));
    }
    return new WriterOptions(
        name,
        // Last of what can fail, since it takes a reference.
        allocator(SampanWriterOptions.allocator(given).address()),
        Integer.toUnsignedLong(SampanWriterOptions.sample_size(given)),
        count == 0 ? USUAL_COUNT : count,
        RuntimeObject.limit(SampanWriterOptions.wait_ms(given)));
  }

  private static @Nullable AllocatorObject allocator(long pointer) {
    if (pointer == 0) {
      return null;
    }
    AllocatorObject allocator = ObjectBlocks.argument(pointer, AllocatorObject.class, "allocator");
    if (allocator.addRef() == 0) {
      throw new IllegalArgumentException("the allocator was released");
    }
    return allocator;
  }
}
