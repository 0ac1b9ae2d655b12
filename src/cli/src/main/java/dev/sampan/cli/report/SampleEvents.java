package dev.sampan.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a recording says about samples. Times are nanoseconds since 1970. */
final class SampleEvents {

  /** An allocation that had to wait. */
  record Wait(int allocator, String holder, long start, long end, String outcome) {}

  /** An allocation that found nothing. */
  record Exhaustion(int allocator, String holder, long time, String holders) {}

  /** A lease or hold that nobody ended. */
  record Leak(
      int allocator,
      int slot,
      String holder,
      long heldMillis,
      String cause,
      @Nullable String takenAt,
      long time) {}

  /** A thing that was refused or that failed, in words. */
  record Incident(long time, String where, String message) {}

  /** What was copied, and why. */
  record CopyKind(String consumer, String reason) implements Comparable<CopyKind> {
    @Override
    public int compareTo(CopyKind other) {
      int order = consumer.compareTo(other.consumer);
      return order != 0 ? order : reason.compareTo(other.reason);
    }
  }

  /** How often something happened, with how many bytes, and how long it took. */
  static final class Sum {
    long count;
    long bytes;
    long nanos;
    long longest;

    void add(long addedBytes, long addedNanos) {
      count++;
      bytes += addedBytes;
      nanos += addedNanos;
      longest = Math.max(longest, addedNanos);
    }
  }

  final Map<Integer, Pool> pools = new TreeMap<>();
  final Names<Party> parties = new Names<>();
  final Names<String> threads = new Names<>();
  final List<Interval> intervals = new ArrayList<>();
  final List<Wait> waits = new ArrayList<>();
  final List<Exhaustion> exhaustions = new ArrayList<>();
  final List<Leak> leaks = new ArrayList<>();
  final List<Incident> misuses = new ArrayList<>();
  final List<Incident> failures = new ArrayList<>();
  final Map<CopyKind, Sum> copies = new TreeMap<>();

  /** What was read, written, encoded and muxed, by kind of work and what it was done to. */
  final Map<String, Sum> work = new TreeMap<>();

  /** How many events of Sampan were read. */
  long count;

  long first = Long.MAX_VALUE;
  long last = Long.MIN_VALUE;

  /** Why the rest of the file could not be read, or null if all of it was. */
  @Nullable String cutOff;

  /** Brings what was read, thread by thread, into the order in which it happened. */
  void sort() {
    waits.sort(Comparator.comparingLong(Wait::start));
    exhaustions.sort(Comparator.comparingLong(Exhaustion::time));
    leaks.sort(Comparator.comparingLong(Leak::time));
    misuses.sort(Comparator.comparingLong(Incident::time));
    failures.sort(Comparator.comparingLong(Incident::time));
  }

  void cover(long start, long end) {
    first = Math.min(first, start);
    last = Math.max(last, end);
  }
}
