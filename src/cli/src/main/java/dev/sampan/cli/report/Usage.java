package dev.sampan.cli.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * When the slots of one allocator were out, from the events. A slot is out from the first interval
 * of a generation to the end of the last: between the end of a lease and the begin of the hold that
 * takes over lie some nanoseconds in which nobody seems to have it.
 */
final class Usage {

  /** How many slots are out from a time on. */
  record Step(long time, int out) {}

  /** One generation of a slot; open if its end is not in the recording. */
  record Stay(int slot, long generation, long start, long end, boolean leased, boolean open) {}

  private final List<Stay> stays;
  private final List<Step> steps;

  private Usage(List<Stay> stays, List<Step> steps) {
    this.stays = stays;
    this.steps = steps;
  }

  /**
   * Counts.
   *
   * @param intervals of one allocator
   * @return when its slots were out
   */
  static Usage of(List<Interval> intervals) {
    List<Interval> sorted = new ArrayList<>(intervals);
    sorted.sort(
        Comparator.comparingInt(Interval::slot)
            .thenComparingLong(Interval::generation)
            .thenComparingLong(Interval::start));
    List<Stay> stays = new ArrayList<>();
    int from = 0;
    for (int i = 1; i <= sorted.size(); i++) {
      if (i == sorted.size() || !sameStay(sorted.get(from), sorted.get(i))) {
        Stay stay = stay(sorted.subList(from, i));
        int before = stays.size() - 1;
        // The next lease may be stamped before the last release was.
        if (before >= 0
            && stays.get(before).slot() == stay.slot()
            && stays.get(before).end() > stay.start()) {
          Stay cut = stays.get(before);
          stays.set(
              before,
              new Stay(
                  cut.slot(),
                  cut.generation(),
                  Math.min(cut.start(), stay.start()),
                  stay.start(),
                  cut.leased(),
                  cut.open()));
        }
        stays.add(stay);
        from = i;
      }
    }
    return new Usage(stays, steps(stays));
  }

  private static boolean sameStay(Interval one, Interval other) {
    return one.slot() == other.slot() && one.generation() == other.generation();
  }

  private static Stay stay(List<Interval> intervals) {
    Interval first = intervals.get(0);
    long end = intervals.stream().mapToLong(Interval::end).max().orElse(first.end());
    boolean leased = intervals.stream().anyMatch(Interval::lease);
    boolean open = intervals.stream().anyMatch(Interval::open);
    return new Stay(first.slot(), first.generation(), first.start(), end, leased, open);
  }

  private static List<Step> steps(List<Stay> stays) {
    record Change(long time, int by) {}
    List<Change> changes = new ArrayList<>(2 * stays.size());
    for (Stay stay : stays) {
      changes.add(new Change(stay.start(), 1));
      if (!stay.open()) {
        changes.add(new Change(stay.end(), -1));
      }
    }
    // Of two at the same time the return was first: the slot went from one to the other.
    changes.sort(Comparator.comparingLong(Change::time).thenComparingInt(Change::by));
    List<Step> steps = new ArrayList<>(changes.size());
    int out = 0;
    for (Change change : changes) {
      out += change.by();
      Step step = new Step(change.time(), Math.max(0, out));
      int last = steps.size() - 1;
      if (last >= 0 && steps.get(last).time() == step.time()) {
        steps.set(last, step);
      } else {
        steps.add(step);
      }
    }
    return steps;
  }

  List<Step> steps() {
    return steps;
  }

  /** How many leases the recording shows. */
  long leases() {
    return stays.stream().filter(Stay::leased).count();
  }

  /** How many times a slot was out. */
  long stays() {
    return stays.size();
  }

  int mostOut() {
    return steps.stream().mapToInt(Step::out).max().orElse(0);
  }
}
