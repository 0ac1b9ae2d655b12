package dev.sampan;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * How long the leases and holds of a holder lasted: a histogram whose ranges double.
 *
 * @param counts how many lasted how long: the first those below 1 µs, number i those from 2ⁱ⁻¹ µs
 *     to below 2ⁱ µs, the last those of 2³⁴ µs (five hours) and more
 * @param longest the longest
 * @param total all of them together
 */
public record HoldTimes(List<Long> counts, Duration longest, Duration total) {

  /** How many ranges there are. */
  public static final int RANGES = 36;

  /** Checks the number of ranges and copies the list. */
  public HoldTimes {
    counts = List.copyOf(counts);
    if (counts.size() != RANGES) {
      throw new IllegalArgumentException(
          "%d ranges instead of %d".formatted(counts.size(), RANGES));
    }
  }

  /** The range into which a time falls. */
  static int rangeOf(long nanos) {
    long micros = Math.max(0, nanos) / 1000;
    return Math.min(RANGES - 1, Long.SIZE - Long.numberOfLeadingZeros(micros));
  }

  /**
   * Returns where a range begins.
   *
   * @param range its number
   * @return the shortest time in it
   * @throws IndexOutOfBoundsException if there is no such range
   */
  public static Duration from(int range) {
    Objects.checkIndex(range, RANGES);
    return range == 0 ? Duration.ZERO : Duration.ofNanos(1000L << (range - 1));
  }

  /**
   * Returns how many leases and holds have ended.
   *
   * @return the sum of the counts
   */
  public long ended() {
    return counts.stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns a time that so many of them did not reach, or just: the end of the range in which that
   * one lies, and at most the longest.
   *
   * @param fraction above 0, at most 1: 0.5 for the median
   * @return the time; zero if none has ended
   * @throws IllegalArgumentException if fraction is out of range
   */
  public Duration percentile(double fraction) {
    if (!(fraction > 0 && fraction <= 1)) {
      throw new IllegalArgumentException("a fraction is above 0 and at most 1, not " + fraction);
    }
    long wanted = (long) Math.ceil(ended() * fraction);
    long seen = 0;
    for (int i = 0; i < RANGES - 1; i++) {
      seen += counts.get(i);
      if (wanted > 0 && seen >= wanted) {
        Duration end = from(i + 1);
        return end.compareTo(longest) < 0 ? end : longest;
      }
    }
    return longest;
  }
}
