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

/** Who holds what of one allocator, read from the records of its slots. */
final class Ledger {

  private static final class Row {
    int count;
    long oldest = Long.MAX_VALUE;
    final Set<String> threads = new LinkedHashSet<>();
  }

  private Ledger() {}

  /** A row per holder, the largest count first. */
  static List<Holding> holdings(Slot[] slots) {
    long now = CoarseClock.millis();
    Map<Holder, Row> rows = new LinkedHashMap<>();
    for (Slot slot : slots) {
      long live = 0;
      for (HoldRecord record : slot.records()) {
        if (record.isLive()) {
          live++;
          Row row = rows.computeIfAbsent(record.holder(), holder -> new Row());
          row.count++;
          row.oldest = Math.min(row.oldest, record.since());
          row.threads.add(record.threadName());
        }
      }
      // Read last: a record ends just before its reference does, never after.
      long unnamed = SlotState.references(slot.word()) - live;
      if (unnamed > 0) {
        Row row = rows.computeIfAbsent(Holder.NATIVE_CONSUMER, holder -> new Row());
        row.count += (int) unnamed;
        row.oldest = Math.min(row.oldest, slot.leasedAt);
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
    return List.copyOf(holdings);
  }

  /** For example {@code 6 of 6 samples of "video" held: mux ×5 (oldest 412 ms), encoder ×1}. */
  static String describe(SlabAllocator allocator, int out, List<Holding> holdings) {
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
}
