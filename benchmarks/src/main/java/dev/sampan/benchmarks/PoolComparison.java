package dev.sampan.benchmarks;

import dev.sampan.benchmarks.PerformancePage.Chart;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Sampan and what Java programs use in its place: pools, allocators, and the JDK itself. */
final class PoolComparison {

  private static final String OURS = "Sampan, 64 samples";
  private static final String AT_ITS_BEST = ", at its best";
  private static final String[] SIZES = {"4096", "65536", "1048576", "3110400"};
  private static final int[] THREADS = {1, 2, 4, 16, 64};

  private PoolComparison() {}

  static List<Chart> lease(boolean full) throws Exception {
    int forks = full ? 10 : 2;
    String[] some = full ? SIZES : new String[] {"65536", "3110400"};
    String[] small = full ? SIZES : new String[] {"4096", "65536"};
    Rounds one = new Rounds();
    one.run(
        forks,
        1,
        sampan("segment", SIZES),
        netty(SIZES),
        nettyAtItsBest(SIZES),
        others(SIZES),
        collected(small));
    Rounds two = new Rounds();
    two.run(forks, 2, sampan("segment", some), netty(some), nettyAtItsBest(some), others(some));
    Rounds steps = new Rounds();
    for (int threads : new int[] {1, 2}) {
      steps.run(full ? 5 : 2, threads, sampan("(noSegment|cancel)", "65536"));
    }
    Rounds all = new Rounds();
    all.add(one);
    all.add(two);
    all.add(steps);
    all.writeTo(PerformancePage.raw("lease"));

    String life = "Lease, segment, write 8 bytes, hand-off, release on ";
    return List.of(
        new Chart(
            one.table(
                life + "one thread, ns",
                PoolComparison::competitor,
                Performance::size,
                Rounds::time),
            2),
        new Chart(
            one.shares(
                "What " + OURS + ", take of what others take for it",
                PoolComparison::competitor,
                Performance::size,
                OURS,
                PoolComparison::isPeer),
            0),
        new Chart(
            one.table(
                "Bytes of garbage for each of them",
                PoolComparison::competitor,
                Performance::size,
                Rounds::garbage),
            0),
        new Chart(
            two.table(
                life + "two threads, ns",
                PoolComparison::competitor,
                Performance::size,
                Rounds::time),
            1),
        new Chart(
            steps.table(
                "Without opening the memory, 65,536 bytes, ns",
                params ->
                    competitor(params)
                        + (Performance.method(params).equals("cancel")
                            ? ": lease, cancel"
                            : ": lease, hand-off, release"),
                PoolComparison::threadCount,
                Rounds::time),
            0));
  }

  static List<Chart> threads(boolean full) throws Exception {
    Rounds rounds = new Rounds();
    int forks = full ? 10 : 2;
    // Round by round, so that all counts of threads are seen with the same neighbours.
    for (int fork = 0; fork < forks; fork++) {
      for (int threads : THREADS) {
        rounds.run(
            1,
            threads,
            total(sampan("segment", "65536")),
            total(netty("65536")),
            total(nettyAtItsBest("65536")));
      }
      if (Rounds.areTries()) {
        break;
      }
    }
    rounds.writeTo(PerformancePage.raw("threads"));

    int processors = Runtime.getRuntime().availableProcessors();
    Map<String, Map<String, String>> costs = new LinkedHashMap<>();
    Map<String, Map<String, String>> ratios = new LinkedHashMap<>();
    rounds
        .scores(PoolComparison::competitor, PoolComparison::threadCount)
        .forEach(
            (name, scores) -> {
              Map<String, String> line = new LinkedHashMap<>();
              for (int threads : THREADS) {
                line.put(
                    threadCount(threads),
                    Table.number(cost(scores, threads, Math.min(threads, processors))));
              }
              costs.put(name, line);
              Map<String, String> ratio = new LinkedHashMap<>();
              ratio.put(
                  "cost with 2 threads / with 1",
                  Table.number(cost(scores, 2, Math.min(2, processors)) / cost(scores, 1, 1)));
              ratio.put(
                  "total with 64 threads / better of 1 and 2",
                  Table.number(
                      scores.get(threadCount(64))
                          / Math.max(scores.get(threadCount(1)), scores.get(threadCount(2)))));
              ratios.put(name, ratio);
            });
    return List.of(
        new Chart(
            rounds.table(
                "One allocator, 65,536 bytes, lives with a segment in all, 1/ms",
                PoolComparison::competitor,
                PoolComparison::threadCount,
                Rounds::time),
            THREADS.length),
        new Chart(
            Rounds.table(
                "The same as time that a life takes of a processor, ns (%d processors)"
                    .formatted(processors),
                costs),
            0),
        new Chart(Rounds.table("How it grows with the threads", ratios), 0));
  }

  /** Nanoseconds that an operation takes of a processor. */
  private static double cost(Map<String, Double> scores, int threads, int processors) {
    return processors * 1e6 / scores.get(threadCount(threads));
  }

  static List<Chart> pipeline(boolean full) throws Exception {
    String[] queues =
        full
            ? new String[] {"SpscAtomicArrayQueue", "ArrayBlockingQueue"}
            : new String[] {"SpscAtomicArrayQueue"};
    // Not shorter as elsewhere: two threads that spin leave the compiler little time.
    Rounds rounds = new Rounds(Rounds::median);
    rounds.run(
        full ? 10 : 3,
        1,
        set -> set.include("[.]PipelineBenchmark[.]").param("queue", queues),
        set ->
            set.include("[.]NettyPipelineBenchmark[.]")
                .param("queue", queues)
                .param("best", "false"),
        // Netty's own threads are platform threads.
        set ->
            atItsBest(set.include("[.]NettyPipelineBenchmark[.]"))
                .param("queue", queues)
                .param("kind", "platform"));
    rounds.writeTo(PerformancePage.raw("pipeline"));

    List<Chart> charts = new ArrayList<>();
    for (String queue : queues) {
      for (String kind : new String[] {"platform", "virtual"}) {
        String where = "two %s threads, 65,536 bytes, %s".formatted(kind, queue);
        charts.add(
            new Chart(
                rounds.table(
                    "From one thread to another: " + where + ", median (least – most) ns",
                    params -> isPipeline(params, queue, kind) ? competitor(params) : "",
                    PoolComparison::access,
                    Rounds::medianOf),
                1));
        charts.add(
            new Chart(
                rounds.shares(
                    "What " + OURS + ", take of what others take for it: " + where,
                    params -> isPipeline(params, queue, kind) ? competitor(params) : "",
                    PoolComparison::access,
                    OURS,
                    PoolComparison::isPeer),
                0));
      }
    }
    return charts;
  }

  private static boolean isPipeline(BenchmarkParams params, String queue, String kind) {
    return params.getParam("queue").equals(queue) && params.getParam("kind").equals(kind);
  }

  private static String access(BenchmarkParams params) {
    return params.getParam("access").equals("true")
        ? "8 bytes written and read"
        : "memory not opened";
  }

  static List<Chart> holders(boolean full) throws Exception {
    Rounds rounds = new Rounds();
    String[] allocators = full ? new String[] {"adaptive", "pooled"} : new String[] {"adaptive"};
    UnaryOperator<ChainedOptionsBuilder> netty =
        set ->
            brief(set.include("[.]NettyHoldersBenchmark[.](retain|retainedDuplicate)$"))
                .param("allocator", allocators);
    rounds.run(
        full ? 10 : 2,
        1,
        set -> brief(set.include("[.]HoldersBenchmark[.]")),
        netty,
        set -> atItsBest(netty.apply(set)));
    Rounds further = new Rounds();
    UnaryOperator<ChainedOptionsBuilder> nettyFurther =
        set ->
            brief(set.include("[.]NettyHoldersBenchmark[.]further"))
                .param("allocator", allocators)
                .param("holders", "1");
    further.run(
        full ? 10 : 2,
        1,
        set -> brief(sampan("retain", "65536").apply(set)).param("slots", "64"),
        nettyFurther,
        set -> atItsBest(nettyFurther.apply(set)));
    Rounds all = new Rounds();
    all.add(rounds);
    all.add(further);
    all.writeTo(PerformancePage.raw("holders"));
    return List.of(
        new Chart(
            rounds.table(
                "Lease, hand-off, a hold for each holder, release of all, ns",
                PoolComparison::holding,
                PoolComparison::holderCount,
                Rounds::time),
            2),
        new Chart(
            rounds.table(
                "Bytes of garbage for each of them",
                PoolComparison::holding,
                PoolComparison::holderCount,
                Rounds::garbage),
            0),
        new Chart(
            further.table(
                "One further hold, made and ended, ns",
                PoolComparison::holding,
                params -> "ns",
                Rounds::time),
            0));
  }

  private static String holding(BenchmarkParams params) {
    return switch (Performance.method(params)) {
      case "retain" ->
          params.getParam("allocator") == null
              ? competitor(params)
              : competitor(params) + ", retain";
      case "furtherCount" -> competitor(params) + ", retain";
      default -> competitor(params) + ", retainedDuplicate";
    };
  }

  private static String holderCount(BenchmarkParams params) {
    String holders = params.getParam("holders");
    return holders.equals("1") ? "1 holder" : holders + " holders";
  }

  private static UnaryOperator<ChainedOptionsBuilder> sampan(String method, String... sizes) {
    return set -> shorter(set.include("[.]LeaseBenchmark[.]" + method + "$")).param("size", sizes);
  }

  private static UnaryOperator<ChainedOptionsBuilder> netty(String... sizes) {
    return set ->
        shorter(set.include("[.]NettyBenchmark[.]")).param("size", sizes).param("best", "false");
  }

  private static UnaryOperator<ChainedOptionsBuilder> nettyAtItsBest(String... sizes) {
    return set -> atItsBest(shorter(set.include("[.]NettyBenchmark[.]"))).param("size", sizes);
  }

  private static UnaryOperator<ChainedOptionsBuilder> others(String... sizes) {
    return set ->
        shorter(set.include("[.](ArrowBenchmark|JavaCppBenchmark)[.]|ArenaBenchmark[.]ofConfined$"))
            .param("size", sizes);
  }

  /** Those that take microseconds, or leave their memory to the collector. */
  private static UnaryOperator<ChainedOptionsBuilder> collected(String... sizes) {
    return set ->
        set.include("[.]ArenaBenchmark[.](ofShared|ofAuto|allocateDirect)$")
            .param("size", sizes)
            .warmupIterations(2)
            .measurementIterations(3);
  }

  private static ChainedOptionsBuilder shorter(ChainedOptionsBuilder set) {
    return set.warmupIterations(3).measurementIterations(5);
  }

  private static ChainedOptionsBuilder brief(ChainedOptionsBuilder set) {
    return shorter(set)
        .warmupTime(TimeValue.milliseconds(300))
        .measurementTime(TimeValue.milliseconds(300));
  }

  private static ChainedOptionsBuilder atItsBest(ChainedOptionsBuilder set) {
    return set.param("best", "true").jvmArgsAppend(NettyBenchmark.AT_ITS_BEST);
  }

  private static UnaryOperator<ChainedOptionsBuilder> total(
      UnaryOperator<ChainedOptionsBuilder> set) {
    return options -> set.apply(options).mode(Mode.Throughput).timeUnit(TimeUnit.MILLISECONDS);
  }

  private static String threadCount(BenchmarkParams params) {
    return threadCount(params.getThreads());
  }

  private static String threadCount(int threads) {
    return threads == 1 ? "1 thread" : threads + " threads";
  }

  private static boolean isPeer(String name) {
    return !name.startsWith("Sampan");
  }

  private static String competitor(BenchmarkParams params) {
    String allocator = params.getParam("allocator");
    if (allocator != null) {
      return "Netty " + allocator + (params.getParam("best").equals("true") ? AT_ITS_BEST : "");
    }
    String slots = params.getParam("slots");
    if (slots != null) {
      return "Sampan, " + slots + " samples";
    }
    return switch (Performance.method(params)) {
      case "buffer" -> "Arrow Java";
      case "pointer" -> "JavaCPP BytePointer";
      case "allocateDirect" -> "ByteBuffer.allocateDirect";
      default -> "Arena." + Performance.method(params);
    };
  }
}
