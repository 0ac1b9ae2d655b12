package dev.sampan.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I4")
@DisplayName("I4: slabs")
@Timeout(30)
class SlabTest {

  private static final long PAGE = PageSize.bytes();

  private static long[] sizes() {
    return new long[] {1, PAGE - 1, PAGE, PAGE + 1, 3_110_400};
  }

  @Test
  void thePageSizeIsTheSystems() throws Exception {
    assertThat(Long.bitCount(PAGE)).isEqualTo(1);
    ProcessBuilder getconf = new ProcessBuilder("getconf", "PAGESIZE").redirectErrorStream(true);
    Process process;
    try {
      process = getconf.start();
    } catch (java.io.IOException e) {
      Assumptions.abort("not on this machine: getconf");
      throw e;
    }
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    assertThat(PAGE).isEqualTo(Long.parseLong(answer));
    assertThat(PageSize.roundUp(0)).isZero();
    assertThat(PageSize.roundUp(1)).isEqualTo(PAGE);
    assertThat(PageSize.roundUp(PAGE)).isEqualTo(PAGE);
    assertThat(PageSize.roundUp(PAGE + 1)).isEqualTo(2 * PAGE);
    assertThatThrownBy(() -> PageSize.roundUp(Long.MAX_VALUE))
        .isInstanceOf(ArithmeticException.class);
  }

  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "false, true", "true, true"})
  void slotsOfAnySizeArePageAlignedZeroAndApart(boolean huge, boolean guard) {
    for (long size : sizes()) {
      try (SampleAllocator allocator =
          SampleAllocator.builder("sizes")
              .sampleSize(size)
              .count(3)
              .hugePages(huge)
              .guardPages(guard)
              .build()) {
        assertThat(allocator.sampleSize()).isEqualTo(size);
        assertThat(allocator.pageSize()).isEqualTo(PAGE);
        List<SampleLease> leases = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          SampleLease lease = allocator.tryAllocate();
          MemorySegment segment = lease.segment();
          assertThat(segment.byteSize()).isEqualTo(size);
          assertThat(segment.address() % PAGE).isZero();
          assertThat(segment.get(ValueLayout.JAVA_BYTE, size - 1)).isZero();
          segment.fill((byte) (i + 1));
          leases.add(lease);
        }
        for (int i = 0; i < 3; i++) {
          MemorySegment segment = leases.get(i).segment();
          assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) (i + 1));
          assertThat(segment.get(ValueLayout.JAVA_BYTE, size - 1)).isEqualTo((byte) (i + 1));
          for (int j = 0; j < i; j++) {
            assertThat(Math.abs(leases.get(i).address() - leases.get(j).address()))
                .isGreaterThanOrEqualTo(PageSize.roundUp(size) + (guard ? PAGE : 0));
          }
        }
        leases.forEach(SampleLease::close);
      }
    }
  }

  @Test
  @DisplayName("I4: whatever slab there is where Sampan has no bindings keeps to the same rules")
  void theSlabWithoutBindingsIsAlignedAsWell() {
    Slab slab = ArenaSlab.of(new Slab.Plan(PAGE + 1, 3, false, false));
    try {
      for (int i = 0; i < 3; i++) {
        assertThat(slab.address(i) % PAGE).isZero();
        RawMemory.at(slab.address(i), PAGE + 1).fill((byte) i);
      }
      assertThat(slab.address(1) - slab.address(0)).isEqualTo(2 * PAGE);
    } finally {
      slab.unmap();
    }
    assertThatThrownBy(() -> ArenaSlab.of(new Slab.Plan(1, 1, false, true)))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void zeroOnReturnClearsAndWithoutItNothingIsTouched() {
    for (boolean zero : new boolean[] {true, false}) {
      try (SampleAllocator allocator =
          SampleAllocator.builder("zero").sampleSize(10_000).count(1).zeroOnReturn(zero).build()) {
        for (int i = 0; i < 3; i++) {
          SampleLease lease = allocator.tryAllocate();
          MemorySegment segment = lease.segment();
          byte expected = (byte) (zero || i == 0 ? 0 : 9);
          for (long at = 0; at < 10_000; at++) {
            if (segment.get(ValueLayout.JAVA_BYTE, at) != expected) {
              throw new AssertionError("byte %d, zero %s, round %d".formatted(at, zero, i));
            }
          }
          segment.fill((byte) 9);
          if (i == 0) {
            lease.close();
          } else {
            lease.setLength(10).publish().close();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "9223372036854775807, 1",
    "9223372036854775807, 16777214",
    "4611686018427387904, 3",
    "1099511627776, 1048576",
    "70368744177664, 1"
  })
  void memoryThatCannotBeHadIsRefusedInWords(long size, int count) {
    assertThatThrownBy(
            () -> SampleAllocator.builder("absurd").sampleSize(size).count(count).build())
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining(count + " samples")
        .message()
        .containsAnyOf("bytes, but the limit is", "are more than can be addressed");
  }

  @Test
  void theRefusalNamesTheBytesAndTheLimit() {
    long size = 1L << 46;
    assertThatThrownBy(() -> SampleAllocator.builder("absurd").sampleSize(size).count(2).build())
        .isInstanceOf(OutOfMemoryError.class)
        .hasMessageContaining("needs " + 2 * size + " bytes")
        .hasMessageContaining("the limit is ")
        .hasMessageMatching("(?s).*the limit is \\d+ bytes \\(.+\\).*");
  }

  @Test
  void theBuilderRefusesNonsense() {
    SampleAllocator.Builder builder = SampleAllocator.builder("nonsense");
    assertThatThrownBy(() -> builder.sampleSize(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.sampleSize(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.count(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.count(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.count((1 << 24) - 1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleAllocator.builder("  "))
        .isInstanceOf(IllegalArgumentException.class);
    try (SampleAllocator allocator = builder.build()) {
      assertThat(allocator.sampleSize()).as("one page by default").isEqualTo(PAGE);
      assertThat(allocator.capacity()).isEqualTo(8);
      assertThat(allocator.name()).isEqualTo("nonsense");
    }
  }
}
