package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sampan.support.Eventually;
import dev.sampan.support.Recorded;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import jdk.jfr.DataAmount;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Frequency;
import jdk.jfr.Percentage;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;
import org.assertj.core.api.AbstractListAssert;
import org.assertj.core.api.ObjectAssert;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: a flight recording tells who had which sample, and what went wrong")
@Timeout(60)
class SampleEventsTest {

  private static final Holder MUX = new Holder("asf muxer stream 1", Holder.Kind.MUXER_STREAM);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);

  private static final Set<String> OF_EVERY_EVENT =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  /** Has no thread of which there could be a stack, and so no setting for it. */
  private static final String PERIODIC = "sampan.AllocatorStatistics";

  private static final Set<String> NUMBERS =
      Set.of("byte", "short", "int", "long", "float", "double");

  private static final Set<String> UNITS =
      Set.of(
          DataAmount.class.getName(),
          Timespan.class.getName(),
          Timestamp.class.getName(),
          Frequency.class.getName(),
          Percentage.class.getName());

  /** Numbers that are no amount and no time: they say which one it is, or how many there are. */
  private static final List<String> COUNTS_AND_NAMES =
      List.of(
          "allocatorId",
          "slot",
          "generation",
          "stream",
          "capacity",
          "free",
          "out",
          "highWater",
          "leases",
          "returns",
          "waits",
          "exhausted",
          "recovered",
          "misuses");

  private static AbstractListAssert<?, List<? extends Tuple>, Tuple, ObjectAssert<Tuple>>
      assertFields(List<RecordedEvent> events, String... fields) {
    return assertThat(
        events.stream()
            .map(
                event -> {
                  Object[] values = new Object[fields.length];
                  for (int i = 0; i < fields.length; i++) {
                    values[i] = event.getValue(fields[i]);
                  }
                  return tuple(values);
                })
            .toList());
  }

  @Test
  void aLeaseIsRecordedFromItsAllocationToItsEnd() throws Exception {
    try (Recorded recorded = Recorded.start("Lease")) {
      SampleAllocator allocator = SampleAllocator.builder("leases").count(2).build();
      SampleLease first = allocator.tryAllocate(ENCODER);
      SampleLease second = allocator.allocate();
      Thread.sleep(20);
      first.publish().close();
      second.close();
      long handle = SampleHandles.allocate(allocator, Duration.ZERO);
      assertThat(SampleHandles.addRef(handle)).isEqualTo(2);
      SampleHandles.publish(handle, MUX).close();
      assertThat(SampleHandles.release(handle)).isOne();
      assertThat(SampleHandles.release(handle)).isZero();
      handle = SampleHandles.allocate(allocator, Duration.ZERO);
      assertThat(SampleHandles.release(handle)).isZero();
      allocator.close();

      List<RecordedEvent> events = recorded.stop("Lease", "leases");
      assertFields(events, "slot", "generation", "holder", "passedOn")
          .hasSize(4)
          .contains(
              tuple(
                  0,
                  events.get(0).getLong("generation"),
                  "wmv2 encoder (encoder of samples)",
                  true));
      assertFields(events, "holder", "passedOn", "lost")
          .containsExactlyInAnyOrder(
              tuple("wmv2 encoder (encoder of samples)", true, false),
              tuple("application (the program itself)", false, false),
              tuple("native consumer (consumer in native code)", true, false),
              tuple("native consumer (consumer in native code)", false, false));
      assertThat(events.get(0).getDuration())
          .isBetween(Duration.ofMillis(20), Duration.ofSeconds(20));
      assertThat(events)
          .extracting(event -> event.getInt("allocatorId"))
          .containsOnly(((SlabAllocator) allocator).id());
      assertThat(events).allMatch(event -> event.getStackTrace() == null);
    }
  }

  @Test
  @DisplayName(
      "what each lease and hold says is pooled by the recorder, which takes a number for it")
  void constantsAreLongEnoughForTheRecordersPool() {
    assertThat(Arrays.stream(Holder.Kind.values()).map(kind -> new Holder("x", kind).text()))
        .allMatch(text -> text.length() > 16)
        .doesNotHaveDuplicates();
  }

  @Test
  void aHoldIsRecordedFromHandToHand() {
    try (Recorded recorded = Recorded.start("Hold");
        SampleAllocator allocator = SampleAllocator.builder("holds").sampleSize(5000).build()) {
      SampleLease lease = allocator.tryAllocate();
      long generation = ControlTable.generation(lease.handle());
      Sample sample = lease.setLength(1234).publish(ENCODER);
      Sample further = sample.retain(MUX);
      Sample passed = sample.passTo(Holder.application("viewer"));
      further.close();
      passed.close();

      List<RecordedEvent> events = recorded.stop("Hold", "holds");
      assertFields(events, "holder", "length", "passedOn", "lost")
          .containsExactly(
              tuple("wmv2 encoder (encoder of samples)", 1234L, true, false),
              tuple("asf muxer stream 1 (stream of a muxer)", 1234L, false, false),
              tuple("viewer (the program itself)", 1234L, false, false));
      assertFields(events, "slot", "generation").containsOnly(tuple(0, generation));
      assertThat(events.get(2).getStartTime())
          .as("what is passed on begins where it ended before")
          .isAfterOrEqualTo(events.get(0).getEndTime());
    }
  }

  @Test
  void whatBeganWithoutARecordingIsNotEndedInOne() {
    try (SampleAllocator allocator = SampleAllocator.builder("before").count(2).build()) {
      SampleLease lease = allocator.tryAllocate();
      Sample sample = allocator.tryAllocate().publish();
      try (Recorded recorded = Recorded.start("Lease", "Hold")) {
        lease.close();
        sample.close();
        allocator.tryAllocate().publish().close();
        assertThat(recorded.stop("Lease", "before")).hasSize(1);
        assertThat(recorded.stop("Hold", "before")).hasSize(1);
      }
      // The other way round: slots keep the last event, and it must not be ended again.
      allocator.tryAllocate().publish().close();
      try (Recorded recorded = Recorded.start("Lease", "Hold")) {
        assertThat(recorded.stop("Lease", "before")).isEmpty();
        assertThat(recorded.stop("Hold", "before")).isEmpty();
      }
    }
  }

  @Test
  void aWaitIsRecordedWithHowItEnded() throws Exception {
    try (Recorded recorded = Recorded.start("AllocationWait")) {
      SampleAllocator allocator = SampleAllocator.builder("waits").count(1).build();
      SampleLease only = allocator.tryAllocate();
      assertThatThrownBy(() -> allocator.allocate(Duration.ofMillis(30), ENCODER))
          .isInstanceOf(AllocatorExhaustedException.class);

      Workers workers = new Workers();
      CountDownLatch served = new CountDownLatch(1);
      Thread waiter =
          workers.start(
              "served",
              () -> {
                allocator.allocate(MUX).close();
                served.countDown();
              });
      Eventually.untilWaiting(waiter);
      only.close();
      served.await();

      SampleLease again = allocator.tryAllocate();
      waiter =
          workers.start(
              "interrupted",
              () ->
                  assertThatThrownBy(() -> allocator.allocate(Holder.application("impatient")))
                      .isInstanceOf(InterruptedException.class));
      Eventually.untilWaiting(waiter);
      waiter.interrupt();
      waiter.join();
      waiter =
          workers.start(
              "closed",
              () ->
                  assertThatThrownBy(allocator::allocate)
                      .isInstanceOf(AllocatorClosedException.class));
      Eventually.untilWaiting(waiter);
      allocator.close();
      workers.join();
      again.close();

      List<RecordedEvent> events = recorded.stop("AllocationWait", "waits");
      assertFields(events, "holder", "outcome")
          .containsExactlyInAnyOrder(
              tuple("wmv2 encoder (encoder of samples)", "timed out"),
              tuple("asf muxer stream 1 (stream of a muxer)", "served"),
              tuple("impatient (the program itself)", "interrupted"),
              tuple("application (the program itself)", "closed"));
      assertThat(events.get(0).getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(30));
    }
  }

  @Test
  void exhaustionNamesTheHoldersOnceUntilSomethingComesBack() throws Exception {
    try (Recorded recorded = Recorded.start("Exhaustion");
        SampleAllocator allocator = SampleAllocator.builder("exhausted").count(2).build()) {
      SampleLease lease = allocator.tryAllocate(MUX);
      Sample sample = allocator.tryAllocate().publish(ENCODER);
      for (int i = 0; i < 10; i++) {
        assertThat(allocator.tryAllocate(Holder.application("asker"))).isNull();
      }
      sample.close();
      SampleLease taken = allocator.tryAllocate(MUX);
      assertThatThrownBy(() -> allocator.allocate(Duration.ZERO, ENCODER))
          .isInstanceOf(AllocatorExhaustedException.class);
      taken.close();
      lease.close();

      List<RecordedEvent> events = recorded.stop("Exhaustion", "exhausted");
      assertFields(events, "holder", "capacity")
          .containsExactly(
              tuple("asker (the program itself)", 2),
              tuple("wmv2 encoder (encoder of samples)", 2));
      assertThat(events.get(0).getString("holders"))
          .matches(
              "2 of 2 samples of \"exhausted\" held: asf muxer stream 1 ×1( \\(oldest \\d+ ms\\))?,"
                  + " wmv2 encoder ×1( \\(oldest \\d+ ms\\))?");
      assertThat(events.get(1).getString("holders"))
          .matches(
              "2 of 2 samples of \"exhausted\" held: asf muxer stream 1 ×2( \\(oldest \\d+ ms\\))?");
    }
  }

  @Test
  void aNotificationIsRecordedAsLongAsItsHandlerRuns() throws Exception {
    try (Recorded recorded = Recorded.start("ReleaseNotification")) {
      SampleAllocator allocator = SampleAllocator.builder("notified").count(2).build();
      SampleLease inner = allocator.tryAllocate(MUX);
      SampleLease outer = allocator.tryAllocate();
      long handle = outer.handle();
      List<Release> released = new ArrayList<>();
      allocator.setReleaseHandler(
          release -> {
            released.add(release);
            inner.close(); // is told after this one
            try {
              Thread.sleep(20);
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          });
      outer.publish(ENCODER).close();
      // The last one is told after the lines of the allocator's slots were given back.
      Sample last = allocator.tryAllocate().publish();
      List<Runnable> dispatched = new ArrayList<>();
      allocator.setReleaseHandler(released::add, dispatched::add);
      allocator.close();
      last.close();
      dispatched.forEach(Runnable::run);
      assertThat(released).hasSize(3);

      List<RecordedEvent> events = recorded.stop("ReleaseNotification", "notified");
      assertFields(events, "slot", "holder", "reason")
          .containsExactly(
              tuple(1, "wmv2 encoder (encoder of samples)", "RELEASED"),
              tuple(0, "asf muxer stream 1 (stream of a muxer)", "CANCELLED"),
              tuple(events.get(2).getInt("slot"), "application (the program itself)", "RELEASED"));
      assertThat(events.get(0).getLong("generation")).isEqualTo(ControlTable.generation(handle));
      assertThat(events.get(0).getDuration()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
      assertThat(events.get(0).getDuration("held")).isLessThan(Duration.ofSeconds(30));
      assertThat(events.get(2).getInt("slot")).isBetween(0, 1);
    }
  }

  @Test
  void aLeakIsRecordedWithWhoLostItAndWhere() throws Exception {
    try (Recorded recorded = Recorded.start("Leak", "Lease", "Hold");
        SampleAllocator allocator =
            SampleAllocator.builder("leaking").count(2).trackAllocations(true).build()) {
      takeAndForget(allocator);
      Workers workers = new Workers();
      List<Sample> kept = new ArrayList<>();
      workers.start(
          "gone",
          () -> {
            Sample sample = allocator.tryAllocate().publish(ENCODER);
            assertThat(sample.segment().byteSize()).isPositive();
            kept.add(sample);
          });
      workers.join();
      Eventually.collectedUntil("both recovered", () -> allocator.statistics().recovered() == 2);

      List<RecordedEvent> leaks = recorded.stop("Leak", "leaking");
      assertFields(leaks, "slot", "holder", "cause", "thread")
          .containsExactlyInAnyOrder(
              tuple(
                  0,
                  "asf muxer stream 1 (stream of a muxer)",
                  "unreachable",
                  Thread.currentThread().getName()),
              tuple(1, "wmv2 encoder (encoder of samples)", "thread ended", "gone"));
      assertThat(leaks)
          .filteredOn(event -> event.getInt("slot") == 0)
          .singleElement()
          .satisfies(
              event -> {
                assertThat(event.getString("takenAt")).contains("takeAndForget");
                assertThat(event.getDuration("held")).isLessThan(Duration.ofSeconds(60));
              });
      assertFields(recorded.stop("Lease", "leaking"), "slot", "passedOn", "lost")
          .containsExactlyInAnyOrder(tuple(0, false, true), tuple(1, true, false));
      assertFields(recorded.stop("Hold", "leaking"), "slot", "passedOn", "lost")
          .containsExactly(tuple(1, false, true));
      assertThat(kept).hasSize(1);
    }
  }

  private static void takeAndForget(SampleAllocator allocator) {
    assertThat(allocator.tryAllocate(MUX).size()).isPositive();
  }

  @Test
  void misuseIsRecordedWithItsReason() {
    try (Recorded recorded = Recorded.start("Misuse");
        SampleAllocator allocator = SampleAllocator.builder("misused").build()) {
      Sample sample = allocator.tryAllocate().publish();
      long handle = sample.handle();
      sample.close();
      assertThatThrownBy(sample::close).isInstanceOf(IllegalStateException.class);
      assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
      long forged = 0xabcdef_ffffffL;
      assertThat(SampleHandles.release(forged)).isEqualTo(SampleHandles.STALE);
      assertThat(SampleHandles.addRef(forged)).isEqualTo(SampleHandles.STALE);

      assertThat(recorded.stop("Misuse", "misused"))
          .extracting(event -> event.getString("message"))
          .satisfiesExactly(
              message -> assertThat(message).startsWith("this hold of \"misused\" is over"),
              message ->
                  assertThat(message)
                      .startsWith("could not release a sample of \"misused\"")
                      .isEqualTo(allocator.lastMisuse()));
      assertThat(recorded.stop("Misuse", "allocatorId", 0))
          .extracting(event -> event.getString("message"))
          .satisfiesExactly(
              message -> assertThat(message).contains("release").contains("0xabcdefffffff"),
              message -> assertThat(message).contains("add a reference").contains("it is forged"));
    }
  }

  @Test
  void statisticsAreTheAllocatorsOwn() throws Exception {
    try (Recorded recorded = Recorded.periodic("AllocatorStatistics", Duration.ofMillis(100));
        SampleAllocator allocator =
            SampleAllocator.builder("counted").sampleSize(10_000).count(3).build()) {
      allocator.tryAllocate().publish().close();
      SampleLease lease = allocator.tryAllocate(ENCODER);
      Sample sample = allocator.tryAllocate().publish(MUX);
      Sample further = sample.retain(MUX);
      allocator.tryAllocate().close();
      int before = recorded.soFar().size();
      Eventually.until(
          "another period has passed",
          () ->
              recorded.soFar().stream()
                      .skip(before)
                      .filter(event -> event.getString("allocator").equals("counted"))
                      .count()
                  > 1);
      AllocatorStatistics expected = allocator.statistics();
      List<RecordedEvent> events = recorded.stop("AllocatorStatistics", "counted");
      RecordedEvent last = events.get(events.size() - 1);
      assertThat(last.getInt("capacity")).isEqualTo(3);
      assertThat(last.getLong("sampleSize")).isEqualTo(10_000);
      assertThat(last.getInt("free")).isEqualTo(1);
      assertThat(last.getInt("out")).isEqualTo(2);
      assertThat(last.getInt("highWater")).isEqualTo(expected.highWater());
      assertThat(last.getLong("leases")).isEqualTo(4);
      assertThat(last.getLong("returns")).isEqualTo(2);
      assertThat(last.getLong("waits")).isZero();
      assertThat(last.getLong("exhausted")).isZero();
      assertThat(last.getLong("recovered")).isZero();
      assertThat(last.getLong("misuses")).isZero();
      assertThat(last.getString("holders"))
          .startsWith("2 of 3 samples of \"counted\" held: asf muxer stream 1 ×2")
          .contains("wmv2 encoder ×1");
      lease.close();
      sample.close();
      further.close();
    }
  }

  @Test
  @DisplayName(
      "Every event and field explains itself; amounts and times have units, stacks are off")
  void everyEventAndFieldExplainsItself() {
    SampleAllocator.builder("registers the events").build().close();
    List<EventType> types =
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
            .filter(type -> type.getName().startsWith("sampan."))
            .toList();
    assertThat(types).hasSize(15);
    Set<String> withoutUnit = new HashSet<>();
    for (EventType type : types) {
      assertThat(type.getCategoryNames()).as(type.getName()).containsExactly("Sampan");
      assertThat(type.getLabel()).as(type.getName()).isNotBlank();
      assertThat(type.getDescription()).as(type.getName()).isNotBlank();
      assertThat(type.getSettingDescriptors())
          .as(type.getName())
          .filteredOn(setting -> setting.getName().equals("stackTrace"))
          .extracting(SettingDescriptor::getDefaultValue)
          .isEqualTo(type.getName().equals(PERIODIC) ? List.of() : List.of("false"));
      for (ValueDescriptor field : type.getFields()) {
        if (OF_EVERY_EVENT.contains(field.getName())) {
          continue;
        }
        String what = type.getName() + "." + field.getName();
        assertThat(field.getLabel()).as(what).isNotBlank();
        assertThat(field.getDescription()).as(what).isNotBlank();
        if (NUMBERS.contains(field.getTypeName()) && !hasUnit(field)) {
          withoutUnit.add(field.getName());
        }
      }
    }
    assertThat(withoutUnit)
        .as("numbers that have no unit")
        .containsExactlyInAnyOrderElementsOf(COUNTS_AND_NAMES);
  }

  private static boolean hasUnit(ValueDescriptor field) {
    String unit = field.getContentType();
    return unit != null && UNITS.contains(unit);
  }
}
