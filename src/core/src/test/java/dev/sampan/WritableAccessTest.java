package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("I2")
@DisplayName(
    "I2: writable access exists only between allocate and hand-off or cancel, on one thread")
@Timeout(30)
class WritableAccessTest {

  private final SampleAllocator allocator =
      SampleAllocator.builder("writable").sampleSize(10_000).count(2).build();

  @AfterEach
  void everythingIsBack() {
    assertThat(allocator.freeCount()).isEqualTo(2);
    allocator.close();
  }

  /** How a lease ends. */
  enum Ending {
    CANCEL {
      @Override
      void end(SampleLease lease) {
        lease.close();
      }
    },
    PUBLISH {
      @Override
      void end(SampleLease lease) {
        lease.publish().close();
      }
    };

    abstract void end(SampleLease lease);
  }

  private static List<MemorySegment> segments(SampleLease lease) {
    MemorySegment whole = lease.segment();
    return List.of(
        whole,
        lease.segment(),
        whole.asSlice(0),
        whole.asSlice(4096, 100),
        whole.asSlice(10, 4000).asSlice(5, 8),
        whole.asReadOnly(),
        MemorySegment.ofBuffer(whole.asByteBuffer()));
  }

  private static List<ByteBuffer> buffers(SampleLease lease) {
    ByteBuffer buffer = lease.segment().asByteBuffer();
    List<ByteBuffer> buffers = new ArrayList<>();
    buffers.add(buffer);
    buffers.add(buffer.duplicate());
    buffers.add(buffer.slice(100, 100));
    buffers.add(buffer.asReadOnlyBuffer());
    buffers.add(lease.segment().asSlice(8, 16).asByteBuffer());
    return buffers;
  }

  @Test
  void theWholeOfALeaseCanBeWritten() {
    try (SampleLease lease = allocator.tryAllocate()) {
      MemorySegment segment = lease.segment();
      assertThat(segment.byteSize()).isEqualTo(10_000);
      assertThat(segment.isReadOnly()).isFalse();
      assertThat(segment.address()).isEqualTo(lease.address());
      assertThat(segment.address() % allocator.pageSize()).isZero();
      segment.fill((byte) 7);
      assertThat(lease.segment().get(ValueLayout.JAVA_BYTE, 9_999)).isEqualTo((byte) 7);
      assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 10_000))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void afterTheEndEverySegmentAndBufferThrows(Ending ending) throws InterruptedException {
    SampleLease lease = allocator.tryAllocate();
    List<MemorySegment> segments = segments(lease);
    List<ByteBuffer> buffers = buffers(lease);
    segments.forEach(segment -> segment.get(ValueLayout.JAVA_BYTE, 0));
    buffers.forEach(buffer -> buffer.get(0));
    ending.end(lease);
    Consumer<Class<? extends RuntimeException>> allThrow =
        type -> {
          for (MemorySegment segment : segments) {
            assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0)).isInstanceOf(type);
            assertThatThrownBy(() -> segment.fill((byte) 1)).isInstanceOf(RuntimeException.class);
            assertThatThrownBy(
                    () -> MemorySegment.copy(segment, 0, MemorySegment.ofArray(new byte[1]), 0, 1))
                .isInstanceOf(type);
          }
          for (ByteBuffer buffer : buffers) {
            assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(type);
            assertThatThrownBy(() -> buffer.put(0, (byte) 1)).isInstanceOf(RuntimeException.class);
          }
        };
    allThrow.accept(IllegalStateException.class);
    segments.forEach(segment -> assertThat(segment.scope().isAlive()).isFalse());
    Workers.elsewhere(() -> allThrow.accept(RuntimeException.class));
    assertThatThrownBy(lease::segment)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("this lease of \"writable\" is over");
    assertThatThrownBy(lease::address).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::length).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::handle).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lease::properties).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lease.setLength(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> lease.setProperties(SampleProperties.NONE))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void oldSegmentsThrowAlsoWhenTheSlotIsLeasedAgain() {
    SampleLease lease = allocator.tryAllocate();
    MemorySegment old = lease.segment();
    ByteBuffer oldBuffer = old.asByteBuffer();
    long address = lease.address();
    lease.close();
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.tryAllocate();
    SampleLease same = a.address() == address ? a : b;
    same.segment().set(ValueLayout.JAVA_INT, 0, 4711);
    assertThatThrownBy(() -> old.set(ValueLayout.JAVA_INT, 0, 1))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> oldBuffer.putInt(0, 1)).isInstanceOf(IllegalStateException.class);
    assertThat(same.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(4711);
    a.close();
    b.close();
  }

  @Test
  void theThreadThatOpensFirstIsTheOnlyOne() throws InterruptedException {
    SampleLease lease = allocator.tryAllocate();
    MemorySegment segment = lease.segment();
    segment.set(ValueLayout.JAVA_LONG, 0, 5);
    Workers.elsewhere(
        () -> {
          assertThatThrownBy(lease::segment)
              .isInstanceOf(WrongThreadException.class)
              .hasMessageContaining("belongs to thread");
          assertThatThrownBy(() -> segment.set(ValueLayout.JAVA_LONG, 0, 6))
              .isInstanceOf(WrongThreadException.class);
          assertThatThrownBy(lease::close).isInstanceOf(WrongThreadException.class);
          assertThatThrownBy(lease::publish).isInstanceOf(WrongThreadException.class);
          assertThatThrownBy(() -> lease.publish(Holder.application("thief")))
              .isInstanceOf(WrongThreadException.class);
        });
    assertThat(segment.get(ValueLayout.JAVA_LONG, 0)).as("the lease stays as it was").isEqualTo(5);
    assertThat(allocator.freeCount()).isEqualTo(1);
    assertThat(allocator.holders()).extracting(Holding::holder).containsOnly(Holder.APPLICATION);
    lease.close();
  }

  @Test
  void beforeItIsOpenedALeaseMoves() throws InterruptedException {
    SampleLease lease = allocator.tryAllocate();
    List<Sample> samples = new ArrayList<>();
    Workers.elsewhere(
        () -> {
          lease.segment().set(ValueLayout.JAVA_LONG, 8, 77);
          samples.add(lease.publish());
        });
    Sample sample = samples.get(0);
    assertThat(sample.segment().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(77);
    sample.close();
  }

  @Test
  void onlyOneOfTwoThreadsOpensALease() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      SampleLease lease = allocator.tryAllocate();
      List<Boolean> opened = java.util.Collections.synchronizedList(new ArrayList<>());
      Workers workers = new Workers();
      for (int t = 0; t < 2; t++) {
        workers.start(
            true,
            () -> {
              try {
                lease.segment().set(ValueLayout.JAVA_INT, 0, 1);
                opened.add(true);
                lease.close();
              } catch (WrongThreadException | IllegalStateException e) {
                opened.add(false);
              }
            });
      }
      workers.join();
      assertThat(opened).containsExactlyInAnyOrder(true, false);
    }
  }

  @Test
  void onlyOneOfTwoThreadsHandsOver() throws InterruptedException {
    for (int i = 0; i < 500; i++) {
      SampleLease lease = allocator.tryAllocate();
      List<Sample> samples = java.util.Collections.synchronizedList(new ArrayList<>());
      Workers workers = new Workers();
      for (int t = 0; t < 2; t++) {
        workers.start(
            true,
            () -> {
              try {
                samples.add(lease.publish());
              } catch (IllegalStateException e) {
                // the other one was first
              }
            });
      }
      workers.join();
      assertThat(samples).hasSize(1);
      samples.get(0).close();
    }
  }

  @Test
  void aLengthOutsideTheSampleIsRefused() {
    try (SampleLease lease = allocator.tryAllocate()) {
      assertThat(lease.length()).isEqualTo(10_000);
      assertThatThrownBy(() -> lease.setLength(-1)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lease.setLength(10_001))
          .isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> lease.setLength(Long.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class);
      assertThat(lease.length()).isEqualTo(10_000);
      assertThat(lease.setLength(0)).isSameAs(lease);
      assertThat(lease.segment().byteSize()).as("a lease sees all of it").isEqualTo(10_000);
    }
  }

  @FunctionalInterface
  interface Comparator {
    int compare(long a, long b);
  }

  @Test
  @DisplayName("I2: while a native call has the segment, the lease cannot end and stays as it was")
  @SuppressWarnings("restricted")
  void aLeaseDoesNotEndDuringANativeCallWithItsSegment() throws Throwable {
    Linker linker = Linker.nativeLinker();
    MemorySegment qsort = linker.defaultLookup().find("qsort").orElse(null);
    Assumptions.assumeTrue(qsort != null, "not on this machine: qsort in the C library");
    MethodHandle sort =
        linker.downcallHandle(
            qsort,
            FunctionDescriptor.ofVoid(
                ValueLayout.ADDRESS,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.ADDRESS));
    try (SampleLease lease = allocator.tryAllocate();
        Arena arena = Arena.ofConfined()) {
      List<Throwable> thrown = new ArrayList<>();
      Comparator ending =
          (a, b) -> {
            for (Runnable end : List.<Runnable>of(lease::close, lease::publish)) {
              try {
                end.run();
              } catch (Throwable t) {
                thrown.add(t);
              }
            }
            return 0;
          };
      MemorySegment stub =
          linker.upcallStub(
              MethodHandles.lookup()
                  .findVirtual(
                      Comparator.class,
                      "compare",
                      MethodType.methodType(int.class, long.class, long.class))
                  .bindTo(ending),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG),
              arena);
      MemorySegment segment = lease.segment();
      segment.set(ValueLayout.JAVA_INT, 0, 99);
      sort.invokeExact(segment, 2L, 4L, stub);
      assertThat(thrown).hasSizeGreaterThanOrEqualTo(2);
      assertThat(thrown)
          .allSatisfy(
              t ->
                  assertThat(t)
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessageContaining("acquired"));
      assertThat(segment.scope().isAlive()).isTrue();
      assertThat(lease.segment().byteSize()).isEqualTo(10_000);
      assertThat(allocator.freeCount()).isEqualTo(1);
    }
  }
}
