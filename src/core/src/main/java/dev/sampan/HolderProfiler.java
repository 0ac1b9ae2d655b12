package dev.sampan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;

/** Counts what each holder of one allocator does, for {@link HolderProfile}. */
final class HolderProfiler {

  /** What one holder has done. */
  private static final class Row {
    final LongAdder taken = new LongAdder();
    final AtomicInteger held = new AtomicInteger();
    final AtomicInteger mostHeld = new AtomicInteger();
    final AtomicLongArray times = new AtomicLongArray(HoldTimes.RANGES);
    final LongAccumulator longest = new LongAccumulator(Math::max, 0);
    final LongAdder total = new LongAdder();
    final Map<String, LongAdder> releases = new ConcurrentHashMap<>();

    void take() {
      taken.increment();
      int now = held.incrementAndGet();
      if (now > mostHeld.get()) {
        mostHeld.accumulateAndGet(now, Math::max);
      }
    }

    void letGo() {
      releases.computeIfAbsent(threadName(), name -> new LongAdder()).increment();
      held.decrementAndGet();
    }

    void count(long nanos) {
      times.incrementAndGet(HoldTimes.rangeOf(nanos));
      longest.accumulate(nanos);
      total.add(nanos);
    }

    HolderProfile profile(Holder holder) {
      List<Long> counts = new ArrayList<>();
      for (int i = 0; i < HoldTimes.RANGES; i++) {
        counts.add(times.get(i));
      }
      Map<String, Long> threads = new TreeMap<>();
      releases.forEach((name, count) -> threads.put(name, count.sum()));
      return new HolderProfile(
          holder,
          taken.sum(),
          held.get(),
          mostHeld.get(),
          new HoldTimes(counts, Duration.ofNanos(longest.get()), Duration.ofNanos(total.sum())),
          threads);
    }
  }

  private final Map<Holder, Row> rows = new ConcurrentHashMap<>();

  private static String threadName() {
    Thread thread = Thread.currentThread();
    String name = thread.getName();
    return name.isEmpty() ? "unnamed thread" : name;
  }

  private Row row(Holder holder) {
    return rows.computeIfAbsent(holder, key -> new Row());
  }

  /**
   * A lease or hold begins.
   *
   * @return when, to be given back at its end; never 0
   */
  long begun(Holder holder) {
    row(holder).take();
    long now = System.nanoTime();
    return now == 0 ? 1 : now;
  }

  /** A lease or hold ends on the calling thread. */
  void ended(Holder holder, long begun) {
    Row row = row(holder);
    row.count(Math.max(0, System.nanoTime() - begun));
    row.letGo();
  }

  /** Native code has one more reference. */
  void referenceTaken() {
    row(Holder.NATIVE_CONSUMER).take();
  }

  /** Native code let go of a reference, on the calling thread. */
  void referenceReleased() {
    row(Holder.NATIVE_CONSUMER).letGo();
  }

  /** A row per holder, who held the most first. */
  List<HolderProfile> profiles() {
    List<HolderProfile> profiles = new ArrayList<>();
    rows.forEach((holder, row) -> profiles.add(row.profile(holder)));
    profiles.sort(
        Comparator.comparingInt(HolderProfile::mostHeld)
            .reversed()
            .thenComparing(profile -> profile.holder().name()));
    return List.copyOf(profiles);
  }
}
