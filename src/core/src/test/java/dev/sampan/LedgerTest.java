package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.CapturedLog;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: exhaustion, leaks and misuse name the holders")
@Timeout(30)
class LedgerTest {

  private static final Holder MUX = new Holder("asf muxer stream 1", Holder.Kind.MUXER_STREAM);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);

  @Test
  void exhaustionSaysWhoHoldsHowManySinceWhen() throws InterruptedException {
    try (SampleAllocator video = SampleAllocator.builder("video").count(6).build()) {
      List<Sample> out = new ArrayList<>();
      out.add(video.tryAllocate().publish(ENCODER));
      for (int i = 0; i < 5; i++) {
        out.add(video.tryAllocate().publish(MUX));
      }
      Eventually.until(
          "20 ms have passed",
          () -> video.holders().get(0).oldest().compareTo(Duration.ofMillis(20)) >= 0);
      assertThatThrownBy(() -> video.allocate(Duration.ofMillis(1)))
          .isInstanceOf(AllocatorExhaustedException.class)
          .message()
          .matches(
              "no sample came back within 1 ms: 6 of 6 samples of \"video\" held: "
                  + "asf muxer stream 1 ×5 \\(oldest \\d+ ms\\), wmv2 encoder ×1 \\(oldest \\d+ ms\\)");
      assertThatThrownBy(() -> video.allocate(Duration.ZERO))
          .isInstanceOfSatisfying(
              AllocatorExhaustedException.class,
              e -> {
                assertThat(e.holders()).extracting(Holding::holder).containsExactly(MUX, ENCODER);
                assertThat(e.holders()).extracting(Holding::count).containsExactly(5, 1);
              });
      out.forEach(Sample::close);
      assertThat(video.holders()).isEmpty();
    }
  }

  @Test
  void holdersFollowEveryChangeOfHands() {
    try (SampleAllocator allocator = SampleAllocator.builder("hands").count(2).build()) {
      SampleLease lease = allocator.tryAllocate(Holder.application("filler"));
      assertThat(names(allocator)).containsExactly("filler ×1");
      Sample sample = lease.publish(MUX);
      assertThat(names(allocator)).containsExactly("asf muxer stream 1 ×1");
      Sample second = sample.retain();
      Sample third = sample.retain(ENCODER);
      assertThat(names(allocator)).containsExactly("asf muxer stream 1 ×2", "wmv2 encoder ×1");
      Sample passed = second.passTo(ENCODER);
      assertThat(names(allocator)).containsExactly("wmv2 encoder ×2", "asf muxer stream 1 ×1");
      sample.close();
      passed.close();
      assertThat(names(allocator)).containsExactly("wmv2 encoder ×1");
      third.close();
      assertThat(allocator.holders()).isEmpty();
    }
  }

  private static List<String> names(SampleAllocator allocator) {
    return allocator.holders().stream()
        .map(holding -> holding.holder().name() + " ×" + holding.count())
        .toList();
  }

  @Test
  void aRowNamesTheThreads() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("threads").count(3).build()) {
      List<Sample> out = java.util.Collections.synchronizedList(new ArrayList<>());
      for (String name : List.of("decoder", "decoder", "cropper")) {
        Workers workers = new Workers();
        workers.start(name, () -> out.add(allocator.tryAllocate().publish()));
        workers.join();
      }
      assertThat(allocator.holders()).hasSize(1);
      assertThat(allocator.holders().get(0).threads())
          .containsExactlyInAnyOrder("decoder", "cropper");
      Workers.elsewhere(() -> out.forEach(Sample::close));
    }
  }

  @Test
  void referencesOfNativeCodeAreNamedAsSuch() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("native").count(2).build()) {
      Sample sample = allocator.tryAllocate().publish(MUX);
      assertThat(SampleHandles.addRef(sample.handle())).isEqualTo(2);
      assertThat(SampleHandles.addRef(sample.handle())).isEqualTo(3);
      assertThat(names(allocator)).containsExactly("native consumer ×2", "asf muxer stream 1 ×1");
      assertThat(SampleHandles.release(sample.handle())).isEqualTo(2);
      assertThat(SampleHandles.release(sample.handle())).isEqualTo(1);
      sample.close();
      long handle = SampleHandles.allocate(allocator, Duration.ZERO);
      assertThat(names(allocator)).containsExactly("native consumer ×1");
      assertThat(SampleHandles.release(handle)).isZero();
      assertThat(allocator.holders()).isEmpty();
    }
  }

  @Test
  @DisplayName("A row read while others lend, hand over and release is that of one of them")
  void aSnapshotMixesNobodysRows() throws InterruptedException {
    int threads = 3;
    try (SampleAllocator allocator = SampleAllocator.builder("mixed").count(4).build()) {
      AtomicBoolean over = new AtomicBoolean();
      Workers workers = new Workers();
      for (int i = 0; i < threads; i++) {
        Holder lessee = Holder.application("lessee of t" + i);
        Holder holder = Holder.application("holder of t" + i);
        workers.start(
            "t" + i,
            () -> {
              while (!over.get()) {
                // The same slots and records serve all of them.
                Sample sample = allocator.allocate(lessee).publish(holder);
                sample.retain(lessee).close();
                sample.close();
              }
            });
      }
      try {
        long end = System.nanoTime() + 1_000_000_000L;
        int rows = 0;
        while (System.nanoTime() - end < 0 || rows < 1000) {
          List<Holding> holdings = allocator.holders();
          rows += holdings.size();
          assertThat(holdings)
              .allSatisfy(
                  holding -> {
                    assertThat(holding.count()).isBetween(1, 4);
                    if (!holding.holder().equals(Holder.NATIVE_CONSUMER)) {
                      assertThat(holding.threads()).hasSize(1);
                      assertThat(holding.holder().name()).endsWith(holding.threads().get(0));
                    }
                  });
        }
      } finally {
        over.set(true);
        workers.join();
      }
      assertThat(allocator.holders()).isEmpty();
    }
  }

  @Test
  @DisplayName(
      "A snapshot is of one moment: who moves from sample to sample is not missed or seen twice")
  void aSnapshotIsOfOneMoment() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("moment").count(16).build()) {
      List<Sample> others = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        others.add(allocator.allocate().publish(ENCODER));
      }
      AtomicBoolean over = new AtomicBoolean();
      Workers workers = new Workers();
      workers.start(
          "mover",
          () -> {
            Sample present = allocator.allocate().publish(MUX);
            while (!over.get()) {
              Sample next = allocator.allocate().publish(MUX);
              present.close();
              present = next;
              LockSupport.parkNanos(200_000); // a snapshot takes less
            }
            present.close();
          });
      try {
        for (int i = 0; i < 10_000; i++) { // until it is compiled, it takes longer
          assertThat(allocator.holders()).isNotEmpty();
        }
        for (int i = 0; i < 20_000; i++) {
          assertThat(allocator.holders())
              .filteredOn(holding -> holding.holder().equals(MUX))
              .singleElement()
              .satisfies(holding -> assertThat(holding.count()).isBetween(1, 2));
        }
      } finally {
        over.set(true);
        workers.join();
      }
      others.forEach(Sample::close);
    }
  }

  @Test
  void closeLogsWhoStillHolds() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open()) {
      SampleAllocator allocator = SampleAllocator.builder("left open").count(3).build();
      Sample sample = allocator.tryAllocate().publish(ENCODER);
      allocator.close();
      assertThat(log.lines("left open"))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.level()).isEqualTo("WARNING");
                assertThat(line.message())
                    .startsWith(
                        "allocator \"left open\" was closed while 1 of 3 samples of \"left open\""
                            + " held: wmv2 encoder ×1");
              });
      sample.close();
    }
  }

  @Test
  void closeWithNothingOutSaysNothing() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open()) {
      SampleAllocator allocator = SampleAllocator.builder("tidy").build();
      allocator.tryAllocate().publish().close();
      allocator.close();
      assertThat(log.lines("tidy")).isEmpty();
    }
  }

  @Test
  void aLeakReportSaysWhoLostWhatAndHowToLearnMore() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator = SampleAllocator.builder("leaky").count(1).build()) {
      assertThat(allocator.tryAllocate(ENCODER).size()).isPositive();
      Eventually.collectedUntil("recovered", () -> allocator.statistics().recovered() == 1);
      assertThat(log.lines("leaky"))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.level()).isEqualTo("WARNING");
                assertThat(line.message())
                    .contains("of holder wmv2 encoder")
                    .contains("taken by thread \"" + Thread.currentThread().getName() + "\"")
                    .contains("was dropped without being closed")
                    .contains("-Dsampan.track=true");
                assertThat(line.thrown()).isNull();
              });
    }
  }

  @Test
  void withTrackingALeakReportShowsWhereItWasTaken() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator =
            SampleAllocator.builder("tracked").count(1).trackAllocations(true).build()) {
      takeAndForget(allocator);
      Eventually.collectedUntil("recovered", () -> allocator.statistics().recovered() == 1);
      assertThat(log.lines("tracked"))
          .singleElement()
          .satisfies(
              line ->
                  assertThat(Arrays.stream(line.thrown().getStackTrace()))
                      .extracting(StackTraceElement::getMethodName)
                      .contains("takeAndForget"));
    }
  }

  private static void takeAndForget(SampleAllocator allocator) {
    assertThat(allocator.tryAllocate().size()).isPositive();
  }

  @Test
  void statisticsAddUp() throws InterruptedException {
    SampleAllocator allocator = SampleAllocator.builder("numbers").count(2).build();
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.allocate();
    assertThat(allocator.tryAllocate()).isNull();
    assertThatThrownBy(() -> allocator.allocate(Duration.ofMillis(1)))
        .isInstanceOf(AllocatorExhaustedException.class);
    a.close();
    AllocatorStatistics numbers = allocator.statistics();
    assertThat(numbers.capacity()).isEqualTo(2);
    assertThat(numbers.out()).isEqualTo(1);
    assertThat(numbers.highWater()).isEqualTo(2);
    assertThat(numbers.allocated()).isEqualTo(2);
    assertThat(numbers.returned()).isEqualTo(1);
    assertThat(numbers.exhausted()).isEqualTo(2);
    assertThat(numbers.waits()).isEqualTo(1);
    allocator.close();
    b.close();
    assertThat(allocator.statistics().allocated()).isEqualTo(2);
    assertThat(allocator.statistics().returned()).isEqualTo(2);
    assertThat(allocator.statistics().out()).isZero();
  }

  @Test
  void blankNamesAreRefused() {
    assertThatThrownBy(() -> Holder.application(" ")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SampleAllocator.builder(""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
