package dev.sampan.benchmarks;

import dev.sampan.benchmarks.FileComparison.Shape;
import dev.sampan.benchmarks.PerformancePage.Chart;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * Measures Sampan beside its peers and writes what it finds into {@code docs/performance.md}. Run
 * at the root of the project. Arguments: the sections to measure, all if there are none; {@code
 * full} for longer runs; {@code print} to leave the page as it is; {@code quick} for runs of no
 * worth, to see that they run, which leave the page as well.
 */
public final class Performance {

  /** Measures a section. */
  private interface Section {
    List<Chart> measure(boolean full) throws Throwable;
  }

  private static final Map<String, Section> SECTIONS = new LinkedHashMap<>();

  static {
    SECTIONS.put("lease", PoolComparison::lease);
    SECTIONS.put("threads", PoolComparison::threads);
    SECTIONS.put("pipeline", PoolComparison::pipeline);
    SECTIONS.put("holders", PoolComparison::holders);
    SECTIONS.put("waiting", WaitingComparison::run);
    SECTIONS.put("watching", Performance::watching);
    SECTIONS.put("checked", Performance::checked);
    SECTIONS.put(
        "native",
        full -> NativeComparison.run(many(full, 1, 3, 9), many(full, 30, 300, 1000), 65_536));
    SECTIONS.put("start", full -> StartComparison.run(many(full, 1, 7, 21)));
    SECTIONS.put(
        "memory",
        full ->
            MemoryComparison.run(
                many(full, 1, 3, 7),
                Rounds.areTries() ? List.of(16) : List.of(16, 256, 1024, 4096)));
    SECTIONS.put("pauses", full -> PauseComparison.run(many(full, 1, 20, 600)));
    SECTIONS.put(
        "transcode",
        full -> TranscodeComparison.run(many(full, 1, 4, 10), many(full, 10, 480, 600)));
    SECTIONS.put("files", Performance::files);
  }

  private Performance() {}

  /** How many, or how long: to try, as it comes, and in full. */
  private static int many(boolean full, int tried, int usual, int most) {
    return Rounds.areTries() ? tried : full ? most : usual;
  }

  /**
   * Measures.
   *
   * @param arguments as above
   * @throws Throwable if something fails; what was measured before is on the page
   */
  public static void main(String[] arguments) throws Throwable {
    List<String> words = new ArrayList<>(List.of(arguments));
    boolean full = words.remove("full");
    if (words.remove("quick")) {
      Rounds.onlyTry();
      PerformancePage.onlyPrint();
    }
    if (words.remove("print")) {
      PerformancePage.onlyPrint();
    }
    for (String word : words) {
      if (!SECTIONS.containsKey(word)) {
        throw new IllegalArgumentException(
            word + ": give some of " + SECTIONS.keySet() + ", full, print, quick");
      }
    }
    for (Map.Entry<String, Section> section : SECTIONS.entrySet()) {
      String name = section.getKey();
      if (words.isEmpty() || words.contains(name)) {
        List<Chart> charts = section.getValue().measure(full);
        charts.forEach(chart -> System.out.println(chart.table().markdown()));
        PerformancePage.write(name, full ? name + " full" : name, charts);
      }
    }
  }

  private static List<Chart> watching(boolean full) throws Exception {
    Rounds rounds = new Rounds();
    rounds.run(full ? 10 : 3, 1, more -> more.include("LedgerOverhead"));
    rounds.writeTo(PerformancePage.raw("watching"));
    List<Chart> charts = new ArrayList<>();
    charts.add(
        new Chart(
            rounds.table("4,096 bytes, ns", Performance::watch, Performance::steps, Rounds::time),
            2));
    charts.add(
        new Chart(
            rounds.table(
                "Bytes of garbage", Performance::watch, Performance::steps, Rounds::garbage),
            0));
    charts.add(
        new Chart(
            rounds.table(
                "What one event adds, ns",
                params -> isRecorded(params) ? watch(params) : "",
                Performance::steps,
                result -> event(rounds, result)),
            0));
    return charts;
  }

  private static boolean isRecorded(BenchmarkParams params) {
    return List.of("slow", "memory", "all").contains(params.getParam("watch"));
  }

  /** The difference to what it takes where nobody watches, by the number of events. */
  private static String event(Rounds rounds, RunResult result) {
    String method = method(result.getParams());
    Result<?> without =
        rounds.results().stream()
            .filter(other -> method(other.getParams()).equals(method))
            .filter(other -> other.getParams().getParam("watch").equals("none"))
            .findFirst()
            .orElseThrow()
            .getPrimaryResult();
    Result<?> with = result.getPrimaryResult();
    int events = method.equals("leaseAndHold") ? 2 : 1;
    double error = Math.hypot(with.getScoreError(), without.getScoreError());
    return Table.number((with.getScore() - without.getScore()) / events)
        + " ± "
        + Table.number(error / events);
  }

  private static List<Chart> checked(boolean full) throws Exception {
    Rounds rounds = new Rounds();
    rounds.run(full ? 5 : 2, 1, more -> more.include("CheckedModeBenchmark"));
    rounds.writeTo(PerformancePage.raw("checked"));
    return List.of(
        new Chart(
            rounds.table(
                "Lease, segment, write 8 bytes, hand-off, release, ns",
                params ->
                    params.getParam("checked").equals("true") ? "checked mode" : "as it comes",
                Performance::size,
                Rounds::time),
            0));
  }

  private static List<Chart> files(boolean full) throws Exception {
    return FileComparison.run(
        Path.of("benchmarks", "target"),
        many(full, 64, 4096, 8192),
        many(full, 1, 6, 18),
        List.of(
            new Shape(false, 1024, 8),
            new Shape(false, 128, 8),
            new Shape(false, 128, 32),
            new Shape(true, 1024, 8)));
  }

  static String size(BenchmarkParams params) {
    return "%,d bytes".formatted(Integer.parseInt(params.getParam("size")));
  }

  private static String watch(BenchmarkParams params) {
    return switch (params.getParam("watch")) {
      case "none" -> "nobody watches";
      case "other" -> "a recording of other things";
      case "slow" -> "a recording of leases and holds of 20 ms or more";
      case "memory" -> "a recording of all leases and holds, in memory";
      case "all" -> "a recording of all leases and holds, to a file";
      default -> "checked mode";
    };
  }

  private static String steps(BenchmarkParams params) {
    return switch (method(params)) {
      case "leaseAndHold" -> "lease, hand-off, release";
      case "lease" -> "lease, cancel";
      case "emptyEvent" -> "an empty event of the JDK";
      case "sameEvent" -> "one with the same fields";
      default -> "by handle: no row, no object";
    };
  }

  static String method(BenchmarkParams params) {
    return params.getBenchmark().replaceFirst(".*[.]", "");
  }
}
