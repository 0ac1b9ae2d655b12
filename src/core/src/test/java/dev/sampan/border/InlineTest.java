package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Holder;
import dev.sampan.Release;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.SampanInline;
import dev.sampan.memory.RawMemory;
import dev.sampan.support.Eventually;
import dev.sampan.support.Recorded;
import dev.sampan.support.Workers;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Samples that native code allocates and releases without a call")
@Timeout(120)
class InlineTest {

  /** Digits of what the counting allocator says. */
  private static final long NO_CALLS = 0;

  private static final long AN_ALLOCATION = 100;
  private static final long AN_ADD_REF = 10;
  private static final long A_RELEASE = 1;

  private static NativeProgram program;
  private static long runtime;

  @BeforeAll
  static void load(@TempDir Path folder) throws Exception {
    program = NativeProgram.load(CSource.compile(folder, "inline.c"));
    runtime = NativeRuntime.export();
  }

  /** An allocator as native code sees it, and as it uses it without calls. */
  private static final class Given implements AutoCloseable {
    final SampleAllocator allocator;
    final long pointer;

    /** For ever: threads of a test that failed may still use it. */
    final long fast = Arena.global().allocate(SampanInline.layout()).address();

    Given(SampleAllocator allocator) {
      this.allocator = allocator;
      this.pointer = new AllocatorObject(allocator, Duration.ZERO, true).show();
      assertThat(program.call("fast_get", runtime, pointer, fast)).isZero();
    }

    Given(int count) {
      this(SampleAllocator.builder("inline").sampleSize(1000).count(count).build());
    }

    /** Uses each sample once, so that the next use needs no call. */
    Given used() {
      List<Long> all = new ArrayList<>();
      for (int i = 0; i < allocator.capacity(); i++) {
        all.add(allocate());
      }
      all.forEach(this::release);
      return this;
    }

    /** As {@link #fast}, and counts calls. */
    long counting() {
      long counting = program.call("counting_of", runtime, pointer);
      assertThat(counting).isNotZero();
      return counting;
    }

    long allocate() {
      long buffer = program.call("fast_allocate", fast, 64);
      assertThat(buffer).isNotZero();
      return buffer;
    }

    int release(long buffer) {
      return (int) program.call("fast_release", fast, buffer);
    }

    @Override
    public void close() {
      ObjectBlocks.release(pointer);
    }
  }

  private static long allocate(long fast) {
    long buffer = program.call("fast_allocate", fast, 64);
    assertThat(buffer).isNotZero();
    return buffer;
  }

  private static long release(long fast, long buffer) {
    return program.call("fast_release", fast, buffer);
  }

  private static void useWithTwoReferences(long fast) {
    long buffer = allocate(fast);
    assertThat(program.call("fast_add_ref", fast, buffer)).isEqualTo(2);
    assertThat(release(fast, buffer)).isEqualTo(1);
    assertThat(release(fast, buffer)).isZero();
  }

  private static long handle(long buffer) {
    return program.call("handle_of", runtime, buffer);
  }

  /**
   * Asserts how many calls some steps are. They are taken again if there was one more: the clock
   * rests where nobody has asked it for some milliseconds, and then Java is asked.
   */
  private static void assertCalls(long counting, long expected, Runnable steps) {
    AtomicLong calls = new AtomicLong();
    try {
      Eventually.until(
          "as many calls as expected",
          () -> {
            assertThat(program.call("wake", counting)).isZero();
            program.call("calls", counting);
            steps.run();
            calls.set(program.call("calls", counting));
            assertThat(calls.get()).as("not fewer, ever").isGreaterThanOrEqualTo(expected);
            return calls.get() == expected;
          });
    } catch (AssertionError e) {
      throw new AssertionError("%d calls, not %d".formatted(calls.get(), expected), e);
    }
  }

  @Test
  @DisplayName("Only the first use of a sample is a call")
  void noCalls() {
    try (Given given = new Given(2)) {
      long fast = given.counting();
      assertThat(given.allocator.statistics().highWater()).isZero();
      assertCalls(fast, NO_CALLS, () -> release(fast, allocate(fast)));
      assertThat(given.allocator.statistics().highWater()).isOne();
      long first = allocate(fast);
      program.call("calls", fast);
      long second = allocate(fast);
      assertThat(program.call("calls", fast)).as("never used").isEqualTo(AN_ALLOCATION);
      release(fast, first);
      assertCalls(
          fast,
          NO_CALLS,
          () -> {
            for (int i = 0; i < 1000; i++) {
              assertThat(program.call("fast_add_ref", fast, second)).isEqualTo(2);
              assertThat(release(fast, second)).isEqualTo(1);
              release(fast, allocate(fast));
            }
          });
      release(fast, second);
      assertThat(given.allocator.statistics().out()).isZero();
      assertThat(given.allocator.statistics().allocated())
          .isEqualTo(given.allocator.statistics().returned());
      assertThat(given.allocator.statistics().highWater()).isEqualTo(2);
    }
  }

  @Test
  @Tag("I1")
  @Tag("I5")
  @DisplayName("I1, I5: every answer and every number is what calls would have given")
  void equalToCalls() {
    try (Given called = new Given(4);
        Given inline = new Given(4)) {
      assertThat(program.call("equal", runtime, called.pointer, inline.pointer)).isZero();
      assertThat(inline.allocator.statistics().misuses()).isPositive();
    }
  }

  @Test
  @Tag("I5")
  @DisplayName("I5: pointers that are forged, stale, or stale and used again are refused")
  void forgedAndStale() {
    try (Given given = new Given(1)) {
      assertThat(program.call("forged", given.used().fast)).isZero();
      assertThat(given.allocator.freeCount()).isOne();
    }
  }

  @Test
  @DisplayName("A structure of another version is refused, and then everything is a call")
  void versions() {
    try (Given given = new Given(1)) {
      assertThat(program.call("other_version", runtime, given.pointer)).isZero();
    }
  }

  @Test
  @Tag("I10")
  @DisplayName("I10: a sample that was taken without a call is native code's, since then")
  void holders() {
    try (Given given = new Given(2).used()) {
      long buffer = given.allocate();
      program.call("fast_add_ref", given.fast, buffer);
      assertThat(given.allocator.holders())
          .singleElement()
          .satisfies(
              holding -> {
                assertThat(holding.holder()).isEqualTo(Holder.NATIVE_CONSUMER);
                assertThat(holding.count()).isEqualTo(2);
                assertThat(holding.oldest()).isLessThan(Duration.ofSeconds(20));
              });
      assertThat(given.allocator.freeCount()).isOne();
      given.release(buffer);
      given.release(buffer);
      assertThat(given.allocator.holders()).isEmpty();
    }
  }

  @Test
  @DisplayName("Nothing of the lease before is seen: length, properties, attributes")
  void nothingStays() {
    try (Given given = new Given(1).used()) {
      long fast = given.counting();
      assertCalls(
          fast,
          A_RELEASE, // the last one, so that the property is forgotten
          () -> {
            SampleLease lease = given.allocator.tryAllocate();
            lease.setLength(999);
            lease.setProperties(SampleProperties.NONE.withTime(5));
            lease.close();
            long buffer = allocate(fast);
            assertThat(program.call("property_count", buffer)).isZero();
            assertThat(program.call("set_property", buffer)).isZero();
            assertThat(program.call("property_count", buffer)).isOne();
            Sample sample = SampleHandles.publish(handle(buffer), Holder.APPLICATION);
            assertThat(sample.length()).isZero();
            assertThat(sample.properties()).isEqualTo(SampleProperties.NONE);
            sample.close();
            assertThat(release(fast, buffer)).isZero();
          });
    }
  }

  @Test
  @DisplayName(
      "A hold in Java hears that it is the only one when a release without a call made it so")
  void onlyHold() {
    try (Given given = new Given(1).used()) {
      long fast = given.counting();
      assertCalls(
          fast,
          NO_CALLS,
          () -> {
            long buffer = allocate(fast);
            Sample sample = SampleHandles.publish(handle(buffer), Holder.APPLICATION);
            program.call("fast_add_ref", fast, buffer);
            AtomicLong runs = new AtomicLong();
            sample.whenOnlyHold(runs::incrementAndGet);
            assertThat(release(fast, buffer)).isEqualTo(2);
            assertThat(runs).hasValue(0);
            assertThat(release(fast, buffer)).isEqualTo(1);
            assertThat(runs).hasValue(1);
            sample.close();
          });
    }
  }

  @Test
  @Tag("I6")
  @DisplayName(
      "I6: with a release handler the last reference goes by a call, and nothing else does")
  void handler() {
    try (Given given = new Given(1).used()) {
      long fast = given.counting();
      assertCalls(
          fast,
          A_RELEASE,
          () -> {
            List<Release> releases = new ArrayList<>();
            long before = allocate(fast);
            given.allocator.setReleaseHandler(releases::add);
            assertThat(release(fast, before)).isZero();
            given.allocator.setReleaseHandler(null);
            assertThat(releases).hasSize(1);
            release(fast, allocate(fast));
            assertThat(releases).hasSize(1);
          });
      List<Release> releases = new ArrayList<>();
      given.allocator.setReleaseHandler(releases::add);
      long buffer = allocate(fast);
      long handle = handle(buffer);
      program.call("fast_add_ref", fast, buffer);
      program.call("calls", fast);
      release(fast, buffer);
      assertThat(program.call("calls", fast)).isZero();
      release(fast, buffer);
      assertThat(releases).extracting(Release::handle).containsExactly(handle);
      assertThat(releases.get(0).reason()).isEqualTo(Release.Reason.CANCELLED);
    }
  }

  @Test
  @Tag("I4")
  @Tag("I6")
  @DisplayName("I4, I6: what began while a release was on its way is seen after the sample is free")
  void secondLook() throws Exception {
    Given given = new Given(1).used();
    List<Release> releases = new ArrayList<>();
    long buffer = given.allocate();
    long handle = handle(buffer);
    given.allocator.setReleaseHandler(releases::add);
    assertThat(program.call("release_after_a_pause", given.fast, buffer)).isOne();
    assertThat(releases).hasSize(1);
    assertThat(releases.get(0).handle()).isEqualTo(handle);
    assertThat(releases.get(0).length()).isZero();
    assertThat(releases.get(0).reason()).isEqualTo(Release.Reason.CANCELLED);
    assertThat(releases.get(0).holder()).isEqualTo(Holder.NATIVE_CONSUMER);
    given.allocator.setReleaseHandler(null);

    long waitedFor = given.allocate();
    Workers workers = new Workers();
    Eventually.untilWaiting(
        workers.start("waits", () -> given.allocator.allocate(Duration.ofSeconds(20)).close()));
    assertThat(program.call("release_after_a_pause", given.fast, waitedFor)).isOne();
    workers.join();

    long last = given.allocate();
    given.allocator.retire();
    assertThat(SampleAllocator.mapped()).contains(given.allocator);
    assertThat(program.call("release_after_a_pause", given.fast, last)).isOne();
    assertThat(SampleAllocator.mapped()).doesNotContain(given.allocator);
    assertThat(releases).hasSize(1);
    given.close();
  }

  @Test
  @Tag("I6")
  @Tag("I7")
  @DisplayName(
      "I6, I7: while handlers are set and removed, each return after set is told once, none after")
  void handlersComeAndGo() throws Exception {
    int phases = 401;
    int threads = 2;
    try (Given given = new Given(4).used();
        Arena arena = Arena.ofShared()) {
      MemorySegment phase = arena.allocate(8, 8);
      MemorySegment counts = arena.allocate(8L * (phases + 1) * threads, 8);
      long[] told = new long[phases];
      AtomicLong[] counters = new AtomicLong[phases];
      Set<Long> handles = ConcurrentHashMap.newKeySet();
      AtomicLong twice = new AtomicLong();
      Workers workers = new Workers();
      for (int i = 0; i < threads; i++) {
        long own = counts.address() + 8L * (phases + 1) * i;
        workers.start(
            "returns " + i,
            () ->
                assertThat(program.call("spin_phases", given.fast, phase.address(), own, phases))
                    .isZero());
      }
      for (int i = 0; i < phases - 1; i++) {
        // Odd phases have a handler. A phase begins when set has returned, and ends before set.
        set(phase, i);
        LockSupport.parkNanos(1_000_000);
        set(phase, phases); // between phases
        if (i % 2 == 0) {
          AtomicLong next = new AtomicLong();
          counters[i + 1] = next;
          given.allocator.setReleaseHandler(
              release -> {
                next.incrementAndGet();
                if (!handles.add(release.handle())) {
                  twice.incrementAndGet();
                }
              });
        } else {
          given.allocator.setReleaseHandler(null);
          told[i] = counters[i].get();
        }
      }
      set(phase, phases - 1);
      workers.join();
      long inOne = 0;
      long inNone = 0;
      long sum = 0;
      for (int i = 0; i < phases; i++) {
        long certain = 0;
        for (int thread = 0; thread < threads; thread++) {
          certain += counts.getAtIndex(ValueLayout.JAVA_LONG, (long) (phases + 1) * thread + i);
        }
        if (i % 2 == 1) {
          assertThat(told[i]).as("phase %d", i).isGreaterThanOrEqualTo(certain);
          assertThat(counters[i]).as("none after it was removed").hasValue(told[i]);
          inOne += certain;
          sum += told[i];
        }
      }
      for (int thread = 0; thread < threads; thread++) {
        inNone += counts.getAtIndex(ValueLayout.JAVA_LONG, (long) (phases + 1) * thread + phases);
      }
      assertThat(sum).isBetween(inOne, inOne + inNone);
      assertThat(inOne).isPositive();
      assertThat(twice).hasValue(0);
      assertThat(handles).hasSize((int) sum);
    }
  }

  private static void set(MemorySegment word, long value) {
    ValueLayout.JAVA_LONG.varHandle().setVolatile(word, 0L, value);
  }

  @Test
  @Tag("I10")
  @DisplayName("I10: where somebody looks at everything, everything is a call")
  void observed() {
    SampleAllocator.Builder builder = SampleAllocator.builder("observed").sampleSize(1000).count(2);
    for (SampleAllocator allocator :
        List.of(builder.checked(true).build(), builder.checked(false).profile(true).build())) {
      try (Given given = new Given(allocator).used()) {
        long fast = given.counting();
        assertCalls(
            fast, AN_ALLOCATION + AN_ADD_REF + 2 * A_RELEASE, () -> useWithTwoReferences(fast));
      }
    }
  }

  @Test
  @DisplayName("Where bytes become zero on return, only the last reference is a call")
  void zeroOnReturn() {
    try (Given given =
        new Given(
            SampleAllocator.builder("zeroed")
                .sampleSize(1000)
                .count(1)
                .zeroOnReturn(true)
                .build())) {
      given.used();
      long fast = given.counting();
      assertCalls(fast, A_RELEASE, () -> useWithTwoReferences(fast));
    }
  }

  @Test
  @Tag("I10")
  @DisplayName("I10: a flight recording hears of each lease, and when it ends calls end")
  void recording() throws Exception {
    try (Given given =
        new Given(SampleAllocator.builder("recorded inline").sampleSize(1000).count(1).build())) {
      given.used();
      long fast = given.counting();
      try (Recorded recorded = Recorded.start("Lease")) {
        Eventually.until(
            "native code knows of the recording",
            () -> {
              release(fast, allocate(fast));
              return program.call("calls", fast) == AN_ALLOCATION + A_RELEASE;
            });
        assertThat(program.call("wake", fast)).isZero();
        assertThat(program.call("calls", fast)).isEqualTo(1000 * (AN_ALLOCATION + A_RELEASE));
        long buffer = allocate(fast);
        long generation = handle(buffer) >>> 24;
        release(fast, buffer);
        // One more that outlives the recording.
        buffer = allocate(fast);
        List<RecordedEvent> events = recorded.stop("Lease", "recorded inline");
        assertThat(events)
            .anySatisfy(event -> assertThat(event.getLong("generation")).isEqualTo(generation));
        program.call("calls", fast);
        release(fast, buffer);
        assertThat(program.call("calls", fast)).as("its event ends").isEqualTo(A_RELEASE);
      }
      assertCalls(fast, NO_CALLS, () -> useWithTwoReferences(fast));
    }
  }

  @Test
  @Tag("I4")
  @DisplayName("I4: who waits in Java gets what native code gives back without a call, in turn")
  void waiters() throws Exception {
    try (Given given = new Given(1).used()) {
      for (int round = 0; round < 20; round++) {
        long buffer = given.allocate();
        Workers workers = new Workers();
        List<Integer> served = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
          int number = i;
          Thread waiter =
              workers.start(
                  "waits " + i,
                  () -> {
                    SampleLease lease = given.allocator.allocate();
                    served.add(number); // one at a time: there is one sample
                    lease.close();
                  });
          Eventually.untilWaiting(waiter);
        }
        given.release(buffer);
        workers.join();
        assertThat(served).containsExactly(0, 1, 2);
      }
      assertThat(given.allocator.freeCount()).isOne();
    }
  }

  @Test
  @Tag("I1")
  @Tag("I4")
  @DisplayName("I1, I4: Java and native threads share few samples; each has its own, none is lost")
  void together() throws Exception {
    try (Given given = new Given(2);
        Arena arena = Arena.ofShared()) {
      MemorySegment end = arena.allocate(8, 8);
      AtomicLong returns = new AtomicLong();
      Workers workers = new Workers();
      for (int i = 0; i < 2; i++) {
        int mark = i + 1;
        workers.start(
            "native " + i,
            () -> {
              long done = program.call("spin", given.fast, end.address(), mark);
              assertThat(done).as("or minus a line of inline.c").isNotNegative();
              returns.addAndGet(done);
            });
      }
      for (int i = 0; i < 2; i++) {
        long mark = 100L + i;
        boolean waits = i == 0;
        workers.start(
            "java " + i,
            () -> {
              while ((long) ValueLayout.JAVA_LONG.varHandle().getVolatile(end, 0L) == 0) {
                SampleLease lease =
                    waits
                        ? given.allocator.allocate(Duration.ofSeconds(20))
                        : given.allocator.tryAllocate();
                if (lease != null) {
                  lease.segment().set(ValueLayout.JAVA_LONG, 0, mark);
                  Thread.onSpinWait();
                  Sample sample = lease.publish();
                  assertThat(sample.segment().byteSize()).isEqualTo(1000);
                  assertThat(sample.segment().get(ValueLayout.JAVA_LONG, 0)).isEqualTo(mark);
                  sample.close();
                  returns.incrementAndGet();
                }
              }
            });
      }
      LockSupport.parkNanos(3_000_000_000L);
      set(end, 1);
      workers.join();
      assertThat(given.allocator.freeCount()).isEqualTo(2);
      assertThat(given.allocator.statistics().returned()).isEqualTo(returns.get());
      assertThat(given.allocator.statistics().misuses()).isZero();
      assertThat(given.allocator.holders()).isEmpty();
    }
  }

  @Test
  @Tag("I4")
  @Tag("I9")
  @DisplayName("I4, I9: closed while native threads allocate, an allocator lends no more, and goes")
  void closing() throws Exception {
    for (int round = 0; round < 300; round++) {
      // The lines of the one before serve this one.
      Given given = new Given(3).used();
      try (Arena arena = Arena.ofShared()) {
        MemorySegment end = arena.allocate(8, 8);
        Workers workers = new Workers();
        for (int i = 0; i < 2; i++) {
          long mark = round * 2L + i;
          workers.start(
              "native " + i,
              () ->
                  assertThat(program.call("spin", given.fast, end.address(), mark))
                      .as("or minus a line of inline.c")
                      .isNotNegative());
        }
        LockSupport.parkNanos(round % 10 * 100_000L);
        given.allocator.retire();
        workers.join(); // each was told that it is closed
      }
      assertThat(SampleAllocator.mapped()).doesNotContain(given.allocator);
      try (Given next = new Given(3).used()) {
        // The old one's words and lines may be the new one's now.
        assertThat((int) program.call("fast_allocate_code", given.fast, 10))
            .isEqualTo(Sampan.MF_E_NOT_INITIALIZED());
        assertThat(next.allocator.freeCount()).isEqualTo(3);
      }
      given.close();
      assertThat((int) program.call("fast_allocate_code", given.fast, 10))
          .isEqualTo(Sampan.E_HANDLE());
    }
  }

  @Test
  @Tag("I5")
  @Tag("I9")
  @DisplayName("I5, I9: who comes late finds another allocator's words, and takes nothing from it")
  void wordsOfAnother() {
    Given[] first = {new Given(100).used()};
    long fast = first[0].fast;
    long words = words(fast);
    first[0].close();
    first[0] = null;
    List<Given> later = new ArrayList<>();
    Eventually.collectedUntil(
        "another has its words",
        () -> {
          later.add(new Given(100));
          return words(later.get(later.size() - 1).fast) == words;
        });
    try (Given other = later.get(later.size() - 1).used()) {
      for (int i = 0; i < 100; i++) {
        assertThat(program.call("wake", other.fast)).isZero();
        assertThat((int) program.call("fast_allocate_code", fast, 10)).isEqualTo(Sampan.E_HANDLE());
      }
      assertThat(other.allocator.freeCount()).isEqualTo(100);
    }
    later.forEach(Given::close);
  }

  private static long words(long fast) {
    return SampanInline.words(RawMemory.at(fast, SampanInline.sizeof())).address();
  }

  @Test
  @DisplayName("An allocation and a release take about as long as two atomic operations")
  void time() {
    try (Given given = new Given(64).used()) {
      long least = Long.MAX_VALUE;
      for (int i = 0; i < 50; i++) {
        least = Math.min(least, program.call("time_of", given.fast, 100_000));
      }
      System.out.println("# inline allocation and release: " + least + " ns");
      assertThat(least).as("wide: the machine may be busy").isBetween(1L, 250L);
    }
  }
}
