package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.WatchdogFinding.Kind;
import dev.sampan.support.CapturedLog;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: a watchdog names who holds too long, who emptied an allocator and who lost what")
@Timeout(60)
class WatchdogTest {

  private static final Holder MUX = new Holder("asf muxer stream 1", Holder.Kind.MUXER_STREAM);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);
  private static final Watchdog NOTHING =
      Watchdog.DEFAULT.withHoldLimit(Duration.ZERO).withEmptyLimit(Duration.ZERO);

  private final List<WatchdogFinding> findings = new CopyOnWriteArrayList<>();

  private SampleAllocator allocator(String name, int count, Watchdog watchdog) {
    return SampleAllocator.builder(name)
        .count(count)
        .watchdog(watchdog.withListener(findings::add))
        .build();
  }

  private List<WatchdogFinding> of(Kind kind) {
    return findings.stream().filter(finding -> finding.kind() == kind).toList();
  }

  /** Waits until the observer has looked often enough to have reported what there is. */
  private static void awaitMoreLooks(Duration limit) {
    LockSupport.parkNanos(limit.multipliedBy(4).toNanos());
    CountDownLatch later = new CountDownLatch(1);
    ObserverThread.execute(later::countDown);
    Eventually.until("the observer came round", () -> later.getCount() == 0);
  }

  @Test
  void aHoldThatLastsTooLongIsReportedOnce() throws ReflectiveOperationException {
    Duration limit = Duration.ofMillis(40);
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator = allocator("slow", 3, NOTHING.withHoldLimit(limit))) {
      Sample sample = allocator.tryAllocate().publish(ENCODER);
      Eventually.until("it is reported", () -> !findings.isEmpty());
      awaitMoreLooks(limit);
      assertThat(findings)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.HELD_TOO_LONG);
                assertThat(finding.allocator()).isSameAs(allocator);
                assertThat(finding.holder()).isEqualTo(ENCODER);
                assertThat(finding.slot()).isBetween(0, 2);
                assertThat(finding.lasted()).isGreaterThan(limit);
                assertThat(finding.limit()).isEqualTo(limit);
                assertThat(finding.holders()).extracting(Holding::holder).containsExactly(ENCODER);
                assertThat(finding.message())
                    .matches(
                        "wmv2 encoder has held a sample of \"slow\", taken by thread \".+\", for"
                            + " \\d+ ms, longer than 40 ms; 1 of 3 samples of \"slow\" held: wmv2"
                            + " encoder ×1 \\(oldest \\d+ ms\\)");
              });
      assertThat(log.lines("slow"))
          .singleElement()
          .satisfies(
              line -> {
                assertThat(line.level()).isEqualTo("WARNING");
                assertThat(line.message()).isEqualTo(findings.get(0).message());
              });
      sample.close();
    }
  }

  @Test
  void theNextHoldOfTheSameSlotIsReportedAgain() {
    Duration limit = Duration.ofMillis(20);
    try (SampleAllocator allocator = allocator("again", 1, NOTHING.withHoldLimit(limit))) {
      for (int i = 0; i < 3; i++) {
        int before = findings.size();
        Sample sample = allocator.tryAllocate().publish(ENCODER);
        Eventually.until("the hold is reported", () -> findings.size() == before + 1);
        Sample passed = sample.passTo(MUX);
        Eventually.until("the next holder's too", () -> findings.size() == before + 2);
        passed.close();
      }
      assertThat(findings)
          .extracting(WatchdogFinding::holder)
          .containsExactly(ENCODER, MUX, ENCODER, MUX, ENCODER, MUX);
    }
  }

  @Test
  void leasesAndNativeReferencesAreWatchedToo() {
    try (SampleAllocator allocator =
        allocator("both", 2, NOTHING.withHoldLimit(Duration.ofMillis(20)))) {
      SampleLease lease = allocator.tryAllocate(ENCODER);
      Sample sample = allocator.tryAllocate().publish(MUX);
      long handle = sample.handle();
      assertThat(SampleHandles.addRef(handle)).isEqualTo(2);
      Eventually.until("all are reported", () -> findings.size() == 3);
      assertThat(findings)
          .extracting(WatchdogFinding::holder)
          .containsExactlyInAnyOrder(ENCODER, MUX, Holder.NATIVE_CONSUMER);
      assertThat(SampleHandles.release(handle)).isEqualTo(1);
      sample.close();
      lease.close();
    }
  }

  @Test
  void holdsThatEndInTimeAreNeverReported() throws InterruptedException {
    Duration limit = Duration.ofMillis(500);
    try (SampleAllocator allocator = allocator("quick", 4, NOTHING.withHoldLimit(limit))) {
      Workers workers = new Workers();
      long end = System.nanoTime() + 2_000_000_000L;
      for (int i = 0; i < 3; i++) {
        workers.start(
            i == 0,
            () -> {
              while (System.nanoTime() < end) {
                allocator.allocate(ENCODER).publish(MUX).close();
              }
            });
      }
      workers.join();
      awaitMoreLooks(Duration.ofMillis(50));
      assertThat(allocator.statistics().returned()).isGreaterThan(1000);
      assertThat(findings).isEmpty();
    }
  }

  @Test
  void anAllocatorThatStaysEmptyIsReportedOnceEachTime() throws ReflectiveOperationException {
    Duration limit = Duration.ofMillis(40);
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator = allocator("empty", 2, NOTHING.withEmptyLimit(limit))) {
      for (int i = 1; i <= 2; i++) {
        int times = i;
        Sample first = allocator.tryAllocate().publish(MUX);
        awaitMoreLooks(limit);
        assertThat(findings).as("one is free").hasSize(times - 1);
        Sample second = allocator.tryAllocate().publish(MUX);
        Eventually.until("it is reported", () -> findings.size() == times);
        awaitMoreLooks(limit);
        assertThat(findings).hasSize(times);
        first.close();
        second.close();
        awaitMoreLooks(limit);
      }
      assertThat(findings.get(0).kind()).isEqualTo(Kind.EMPTY_TOO_LONG);
      assertThat(findings.get(0).slot()).isEqualTo(-1);
      assertThat(findings.get(0).holder()).isNull();
      assertThat(findings.get(0).lasted()).isGreaterThan(limit);
      assertThat(findings.get(0).message())
          .matches(
              "no sample of \"empty\" has been free for \\d+ ms, longer than 40 ms, and none came"
                  + " back; 2 of 2 samples of \"empty\" held: asf muxer stream 1 ×2 \\(oldest \\d+"
                  + " ms\\)");
      assertThat(log.lines("empty")).hasSize(2);
    }
  }

  @Test
  void anAllocatorWhoseSamplesAreTakenAtOnceIsSaidToMove() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    try (SampleAllocator allocator =
        allocator("starved", 1, NOTHING.withEmptyLimit(Duration.ofMillis(100)))) {
      Workers workers = new Workers();
      for (int i = 0; i < 3; i++) {
        workers.start(
            false,
            () -> {
              while (!stop.get()) {
                Sample sample = allocator.allocate(ENCODER).publish();
                LockSupport.parkNanos(1_000_000);
                sample.close();
              }
            });
      }
      Eventually.until("it is reported", () -> !findings.isEmpty());
      stop.set(true);
      workers.join();
      assertThat(findings.get(0).message())
          .containsPattern("\\d+ came back and were taken at once");
    }
  }

  @Test
  void aRetiredAllocatorIsNotEmptyButItsHoldsAreWatched() throws InterruptedException {
    Duration limit = Duration.ofMillis(20);
    SampleAllocator allocator =
        allocator("retired", 1, Watchdog.DEFAULT.withHoldLimit(limit).withEmptyLimit(limit));
    Sample sample = allocator.tryAllocate().publish(MUX);
    allocator.retire();
    Eventually.until("the hold is reported", () -> !of(Kind.HELD_TOO_LONG).isEmpty());
    awaitMoreLooks(limit);
    assertThat(of(Kind.EMPTY_TOO_LONG)).isEmpty();
    sample.close();
    assertThat(allocator.close(Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void aLeakIsReportedOnceAndTheSlotIsBackThen() throws ReflectiveOperationException {
    List<Integer> free = new CopyOnWriteArrayList<>();
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator =
            SampleAllocator.builder("losing")
                .count(1)
                .watchdog(
                    NOTHING.withListener(
                        finding -> {
                          free.add(finding.allocator().freeCount());
                          findings.add(finding);
                        }))
                .build()) {
      assertThat(allocator.tryAllocate(ENCODER).size()).isPositive();
      Eventually.collectedUntil("it is found", () -> !findings.isEmpty());
      awaitMoreLooks(Duration.ofMillis(20));
      assertThat(findings)
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.LEAK);
                assertThat(finding.holder()).isEqualTo(ENCODER);
                assertThat(finding.slot()).isZero();
                assertThat(finding.message())
                    .contains("of holder wmv2 encoder")
                    .contains("was dropped without being closed")
                    .contains("-Dsampan.track=true");
              });
      assertThat(free).containsExactly(1);
      assertThat(log.lines("losing")).hasSize(1);
    }
  }

  @Test
  void aListenerThatThrowsIsLoggedAndHearsOfTheNext() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open();
        SampleAllocator allocator =
            SampleAllocator.builder("throwing")
                .count(2)
                .watchdog(
                    NOTHING
                        .withHoldLimit(Duration.ofMillis(20))
                        .withListener(
                            finding -> {
                              findings.add(finding);
                              throw new IllegalStateException("no");
                            }))
                .build()) {
      Sample first = allocator.tryAllocate().publish(MUX);
      Eventually.until("the first is reported", () -> findings.size() == 1);
      Sample second = allocator.tryAllocate().publish(ENCODER);
      Eventually.until("the second is reported", () -> findings.size() == 2);
      Eventually.until(
          "and logged", () -> log.lines("listener of \"throwing\" failed").size() == 2);
      first.close();
      second.close();
    }
  }

  @Test
  @DisplayName("sampan.Overdue says in a recording what the log says")
  void theFlightRecorderHearsOfIt() throws Exception {
    List<RecordedEvent> events = new CopyOnWriteArrayList<>();
    try (RecordingStream stream = new RecordingStream()) {
      stream.setReuse(false);
      stream.onEvent("sampan.Overdue", events::add);
      stream.startAsync();
      try (SampleAllocator allocator =
          allocator(
              "recorded",
              1,
              Watchdog.DEFAULT
                  .withHoldLimit(Duration.ofMillis(20))
                  .withEmptyLimit(Duration.ofMillis(30)))) {
        Sample sample = allocator.tryAllocate().publish(MUX);
        Eventually.until("both are reported", () -> findings.size() == 2);
        sample.close();
      }
      stream.stop();
    }
    List<RecordedEvent> own = new ArrayList<>(events);
    own.removeIf(event -> !event.getString("allocator").equals("recorded"));
    assertThat(own).hasSize(2);
    RecordedEvent held = own.stream().filter(e -> e.getInt("slot") == 0).findFirst().orElseThrow();
    assertThat(held.getString("holder")).isEqualTo("asf muxer stream 1 (stream of a muxer)");
    assertThat(held.getString("kind")).isEqualTo("held too long");
    assertThat(held.getDuration("limit")).isEqualTo(Duration.ofMillis(20));
    assertThat(held.getDuration("held"))
        .isEqualTo(of(Kind.HELD_TOO_LONG).get(0).lasted())
        .isGreaterThan(Duration.ofMillis(20));
    assertThat(held.getInt("allocatorId")).isPositive();
    RecordedEvent empty = own.stream().filter(e -> e.getInt("slot") < 0).findFirst().orElseThrow();
    assertThat(empty.getString("kind")).isEqualTo("empty too long");
    assertThat(empty.getString("holder"))
        .startsWith("1 of 1 samples of \"recorded\" held: asf muxer");
  }

  @Test
  void limitsAreNotNegative() {
    assertThatThrownBy(() -> Watchdog.DEFAULT.withHoldLimit(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("zero means no limit");
    assertThatThrownBy(() -> Watchdog.DEFAULT.withEmptyLimit(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
