package dev.sampan.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Runs JMH in rounds of one fork each, in which ours and the peers take turns, and puts the rounds
 * together: on a shared machine a quarter of an hour between two competitors says more about the
 * neighbours than about them.
 */
final class Rounds {

  private final Map<String, RunResult> results = new LinkedHashMap<>();

  /**
   * Runs benchmarks.
   *
   * @param rounds forks of each
   * @param threads how many threads
   * @param more which benchmarks, and with what parameters
   */
  void run(int rounds, int threads, Function<ChainedOptionsBuilder, ChainedOptionsBuilder> more)
      throws RunnerException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .forks(1)
            .threads(threads)
            .warmupIterations(4)
            .warmupTime(TimeValue.milliseconds(500))
            .measurementIterations(6)
            .measurementTime(TimeValue.milliseconds(500))
            .addProfiler(GCProfiler.class);
    for (int round = 0; round < rounds; round++) {
      for (RunResult result : new Runner(more.apply(options).build()).run()) {
        results.merge(result.getParams().id() + " " + threads, result, Rounds::together);
      }
    }
  }

  /** Takes over what another has, to keep it in one file. */
  void add(Rounds other) {
    other.results.forEach(results::put);
  }

  private static RunResult together(RunResult one, RunResult other) {
    List<BenchmarkResult> all = new ArrayList<>(one.getBenchmarkResults());
    all.addAll(other.getBenchmarkResults());
    return new RunResult(one.getParams(), all);
  }

  Collection<RunResult> results() {
    return results.values();
  }

  void writeTo(Path json) throws IOException {
    ResultFormatFactory.getInstance(ResultFormatType.JSON, json.toString()).writeOut(results());
    // JMH writes down where this machine has its JVM, which is nobody else's business.
    String home = System.getProperty("java.home");
    Files.writeString(json, Files.readString(json).replace(home, "java.home"));
  }

  /**
   * Makes a table of what has been measured.
   *
   * @param row the name of a benchmark's row; null leaves it out
   * @param column the name of its column
   * @param value what stands there
   */
  Table table(
      String title,
      Function<BenchmarkParams, String> row,
      Function<BenchmarkParams, String> column,
      Function<RunResult, String> value) {
    Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    List<String> header = new ArrayList<>(List.of(""));
    for (RunResult result : results()) {
      String name = row.apply(result.getParams());
      if (!name.isEmpty()) {
        String at = column.apply(result.getParams());
        cells.computeIfAbsent(name, key -> new LinkedHashMap<>()).put(at, value.apply(result));
        if (!header.contains(at)) {
          header.add(at);
        }
      }
    }
    Table table = new Table(title, header);
    cells.forEach(
        (name, values) -> {
          List<String> line = new ArrayList<>(List.of(name));
          header.stream().skip(1).forEach(at -> line.add(values.getOrDefault(at, "–")));
          table.add(line);
        });
    return table;
  }

  /** Time per operation with its error at 99.9 % confidence. */
  static String time(RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    return Table.number(primary.getScore()) + " ± " + Table.number(primary.getScoreError());
  }

  /** Bytes of garbage per operation. */
  static String garbage(RunResult result) {
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return bytes == null ? "–" : String.valueOf(Math.round(bytes.getScore()));
  }
}
