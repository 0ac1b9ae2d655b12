package dev.sampan.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The intervals of one slot, laid out so that those at the same time are above each other. */
final class Rows {

  /** A stamp may be this late, in ns, without two holders having had the sample at once. */
  private static final long NOISE = 10_000;

  private static final int MOST_LANES = 16;

  /** Where an interval is drawn: its lane, from the top, of how many. */
  record Placed(Interval interval, int lane, int lanes) {}

  private Rows() {}

  /**
   * Lays out a row.
   *
   * @param intervals of one slot
   * @return the same by start
   */
  static List<Placed> place(List<Interval> intervals) {
    List<Interval> sorted = new ArrayList<>(intervals);
    sorted.sort(Comparator.comparingLong(Interval::start).thenComparingLong(Interval::end));
    List<Placed> placed = new ArrayList<>(sorted.size());
    int from = 0;
    long reached = Long.MIN_VALUE;
    for (int i = 0; i <= sorted.size(); i++) {
      // Where nothing overlaps what came before, a new group begins, which has the full height.
      if (i == sorted.size() || (i > from && sorted.get(i).start() + NOISE >= reached)) {
        placeGroup(sorted.subList(from, i), placed);
        from = i;
        reached = Long.MIN_VALUE;
      }
      if (i < sorted.size()) {
        reached = Math.max(reached, sorted.get(i).end());
      }
    }
    return placed;
  }

  private static void placeGroup(List<Interval> group, List<Placed> placed) {
    List<Long> ends = new ArrayList<>();
    int[] lanes = new int[group.size()];
    for (int i = 0; i < group.size(); i++) {
      Interval interval = group.get(i);
      int lane = 0;
      while (lane < ends.size() && ends.get(lane) > interval.start() + NOISE) {
        lane++;
      }
      if (lane == MOST_LANES) {
        lane = MOST_LANES - 1;
      }
      if (lane == ends.size()) {
        ends.add(interval.end());
      } else {
        ends.set(lane, Math.max(ends.get(lane), interval.end()));
      }
      lanes[i] = lane;
    }
    for (int i = 0; i < group.size(); i++) {
      placed.add(new Placed(group.get(i), lanes[i], ends.size()));
    }
  }
}
