package dev.sampan.cli.report;

import dev.sampan.cli.Text;
import dev.sampan.cli.report.Analysis.PartyRow;
import dev.sampan.cli.report.Analysis.PoolRow;
import dev.sampan.cli.report.SampleEvents.Exhaustion;
import dev.sampan.cli.report.SampleEvents.Incident;
import dev.sampan.cli.report.SampleEvents.Leak;
import dev.sampan.cli.report.SampleEvents.Sum;
import dev.sampan.cli.report.SampleEvents.Wait;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Writes the page: tables here, the picture by page.js from {@link PageData}. */
final class Page {

  private static final int MOST_ROWS = 500;
  private static final Pattern PLACE = Pattern.compile("\\{\\{(\\w+)}}");

  private final Analysis analysis;
  private final SampleEvents events;
  private final String title;

  private Page(Analysis analysis, String title) {
    this.analysis = analysis;
    this.title = title;
    events = analysis.events;
  }

  /**
   * Makes the page.
   *
   * @param analysis what it shows
   * @param title what was recorded
   * @return HTML that refers to nothing outside itself
   */
  static String html(Analysis analysis, String title) throws IOException {
    return new Page(analysis, title).html();
  }

  private String html() throws IOException {
    Map<String, String> parts =
        Map.of(
            "title", Html.escape(title),
            "style", resource("page.css"),
            "recorded", Html.escape(recorded()),
            "verdict", verdict(),
            "tables", tables(),
            "holders", holders(),
            "data", PageData.json(analysis),
            "echarts", script("echarts.min.js"),
            "script", script("page.js"));
    StringBuilder page = new StringBuilder();
    Matcher place = PLACE.matcher(resource("page.html"));
    while (place.find()) {
      place.appendReplacement(
          page, Matcher.quoteReplacement(parts.getOrDefault(place.group(1), "")));
    }
    return place.appendTail(page).toString();
  }

  private static String script(String name) throws IOException {
    return resource(name).replace("</script", "<\\/script");
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new FileNotFoundException(
            name + " is not in the command, which was built without it");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String recorded() {
    return "%s, %s, %s events of Sampan"
        .formatted(
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss xxx")
                .format(
                    Instant.ofEpochMilli(events.first / 1_000_000).atZone(ZoneId.systemDefault())),
            Times.text(events.last - events.first),
            Text.count(events.count));
  }

  // --- what stands out ---------------------------------------------------------------------------

  private String verdict() {
    Html html = new Html();
    if (events.cutOff != null) {
      html.line(
          "bad", "The recording could not be read to its end, and is shown as far as it goes.");
    }
    if (!events.leaks.isEmpty()) {
      html.line(
          "bad",
          many(events.leaks.size(), "lease or hold was", "leases or holds were")
              + " lost and found");
    }
    long out = analysis.pools.stream().mapToLong(PoolRow::stillOut).sum();
    if (out > 0) {
      html.line("bad", many(out, "sample was", "samples were") + " not back at the end");
    }
    long exhausted = analysis.pools.stream().mapToLong(PoolRow::exhausted).sum();
    if (exhausted > 0) {
      html.line("bad", many(exhausted, "allocation", "allocations") + " got nothing");
    }
    long misuses =
        Math.max(events.misuses.size(), analysis.pools.stream().mapToLong(PoolRow::misuses).sum());
    if (misuses > 0) {
      html.line("bad", many(misuses, "call was", "calls were") + " refused as misuse");
    }
    if (!events.failures.isEmpty()) {
      html.line("bad", many(events.failures.size(), "upcall", "upcalls") + " failed");
    }
    if (!events.exhaustions.isEmpty()) {
      html.line("warn", "Nothing was free " + many(events.exhaustions.size(), "time", "times"));
    }
    long waits = analysis.pools.stream().mapToLong(PoolRow::waits).sum();
    if (waits > 0) {
      long nanos = events.waits.stream().mapToLong(wait -> wait.end() - wait.start()).sum();
      html.line(
          "warn",
          many(waits, "allocation", "allocations") + " waited, " + Times.text(nanos) + " in all");
    }
    if (!events.copies.isEmpty()) {
      long count = events.copies.values().stream().mapToLong(sum -> sum.count).sum();
      long bytes = events.copies.values().stream().mapToLong(sum -> sum.bytes).sum();
      html.line("warn", many(count, "copy", "copies") + ", " + Text.bytes(bytes));
    }
    if (html.text().isEmpty()) {
      html.line("good", "Everything came back, nobody waited, nothing was copied");
    }
    return html.text();
  }

  private static String many(long count, String one, String more) {
    return Text.count(count) + " " + (count == 1 ? one : more);
  }

  // --- tables ------------------------------------------------------------------------------------

  private String tables() {
    Html html = new Html();
    allocators(html);
    leaks(html);
    copies(html);
    exhaustions(html);
    waits(html);
    incidents(html, "misuses", "Misuse that was refused", "allocator", events.misuses);
    incidents(html, "failures", "Upcalls that failed", "method", events.failures);
    work(html);
    return html.text();
  }

  private void allocators(Html html) {
    List<List<String>> rows = new ArrayList<>();
    for (PoolRow row : analysis.pools) {
      rows.add(
          List.of(
              row.pool().name,
              row.pool().sampleSize == 0 ? "" : Text.bytes(row.pool().sampleSize),
              Text.count(row.pool().slots()),
              Text.count(row.highestOut()),
              Text.count(row.leases()),
              Text.count(row.returns()),
              Text.count(row.stillOut()),
              Text.count(row.waits()),
              Text.count(row.ranEmpty()),
              Text.count(row.exhausted()),
              Text.count(row.recovered())));
    }
    html.table(
        "allocators",
        "Allocators",
        List.of(
            "allocator",
            "#sample size",
            "#slots",
            "#highest out",
            "#leases",
            "#returns",
            "#still out",
            "#waits",
            "#ran empty",
            "#got nothing",
            "#recovered"),
        rows,
        MOST_ROWS);
    for (PoolRow row : analysis.pools) {
      if (row.stillOut() > 0 && !row.pool().holders.isEmpty()) {
        html.line("note", "%s, last: %s".formatted(row.pool().name, row.pool().holders));
      }
      if (row.recordedLeases() < row.leases()) {
        html.line(
            "note",
            "%s: %s of %s leases are in the recording; it began later, or its settings leave out short ones."
                .formatted(
                    row.pool().name, Text.count(row.recordedLeases()), Text.count(row.leases())));
      }
    }
  }

  private void leaks(Html html) {
    if (events.leaks.isEmpty()) {
      html.line("none", "Leaks: none");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Leak leak : events.leaks) {
      String takenAt = leak.takenAt();
      rows.add(
          List.of(
              at(leak.time()),
              pool(leak.allocator()),
              Integer.toString(leak.slot()),
              leak.holder(),
              Times.text(leak.heldMillis() * 1_000_000),
              leak.cause(),
              takenAt == null ? "not recorded; -Dsampan.track=true" : takenAt));
    }
    html.table(
        "leaks",
        "Leaks",
        List.of("found at", "allocator", "#slot", "holder", "#held", "cause", "taken at"),
        rows,
        MOST_ROWS);
  }

  private void copies(Html html) {
    if (events.copies.isEmpty()) {
      html.line("none", "Copies: none");
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    events.copies.forEach(
        (kind, sum) ->
            rows.add(
                List.of(
                    kind.consumer(), Text.count(sum.count), Text.bytes(sum.bytes), kind.reason())));
    html.table(
        "copies", "Copies", List.of("consumer", "#copies", "#bytes", "reason"), rows, MOST_ROWS);
  }

  private void exhaustions(Html html) {
    if (events.exhaustions.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Exhaustion found : events.exhaustions) {
      rows.add(List.of(at(found.time()), pool(found.allocator()), found.holder(), found.holders()));
    }
    html.table(
        "exhaustions",
        "When nothing was free",
        List.of("at", "allocator", "asked by", "who held the samples"),
        rows,
        MOST_ROWS);
  }

  private void waits(Html html) {
    record Key(String pool, String holder, String outcome) {}
    Map<Key, Sum> sums = new LinkedHashMap<>();
    for (Wait wait : events.waits) {
      sums.computeIfAbsent(
              new Key(pool(wait.allocator()), wait.holder(), wait.outcome()), key -> new Sum())
          .add(0, wait.end() - wait.start());
    }
    if (sums.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    sums.forEach(
        (key, sum) ->
            rows.add(
                List.of(
                    key.pool(),
                    key.holder(),
                    key.outcome(),
                    Text.count(sum.count),
                    Times.text(sum.nanos),
                    Times.text(sum.longest))));
    html.table(
        "waits",
        "Allocations that waited",
        List.of("allocator", "who", "outcome", "#times", "#in all", "#longest"),
        rows,
        MOST_ROWS);
  }

  private void incidents(
      Html html, String id, String caption, String where, List<Incident> incidents) {
    if (incidents.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    for (Incident incident : incidents) {
      rows.add(List.of(at(incident.time()), incident.where(), incident.message()));
    }
    html.table(id, caption, List.of("at", where, "message"), rows, MOST_ROWS);
  }

  private void work(Html html) {
    if (events.work.isEmpty()) {
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    events.work.forEach(
        (what, sum) ->
            rows.add(
                List.of(
                    what,
                    Text.count(sum.count),
                    sum.bytes == 0 ? "" : Text.bytes(sum.bytes),
                    Times.text(sum.nanos),
                    Times.text(sum.nanos / sum.count),
                    Times.text(sum.longest))));
    html.table(
        "work",
        "Steps",
        List.of("step", "#times", "#bytes", "#time in all", "#on average", "#longest"),
        rows,
        MOST_ROWS);
  }

  private String holders() {
    Map<String, List<String>> rows = new TreeMap<>();
    for (PartyRow row : analysis.parties) {
      rows.put(
          row.party().name() + '\0' + row.party().kind(),
          List.of(
              row.party().name(),
              row.party().kind(),
              Text.count(row.profile().leases()),
              Text.count(row.profile().holds()),
              Text.count(row.profile().mostAtOnce()),
              Times.text(row.profile().median()),
              Times.text(row.profile().high()),
              Times.text(row.profile().longest())));
    }
    return new Html()
        .table(
            "holders",
            "Holders",
            List.of(
                "holder",
                "kind",
                "#leases",
                "#holds",
                "#most at once",
                "#median",
                "#95 %",
                "#longest"),
            List.copyOf(rows.values()),
            MOST_ROWS)
        .text();
  }

  private String pool(int allocator) {
    Pool pool = events.pools.get(allocator);
    return pool == null ? "" : pool.name;
  }

  private String at(long time) {
    return Times.text(Math.max(0, time - events.first));
  }
}
