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
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.UnaryOperator;
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
import org.openjdk.jmh.util.Statistics;

/**
 * Runs JMH in rounds of one fork each, in which ours and the peers take turns, and puts the rounds
 * together: on a shared machine a quarter of an hour between two competitors says more about the
 * neighbours than about them.
 */
final class Rounds {

  private static boolean brief;

  private final Map<String, RunResult> results = new LinkedHashMap<>();
  private final ToDoubleFunction<RunResult> score;

  /** Takes the mean of all that is measured, as JMH does. */
  Rounds() {
    this(result -> result.getPrimaryResult().getScore());
  }

  /**
   * Takes another number.
   *
   * @param score of what is measured in all rounds
   */
  Rounds(ToDoubleFunction<RunResult> score) {
    this.score = score;
  }

  /** Makes every run so short that its numbers say nothing: to see that it runs. */
  static void onlyTry() {
    brief = true;
  }

  /** Whether runs are to be so short that their numbers say nothing. */
  static boolean areTries() {
    return brief;
  }

  /**
   * Runs benchmarks.
   *
   * @param rounds forks of each
   * @param threads how many threads
   * @param sets which benchmarks, with what parameters, one set after the other in each round
   */
  @SafeVarargs
  final void run(int rounds, int threads, UnaryOperator<ChainedOptionsBuilder>... sets)
      throws RunnerException {
    for (int round = 0; round < (brief ? 1 : rounds); round++) {
      for (UnaryOperator<ChainedOptionsBuilder> set : sets) {
        for (RunResult result : new Runner(options(threads, set).build()).run()) {
          results.merge(result.getParams().id() + " " + threads, result, Rounds::together);
        }
      }
    }
  }

  private static ChainedOptionsBuilder options(
      int threads, UnaryOperator<ChainedOptionsBuilder> set) {
    ChainedOptionsBuilder options =
        set.apply(
            new OptionsBuilder()
                .forks(1)
                .threads(threads)
                .shouldFailOnError(true)
                .jvmArgsPrepend(
                    "-Xms1g", "-Xmx1g", "-XX:+AlwaysPreTouch", "--enable-native-access=ALL-UNNAMED")
                .warmupIterations(4)
                .warmupTime(TimeValue.milliseconds(500))
                .measurementIterations(6)
                .measurementTime(TimeValue.milliseconds(500))
                .addProfiler(GCProfiler.class));
    if (brief) {
      options.warmupIterations(1).measurementIterations(2);
      options.warmupTime(TimeValue.milliseconds(50)).measurementTime(TimeValue.milliseconds(50));
    }
    return options;
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
   * @param row the name of a benchmark's row; an empty one leaves it out
   * @param column the name of its column
   * @param value what stands there
   */
  Table table(
      String title,
      Function<BenchmarkParams, String> row,
      Function<BenchmarkParams, String> column,
      Function<RunResult, String> value) {
    return table(title, cells(row, column, value));
  }

  /**
   * Makes a table of how much one competitor takes of what each of the others takes.
   *
   * @param row as above
   * @param column as above
   * @param ours the row by which others are measured
   * @param others whether a row is shown
   */
  Table shares(
      String title,
      Function<BenchmarkParams, String> row,
      Function<BenchmarkParams, String> column,
      String ours,
      Predicate<String> others) {
    Map<String, Map<String, Double>> scores = scores(row, column);
    Map<String, Double> our = scores.remove(ours);
    Map<String, Map<String, String>> cells = new LinkedHashMap<>();
    scores.forEach(
        (name, their) -> {
          if (others.test(name)) {
            Map<String, String> line = new LinkedHashMap<>();
            our.forEach(
                (at, score) ->
                    line.put(
                        at,
                        their.containsKey(at) ? Table.number(score / their.get(at)) : Table.NONE));
            cells.put(name, line);
          }
        });
    return table(title, cells);
  }

  /** The numbers of a table by row and column. */
  Map<String, Map<String, Double>> scores(
      Function<BenchmarkParams, String> row, Function<BenchmarkParams, String> column) {
    return cells(row, column, score::applyAsDouble);
  }

  private <V> Map<String, Map<String, V>> cells(
      Function<BenchmarkParams, String> row,
      Function<BenchmarkParams, String> column,
      Function<RunResult, V> value) {
    Map<String, Map<String, V>> cells = new LinkedHashMap<>();
    for (RunResult result : results()) {
      String name = row.apply(result.getParams());
      if (!name.isEmpty()) {
        cells
            .computeIfAbsent(name, key -> new LinkedHashMap<>())
            .put(column.apply(result.getParams()), value.apply(result));
      }
    }
    return cells;
  }

  /** Makes a table of cells by row and column. */
  static Table table(String title, Map<String, Map<String, String>> cells) {
    List<String> header = new ArrayList<>(List.of(""));
    for (Map<String, String> line : cells.values()) {
      line.keySet().stream().filter(at -> !header.contains(at)).forEach(header::add);
    }
    Table table = new Table(title, header);
    cells.forEach(
        (name, values) -> {
          List<String> line = new ArrayList<>(List.of(name));
          header.stream().skip(1).forEach(at -> line.add(values.getOrDefault(at, Table.NONE)));
          table.add(line);
        });
    return table;
  }

  /** Time per operation, or operations per time, with the error at 99.9 % confidence. */
  static String time(RunResult result) {
    Result<?> primary = result.getPrimaryResult();
    return Table.number(primary.getScore()) + " ± " + Table.number(primary.getScoreError());
  }

  /** Half of all that was measured is less: where something has two speeds, a mean is neither. */
  static double median(RunResult result) {
    return result.getPrimaryResult().getStatistics().getPercentile(50);
  }

  /** The median, and between what all was. */
  static String medianOf(RunResult result) {
    Statistics all = result.getPrimaryResult().getStatistics();
    return "%s (%s – %s)"
        .formatted(
            Table.number(median(result)), Table.number(all.getMin()), Table.number(all.getMax()));
  }

  /** Bytes of garbage per operation. */
  static String garbage(RunResult result) {
    Result<?> bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
    return bytes == null ? Table.NONE : String.valueOf(Math.round(bytes.getScore()));
  }
}
