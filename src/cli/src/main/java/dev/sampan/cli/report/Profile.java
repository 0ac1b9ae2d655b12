package dev.sampan.cli.report;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * What one holder did with samples.
 *
 * @param leases how many it had
 * @param holds how many it had
 * @param mostAtOnce most leases and holds of it at the same time
 * @param median how long it had them, in ns
 * @param high 95 of 100 were not longer, in ns
 * @param longest in ns
 */
record Profile(long leases, long holds, int mostAtOnce, long median, long high, long longest) {

  /**
   * Looks at what a holder had.
   *
   * @param intervals all of one holder, at least one
   * @return what they have in common
   */
  static Profile of(List<Interval> intervals) {
    long leases = intervals.stream().filter(Interval::lease).count();
    long[] times = intervals.stream().mapToLong(Interval::nanos).sorted().toArray();
    return new Profile(
        leases,
        intervals.size() - leases,
        mostAtOnce(intervals),
        times[times.length / 2],
        times[(int) (times.length * 95L / 100)],
        times[times.length - 1]);
  }

  private static int mostAtOnce(List<Interval> intervals) {
    long[] starts = intervals.stream().mapToLong(Interval::start).sorted().toArray();
    List<Interval> byEnd =
        intervals.stream().sorted(Comparator.comparingLong(Interval::end)).toList();
    long[] ends = byEnd.stream().mapToLong(Interval::end).toArray();
    int most = 0;
    int ended = 0;
    for (int i = 0; i < starts.length; i++) {
      while (ended < ends.length && ends[ended] <= starts[i]) {
        ended++;
      }
      most = Math.max(most, i + 1 - ended);
    }
    return most;
  }

  /** How many times are in each bucket, from which the histogram is drawn. */
  static List<Long> histogram(List<Interval> intervals, long[] limits) {
    long[] counts = new long[limits.length + 1];
    for (Interval interval : intervals) {
      int found = Arrays.binarySearch(limits, interval.nanos());
      counts[found >= 0 ? found : -found - 1]++;
    }
    return Arrays.stream(counts).boxed().toList();
  }
}
