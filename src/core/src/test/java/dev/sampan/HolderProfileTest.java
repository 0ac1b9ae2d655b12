package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: a profile says how each holder used the samples")
@Timeout(60)
class HolderProfileTest {

  private static final Holder READER = new Holder("h264 decoder", Holder.Kind.READER);
  private static final Holder MUX = new Holder("asf muxer stream 1", Holder.Kind.MUXER_STREAM);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);

  private static SampleAllocator allocator(int count) {
    return SampleAllocator.builder("profiled").count(count).profile(true).build();
  }

  private static HolderProfile profile(SampleAllocator allocator, Holder holder) {
    return allocator.profiles().stream()
        .filter(profile -> profile.holder().equals(holder))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatEachHolderHadAtMostAndHasNowIsCounted() {
    try (SampleAllocator allocator = allocator(4)) {
      List<Sample> kept = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        kept.add(allocator.tryAllocate(READER).publish(MUX));
      }
      Sample beside = kept.get(0).retain(ENCODER);
      kept.remove(2).close();
      assertThat(profile(allocator, READER))
          .satisfies(
              reader -> {
                assertThat(reader.taken()).isEqualTo(3);
                assertThat(reader.held()).isZero();
                assertThat(reader.mostHeld()).isEqualTo(1);
                assertThat(reader.times().ended()).isEqualTo(3);
              });
      assertThat(profile(allocator, MUX))
          .satisfies(
              mux -> {
                assertThat(mux.taken()).isEqualTo(3);
                assertThat(mux.held()).isEqualTo(2);
                assertThat(mux.mostHeld()).isEqualTo(3);
                assertThat(mux.times().ended()).isEqualTo(1);
              });
      assertThat(allocator.profiles())
          .extracting(HolderProfile::holder)
          .containsExactly(MUX, READER, ENCODER);
      beside.passTo(MUX).close();
      assertThat(profile(allocator, ENCODER).held()).isZero();
      assertThat(profile(allocator, MUX).taken()).isEqualTo(4);
      kept.forEach(Sample::close);
      assertThat(allocator.profiles()).allSatisfy(each -> assertThat(each.held()).isZero());
    }
  }

  @Test
  void holdTimesAndThreadsAreThoseOfTheRelease() throws InterruptedException {
    try (SampleAllocator allocator = allocator(2)) {
      Sample sample = allocator.tryAllocate(READER).publish(ENCODER);
      LockSupport.parkNanos(20_000_000);
      Workers workers = new Workers();
      workers.start("muxer", sample::close);
      workers.join();
      allocator.tryAllocate(READER).publish(ENCODER).close();
      HolderProfile encoder = profile(allocator, ENCODER);
      assertThat(encoder.releasesByThread())
          .isEqualTo(Map.of("muxer", 1L, Thread.currentThread().getName(), 1L));
      assertThat(encoder.times().longest()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
      assertThat(encoder.times().total()).isGreaterThanOrEqualTo(encoder.times().longest());
      assertThat(encoder.times().percentile(1)).isEqualTo(encoder.times().longest());
      assertThat(encoder.times().percentile(0.5)).isLessThan(Duration.ofMillis(20));
    }
  }

  @Test
  void nativeReferencesAreCountedWithoutTimes() throws InterruptedException {
    try (SampleAllocator allocator = allocator(2)) {
      long handle = SampleHandles.allocate(allocator, Duration.ZERO);
      assertThat(SampleHandles.addRef(handle)).isEqualTo(2);
      assertThat(SampleHandles.release(handle)).isEqualTo(1);
      assertThat(SampleHandles.release(handle)).isZero();
      assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
      HolderProfile consumer = profile(allocator, Holder.NATIVE_CONSUMER);
      assertThat(consumer.taken()).isEqualTo(2);
      assertThat(consumer.mostHeld()).isEqualTo(2);
      assertThat(consumer.held()).isZero();
      assertThat(consumer.times().ended()).isZero();
      assertThat(consumer.times().percentile(0.5)).isZero();
      assertThat(consumer.releasesByThread())
          .containsExactly(Map.entry(Thread.currentThread().getName(), 2L));
    }
  }

  @Test
  void whatWasLostEndsToo() {
    try (SampleAllocator allocator = allocator(1)) {
      assertThat(allocator.tryAllocate(ENCODER).publish().length()).isPositive();
      Eventually.collectedUntil("it is recovered", () -> allocator.statistics().recovered() == 1);
      assertThat(profile(allocator, ENCODER).held()).isZero();
    }
  }

  @Test
  void aHoldWithManyThreadsIsCountedExactly() throws InterruptedException {
    try (SampleAllocator allocator = allocator(8)) {
      Workers workers = new Workers();
      int rounds = 2000;
      for (int i = 0; i < 4; i++) {
        workers.start(
            i % 2 == 0,
            () -> {
              for (int n = 0; n < rounds; n++) {
                allocator.allocate(READER).publish(ENCODER).passTo(MUX).close();
              }
            });
      }
      workers.join();
      for (Holder holder : List.of(READER, ENCODER, MUX)) {
        HolderProfile profile = profile(allocator, holder);
        assertThat(profile.taken()).isEqualTo(4L * rounds);
        assertThat(profile.held()).isZero();
        assertThat(profile.mostHeld()).isBetween(1, 4);
        assertThat(profile.times().ended()).isEqualTo(4L * rounds);
        assertThat(profile.releasesByThread().values().stream().mapToLong(Long::longValue).sum())
            .isEqualTo(4L * rounds);
      }
    }
  }

  @Test
  void nothingIsMeasuredUnlessItIsAskedFor() {
    try (SampleAllocator allocator = SampleAllocator.builder("plain").build()) {
      allocator.tryAllocate(READER).publish(ENCODER).close();
      assertThat(allocator.profiles()).isEmpty();
    }
  }

  @Test
  void rangesDoubleAndTheLastIsOpen() {
    assertThat(HoldTimes.rangeOf(0)).isZero();
    assertThat(HoldTimes.rangeOf(999)).isZero();
    assertThat(HoldTimes.rangeOf(1000)).isEqualTo(1);
    assertThat(HoldTimes.rangeOf(1999)).isEqualTo(1);
    assertThat(HoldTimes.rangeOf(2000)).isEqualTo(2);
    assertThat(HoldTimes.rangeOf(Long.MAX_VALUE)).isEqualTo(HoldTimes.RANGES - 1);
    for (int i = 1; i < HoldTimes.RANGES; i++) {
      long from = HoldTimes.from(i).toNanos();
      assertThat(HoldTimes.rangeOf(from)).isEqualTo(i);
      assertThat(HoldTimes.rangeOf(from - 1)).isEqualTo(i - 1);
    }
    assertThatThrownBy(() -> HoldTimes.from(HoldTimes.RANGES))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }
}
