package dev.sampan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** Who held what of one allocator at one moment, read from the records of its slots. */
final class Ledger {

  private static final class Row {
    int count;
    long oldest = Long.MAX_VALUE;
    final Set<String> threads = new LinkedHashSet<>();
  }

  private final SlabAllocator allocator;
  private final int out;

  /** How many slots are nobody's. */
  private final int free;

  /** How many slots are somebody's who has not yet, or no longer, written down that it is so. */
  private final int changing;

  private final List<Holding> holdings;

  private Ledger(SlabAllocator allocator, int out, int free, int changing, List<Holding> holdings) {
    this.allocator = allocator;
    this.out = out;
    this.free = free;
    this.changing = changing;
    this.holdings = holdings;
  }

  /** How often all is read again because something has changed meanwhile. */
  private static final int LOOKS = 8;

  /**
   * Reads who holds what now: all at one moment, if there is one in which nothing changes, and else
   * each slot at a moment of its own.
   */
  static Ledger of(SlabAllocator allocator, Slot[] slots) {
    for (int i = 1; ; i++) {
      long before = state(slots);
      Ledger ledger = read(allocator, slots);
      if (i == LOOKS || state(slots) == before) {
        return ledger;
      }
    }
  }

  /** A number that changes when anything is taken, handed over, passed on or given back. */
  private static long state(Slot[] slots) {
    long state = 0;
    for (Slot slot : slots) {
      state = state * 31 + slot.word();
      for (HoldRecord record : slot.records()) {
        state = state * 31 + record.state();
      }
    }
    return state;
  }

  private static Ledger read(SlabAllocator allocator, Slot[] slots) {
    int out = 0;
    int free = 0;
    int changing = 0;
    long now = CoarseClock.millis();
    Map<Holder, Row> rows = new LinkedHashMap<>();
    for (Slot slot : slots) {
      List<HoldRecord.Row> present = new ArrayList<>();
      long unnamed = read(slot, present);
      if (unnamed > 0 || !present.isEmpty()) {
        out++;
      } else {
        long word = slot.word();
        if (SlotState.isFree(word)) {
          free++;
        } else if (!SlotState.isRetired(word)) {
          changing++;
        }
      }
      for (HoldRecord.Row one : present) {
        Row row = rows.computeIfAbsent(one.holder(), holder -> new Row());
        row.count++;
        row.oldest = Math.min(row.oldest, one.since());
        row.threads.add(one.threadName());
      }
      if (unnamed > 0) {
        Row row = rows.computeIfAbsent(Holder.NATIVE_CONSUMER, holder -> new Row());
        row.count += (int) unnamed;
        row.oldest = Math.min(row.oldest, slot.leasedAt());
      }
    }
    List<Holding> holdings = new ArrayList<>();
    rows.forEach(
        (holder, row) ->
            holdings.add(
                new Holding(
                    holder,
                    row.count,
                    Duration.ofMillis(Math.max(0, now - row.oldest)),
                    List.copyOf(row.threads))));
    holdings.sort(Comparator.comparingInt(Holding::count).reversed());
    return new Ledger(allocator, out, free, changing, List.copyOf(holdings));
  }

  /** Whether there is a holder's name for each sample. */
  boolean namesAll() {
    return free == 0 && changing == 0;
  }

  /** A row per holder, the largest count first. */
  List<Holding> holdings() {
    return holdings;
  }

  /**
   * Reads the records of one slot as they were at one moment. A record begins just after its
   * reference and ends just before it, so what has no record for longer than that is native code's.
   *
   * @param present becomes what was found
   * @return how many references have no record
   */
  private static long read(Slot slot, List<HoldRecord.Row> present) {
    long unnamed = 0;
    for (int i = 0; i < HoldRecord.TRIES; i++) {
      present.clear();
      long word = slot.word();
      for (HoldRecord record : slot.records()) {
        HoldRecord.Row row = record.row();
        if (row != null) {
          present.add(row);
        }
      }
      // Less than none: a lease that shares its slot with nobody does not count.
      unnamed = SlotState.references(word) - present.size();
      if (unnamed <= 0 && slot.word() == word) {
        return 0;
      }
      Thread.onSpinWait();
    }
    return unnamed;
  }

  /** For example {@code 6 of 6 samples of "video" held: mux ×5 (oldest 412 ms), encoder ×1}. */
  @Override
  public String toString() {
    StringJoiner text =
        new StringJoiner(
            ", ",
            "%d of %d samples of \"%s\" held: "
                .formatted(out, allocator.capacity(), allocator.name()),
            "");
    text.setEmptyValue("no sample of \"%s\" is held".formatted(allocator.name()));
    for (Holding holding : holdings) {
      text.add(holding.toString());
    }
    return text.toString();
  }

  /**
   * Says why somebody got nothing. That was a moment ago, and holders may have let go since then:
   * what they no longer hold is told, too, so that nobody looks for holders that are not there.
   */
  String whyNothingIsFree() {
    StringJoiner text = new StringJoiner("; ").add(toString());
    if (free > 0) {
      text.add("%d came back just now".formatted(free));
    }
    if (changing > 0) {
      text.add("%d changing hands".formatted(changing));
    }
    return text.toString();
  }
}
