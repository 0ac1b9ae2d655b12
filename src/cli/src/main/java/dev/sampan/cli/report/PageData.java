package dev.sampan.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sampan.cli.report.Analysis.PoolRow;
import dev.sampan.cli.report.Rows.Placed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the page draws, as page.js reads it. Times are units of 100 ns from the first event on. What
 * there is much of is packed: some 14 bytes a lease or hold.
 */
final class PageData {

  private static final long TICK = 100;

  private final Analysis analysis;
  private final SampleEvents events;
  private final Names<String> texts = new Names<>();

  private PageData(Analysis analysis) {
    this.analysis = analysis;
    events = analysis.events;
  }

  /** One JSON object that may stand inside a script element. */
  static String json(Analysis analysis) {
    try {
      return JSON.std.asString(new PageData(analysis).map()).replace("<", "\\u003c");
    } catch (IOException impossible) { // it goes into a string
      throw new UncheckedIOException(impossible);
    }
  }

  private Map<String, Object> map() {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("start", events.first / 1_000_000);
    data.put("length", ticks(events.last));
    data.put("pools", analysis.pools.stream().map(this::pool).toList());
    data.put("rows", rows().base64());
    data.put(
        "waits",
        events.waits.stream()
            .map(
                wait ->
                    List.of(
                        index(wait.allocator()),
                        ticks(wait.start()),
                        (wait.end() - wait.start()) / TICK,
                        texts.number(wait.holder()),
                        texts.number(wait.outcome())))
            .toList());
    data.put(
        "exhaustions",
        events.exhaustions.stream()
            .map(
                found ->
                    List.of(
                        index(found.allocator()),
                        ticks(found.time()),
                        texts.number(found.holder()),
                        texts.number(found.holders())))
            .toList());
    data.put("limits", Analysis.LIMITS);
    data.put(
        "histograms",
        analysis.parties.stream()
            .map(
                row -> {
                  Map<String, Object> histogram = new LinkedHashMap<>();
                  histogram.put("party", events.parties.number(row.party()));
                  histogram.put("counts", row.histogram());
                  return histogram;
                })
            .toList());
    data.put(
        "parties",
        events.parties.all().stream().map(party -> List.of(party.name(), party.kind())).toList());
    data.put("unknown", events.parties.all().indexOf(Analysis.UNKNOWN));
    data.put("threads", events.threads.all());
    data.put("texts", texts.all());
    return data;
  }

  private Map<String, Object> pool(PoolRow row) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("name", row.pool().name);
    map.put("slots", row.pool().slots());
    Packed steps = new Packed();
    long before = 0;
    for (Usage.Step step : row.usage().steps()) {
      steps.add(ticks(step.time()) - before).add(Math.max(0, row.pool().slots() - step.out()));
      before = ticks(step.time());
    }
    map.put("free", steps.base64());
    return map;
  }

  private Packed rows() {
    Packed packed = new Packed();
    for (PoolRow row : analysis.pools) {
      Map<Integer, List<Interval>> slots = analysis.bySlot.getOrDefault(row.pool().id, Map.of());
      for (int slot = 0; slot < row.pool().slots(); slot++) {
        List<Placed> placed = Rows.place(slots.getOrDefault(slot, List.of()));
        packed.add(placed.size());
        pack(placed, packed);
      }
    }
    return packed;
  }

  private void pack(List<Placed> row, Packed packed) {
    long start = 0;
    long generation = 0;
    for (Placed placed : row) {
      Interval interval = placed.interval();
      packed
          .add(ticks(interval.start()) - start)
          .add(ticks(interval.end()) - ticks(interval.start()))
          .add(interval.party() * 4L + (interval.lease() ? 1 : 0) + (interval.recovered() ? 2 : 0))
          .add(placed.lane() * 16L + placed.lanes() - 1)
          .add(interval.thread())
          .add(texts.number(interval.outcome().text))
          .add(interval.length())
          .addSigned(interval.generation() - generation);
      start = ticks(interval.start());
      generation = interval.generation();
    }
  }

  private int index(int allocator) {
    int index = new ArrayList<>(events.pools.keySet()).indexOf(allocator);
    return Math.max(0, index);
  }

  private long ticks(long nanos) {
    return Math.max(0, nanos - events.first) / TICK;
  }
}
