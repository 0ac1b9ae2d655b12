package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.AllocatedBytes;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In bytes and in a ratio, because times alone say more about the machine's other tenants. */
@DisplayName("The goals of what a sample's life leaves to the collector and takes")
@Timeout(60)
class LifeCostTest {

  private static final int TIMES = 20_000;
  private static final int MEBIBYTE = 1 << 20;

  /** Where things go so that the compiler cannot do without them. */
  static Object escaped;

  /** What is repeated. */
  private interface Step {
    void run() throws InterruptedException;
  }

  private static void segment(SampleAllocator allocator) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    escaped = lease;
    lease.segment().set(ValueLayout.JAVA_LONG, 0, TIMES);
    Sample sample = lease.publish();
    escaped = sample;
    sample.close();
  }

  private static void noSegment(SampleAllocator allocator) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    escaped = lease;
    Sample sample = lease.publish();
    escaped = sample;
    sample.close();
  }

  private static void handle(SampleAllocator allocator) throws InterruptedException {
    long handle = SampleHandles.allocate(allocator, Duration.ZERO);
    SampleHandles.addRef(handle);
    SampleHandles.release(handle);
    if (SampleHandles.release(handle) != 0) {
      throw new IllegalStateException("not the last reference");
    }
  }

  private static void repeat(Step step) throws InterruptedException {
    for (int i = 0; i < TIMES; i++) {
      step.run();
    }
  }

  /** Bytes that each repetition leaves, once all is compiled. */
  private static long garbage(Step step) throws InterruptedException {
    repeat(step);
    long before = AllocatedBytes.soFar();
    repeat(step);
    return (AllocatedBytes.soFar() - before) / TIMES;
  }

  @Test
  @DisplayName("A life with a segment, which is recovered if it is lost, leaves at most 200 bytes")
  void withASegment() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("cost").count(8).build()) {
      assertThat(garbage(() -> segment(allocator))).isPositive().isLessThanOrEqualTo(200);
    }
  }

  @Test
  @DisplayName("A life without a segment leaves at most 80 bytes")
  void withoutASegment() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("cost").count(8).build()) {
      assertThat(garbage(() -> noSegment(allocator))).isPositive().isLessThanOrEqualTo(80);
    }
  }

  @Test
  @DisplayName("A life by handle, as native code has it, leaves nothing")
  void byHandle() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("cost").count(8).build()) {
      assertThat(garbage(() -> handle(allocator))).isZero();
    }
  }

  @Test
  @DisplayName("A life of 1 MiB takes less than a confined arena of 1 MiB, whose memory is cleared")
  void lessThanAnArena() throws InterruptedException {
    try (SampleAllocator allocator =
        SampleAllocator.builder("cost").sampleSize(MEBIBYTE).count(8).build()) {
      repeat(() -> segment(allocator));
      long ours = Long.MAX_VALUE;
      long arenas = Long.MAX_VALUE;
      // The best of many short turns: a neighbour would have to disturb all of ours and no other.
      for (int turn = 0; turn < 50; turn++) {
        ours = Math.min(ours, time(() -> segment(allocator)));
        arenas = Math.min(arenas, time(() -> arena(allocator.pageSize())));
      }
      assertThat(ours).isLessThan(arenas);
    }
  }

  private static void arena(long pageSize) {
    try (Arena arena = Arena.ofConfined()) {
      var segment = arena.allocate(MEBIBYTE, pageSize);
      escaped = segment;
      segment.set(ValueLayout.JAVA_LONG, 0, TIMES);
    }
  }

  private static long time(Step step) throws InterruptedException {
    long start = System.nanoTime();
    for (int i = 0; i < 20; i++) {
      step.run();
    }
    return System.nanoTime() - start;
  }
}
