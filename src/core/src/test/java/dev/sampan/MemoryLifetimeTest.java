package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.Workers;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I4")
@DisplayName("I4: memory is not lent again and not unmapped while a lease or hold exists")
@Timeout(30)
class MemoryLifetimeTest {

  private static final Path MAPS = Path.of("/proc/self/maps");

  private static boolean isMapped(long address) throws IOException {
    for (String line : Files.readAllLines(MAPS)) {
      int dash = line.indexOf('-');
      long from = Long.parseUnsignedLong(line, 0, dash, 16);
      long to = Long.parseUnsignedLong(line, dash + 1, line.indexOf(' '), 16);
      if (Long.compareUnsigned(from, address) <= 0 && Long.compareUnsigned(address, to) < 0) {
        return true;
      }
    }
    return false;
  }

  private static void assumeMaps() {
    Assumptions.assumeTrue(Files.exists(MAPS), "not on this machine: " + MAPS);
  }

  @Test
  void theSlabIsUnmappedWhenAnIdleAllocatorIsClosed() throws IOException {
    assumeMaps();
    SampleAllocator allocator = SampleAllocator.builder("idle").sampleSize(1 << 20).build();
    SampleLease lease = allocator.tryAllocate();
    long address = lease.address();
    assertThat(isMapped(address)).isTrue();
    lease.close();
    assertThat(isMapped(address)).isTrue();
    allocator.close();
    assertThat(isMapped(address)).isFalse();
  }

  @Test
  void theSlabGoesWithTheLastOfWhateverIsOutInWhateverOrder() throws IOException {
    assumeMaps();
    for (int seed = 0; seed < 20; seed++) {
      Random random = new Random(seed);
      SampleAllocator allocator =
          SampleAllocator.builder("order").sampleSize(1 << 16).count(4).build();
      List<AutoCloseable> out = new ArrayList<>();
      List<Long> addresses = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        SampleLease lease = allocator.tryAllocate();
        addresses.add(lease.address());
        if (i == 0) {
          out.add(lease);
        } else {
          Sample sample = lease.publish();
          out.add(sample);
          out.add(sample.retain());
        }
      }
      Collections.shuffle(out, random);
      int closeAfter = random.nextInt(out.size());
      for (int i = 0; i < out.size(); i++) {
        if (i == closeAfter) {
          allocator.close();
        }
        for (long address : addresses) {
          assertThat(isMapped(address)).as("seed %d, %d closed", seed, i).isTrue();
        }
        close(out.get(i));
      }
      for (long address : addresses) {
        assertThat(isMapped(address)).as("seed %d, all closed", seed).isFalse();
      }
    }
  }

  private static void close(AutoCloseable closeable) {
    if (closeable instanceof Sample sample) {
      sample.close();
    } else if (closeable instanceof SampleLease lease) {
      lease.close();
    }
  }

  @Test
  void leasesAndHoldsGoOnAfterTheAllocatorWasClosed() throws InterruptedException {
    SampleAllocator allocator = SampleAllocator.builder("closed").count(2).build();
    SampleLease lease = allocator.tryAllocate();
    lease.segment().set(ValueLayout.JAVA_LONG, 0, 1);
    SampleLease untouched = allocator.tryAllocate();
    allocator.close();
    lease.segment().set(ValueLayout.JAVA_LONG, 8, 2);
    Sample sample = lease.publish();
    Sample second = sample.retain();
    Workers.elsewhere(
        () -> {
          assertThat(second.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(1);
          assertThat(second.segment().get(ValueLayout.JAVA_LONG, 8)).isEqualTo(2);
          second.close();
        });
    untouched.segment().fill((byte) 1);
    untouched.close();
    assertThat(sample.passTo(Holder.application("last")).segment().get(ValueLayout.JAVA_LONG, 8))
        .isEqualTo(2);
    assertThat(allocator.close(Duration.ZERO)).hasSize(1);
    assertThat(allocator.statistics().out()).isEqualTo(1);
  }

  @Test
  void closingTwiceChangesNothing() throws InterruptedException {
    SampleAllocator allocator = SampleAllocator.builder("twice").build();
    Sample sample = allocator.tryAllocate().publish();
    allocator.close();
    allocator.close();
    allocator.retire();
    assertThat(sample.segment().byteSize()).isEqualTo(allocator.sampleSize());
    sample.close();
    allocator.close();
    assertThat(allocator.close(Duration.ofSeconds(5))).isEmpty();
    assertThat(allocator.freeCount()).isZero();
  }

  @Test
  void closeWithALimitWaitsForTheLastAndNoLonger() throws InterruptedException {
    SampleAllocator allocator = SampleAllocator.builder("limit").build();
    Sample sample = allocator.tryAllocate().publish(Holder.application("late"));
    long start = System.nanoTime();
    assertThat(allocator.close(Duration.ofMillis(50)))
        .singleElement()
        .satisfies(holding -> assertThat(holding.holder().name()).isEqualTo("late"));
    assertThat(System.nanoTime() - start).isBetween(50_000_000L, 5_000_000_000L);
    start = System.nanoTime();
    assertThat(allocator.close(Duration.ofMillis(1100))).hasSize(1);
    assertThat(System.nanoTime() - start)
        .as("not rounded up to the next second")
        .isBetween(1_100_000_000L, 1_900_000_000L);
    Workers workers = new Workers();
    workers.start(false, sample::close);
    assertThat(allocator.close(Duration.ofSeconds(Long.MAX_VALUE))).isEmpty();
    workers.join();
  }

  @Test
  void anAddressIsNeverLentTwiceAtATime() {
    try (SampleAllocator allocator = SampleAllocator.builder("distinct").count(16).build()) {
      List<SampleLease> leases = new ArrayList<>();
      List<MemorySegment> segments = new ArrayList<>();
      SampleLease lease;
      while ((lease = allocator.tryAllocate()) != null) {
        MemorySegment segment = lease.segment();
        segment.fill((byte) leases.size());
        leases.add(lease);
        for (MemorySegment other : segments) {
          assertThat(other.asOverlappingSlice(segment)).isEmpty();
        }
        segments.add(segment);
      }
      assertThat(leases).hasSize(16);
      for (int i = 0; i < 16; i++) {
        assertThat(segments.get(i).get(ValueLayout.JAVA_BYTE, 100)).isEqualTo((byte) i);
      }
      leases.forEach(SampleLease::close);
    }
  }

  @Test
  void aHeldSlotIsNotLentWhileOneHoldOfManyIsLeft() {
    try (SampleAllocator allocator = SampleAllocator.builder("many").count(1).build()) {
      Sample sample = allocator.tryAllocate().publish();
      List<Sample> holds = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        holds.add(i % 2 == 0 ? sample.retain() : holds.get(i - 1).retain());
      }
      sample.close();
      Collections.shuffle(holds, new Random(1));
      for (Sample hold : holds) {
        assertThat(allocator.tryAllocate()).isNull();
        assertThat(allocator.freeCount()).isZero();
        hold.close();
      }
      assertThat(allocator.freeCount()).isEqualTo(1);
    }
  }
}
