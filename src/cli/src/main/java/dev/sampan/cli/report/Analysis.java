package dev.sampan.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the events come to: a row per allocator, a row per holder, and who has not let go. */
final class Analysis {

  /** Who has a sample of which the recording shows the hand-off and nothing after it. */
  static final Party UNKNOWN = new Party("not back at the end", "");

  /** From 1 µs to 10 s, three a decade. What is longer has a bucket of its own. */
  static final long[] LIMITS = limits();

  /** One allocator. The counts are its own where it said them last, and else the events'. */
  record PoolRow(
      Pool pool,
      Usage usage,
      long leases,
      long recordedLeases,
      long returns,
      int highestOut,
      long stillOut,
      long waits,
      long ranEmpty,
      long exhausted,
      long recovered,
      long misuses) {}

  /** One holder. */
  record PartyRow(Party party, Profile profile, List<Long> histogram) {}

  final SampleEvents events;
  final List<PoolRow> pools = new ArrayList<>();
  final List<PartyRow> parties = new ArrayList<>();

  /** The intervals of each slot: by allocator, then by slot. */
  final Map<Integer, Map<Integer, List<Interval>>> bySlot = new TreeMap<>();

  Analysis(SampleEvents events) {
    this.events = events;
    for (Interval interval : events.intervals) {
      bySlot
          .computeIfAbsent(interval.allocator(), key -> new TreeMap<>())
          .computeIfAbsent(interval.slot(), key -> new ArrayList<>())
          .add(interval);
    }
    addParties();
    for (Pool pool : events.pools.values()) {
      pools.add(row(pool));
    }
  }

  private static long[] limits() {
    List<Long> limits = new ArrayList<>();
    for (long decade = 1000; decade < 10_000_000_000L; decade *= 10) {
      limits.addAll(List.of(decade, 2 * decade, 5 * decade));
    }
    limits.add(10_000_000_000L);
    return limits.stream().mapToLong(Long::longValue).toArray();
  }

  private void addParties() {
    Map<Integer, List<Interval>> byParty = new LinkedHashMap<>();
    for (Interval interval : events.intervals) {
      byParty.computeIfAbsent(interval.party(), key -> new ArrayList<>()).add(interval);
    }
    byParty.forEach(
        (party, intervals) ->
            parties.add(
                new PartyRow(
                    events.parties.get(party),
                    Profile.of(intervals),
                    Profile.histogram(intervals, LIMITS))));
    parties.sort(Comparator.comparing(row -> row.party().name()));
  }

  private PoolRow row(Pool pool) {
    Map<Integer, List<Interval>> slots = bySlot.getOrDefault(pool.id, new TreeMap<>());
    long lastEnd =
        slots.values().stream()
            .flatMap(List::stream)
            .mapToLong(Interval::end)
            .max()
            .orElse(Long.MIN_VALUE);
    boolean statisticsAreLast = pool.hasStatistics() && pool.statisticsAt >= lastEnd;
    int open = statisticsAreLast && pool.out == 0 ? 0 : addOpen(slots);
    Usage usage = Usage.of(slots.values().stream().flatMap(List::stream).toList());
    long waits = events.waits.stream().filter(wait -> wait.allocator() == pool.id).count();
    long ranEmpty =
        events.exhaustions.stream().filter(found -> found.allocator() == pool.id).count();
    long leaks = events.leaks.stream().filter(leak -> leak.allocator() == pool.id).count();
    return new PoolRow(
        pool,
        usage,
        Math.max(pool.leases, usage.leases()),
        usage.leases(),
        Math.max(pool.returns, usage.stays() - open),
        statisticsAreLast
            ? pool.highWater
            : Math.max(pool.highWater, Math.min(pool.slots(), usage.mostOut())),
        statisticsAreLast ? pool.out : open,
        Math.max(pool.waits, waits),
        ranEmpty,
        pool.exhausted,
        Math.max(pool.recovered, leaks),
        pool.misuses);
  }

  /**
   * A hold is recorded when it ends. So of a program that hangs the recording shows that samples
   * were handed over and nothing after that, which is what its reader looks for.
   */
  private int addOpen(Map<Integer, List<Interval>> slots) {
    int open = 0;
    for (List<Interval> intervals : slots.values()) {
      Interval last =
          intervals.stream()
              .max(
                  Comparator.comparingLong(Interval::generation)
                      .thenComparingLong(Interval::end)
                      .thenComparing(interval -> !interval.lease()))
              .orElseThrow();
      if (last.end() < events.last && last.goesOn()) {
        Interval added =
            new Interval(
                last.allocator(),
                last.slot(),
                last.generation(),
                false,
                events.parties.number(UNKNOWN),
                last.thread(),
                last.end(),
                events.last,
                last.length(),
                Outcome.OPEN);
        intervals.add(added);
        open++;
      }
    }
    return open;
  }
}
