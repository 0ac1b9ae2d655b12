package dev.sampan.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.sampan.border.NativeRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.bytedeco.javacpp.Loader;

/**
 * Times what native code pays: Sampan through its tables and inline, and the pools of FFmpeg and
 * GStreamer, called by C in the JVM's process, in short batches that take turns. Needs a C compiler
 * and, in the working directory, the headers.
 */
public final class NativeComparison {

  private static final int BATCH = 20_000;
  private static final int WARM_UP = 200;
  private static final Path INCLUDE = Path.of("bindings", "sampan", "include");

  /** Pools that are compared with more than one thread: their names in C, and in the tables. */
  private static final Map<String, String> POOLS = new LinkedHashMap<>();

  static {
    POOLS.put("nothing", "no pool, for comparison");
    POOLS.put("sampan", "Sampan: AllocateBuffer + Release");
    POOLS.put("inlined", "Sampan: the same, inline");
    POOLS.put("ffmpeg", "FFmpeg: av_buffer_pool_get + unref");
    POOLS.put("gstreamer", "GStreamer: acquire_buffer + unref");
    POOLS.put("dpdk", "DPDK: rte_mempool_get + put");
    POOLS.put("c", "C library: malloc + free");
    POOLS.put("jemalloc", "jemalloc: malloc + free");
    POOLS.put("mimalloc", "mimalloc: mi_malloc + mi_free");
  }

  /** How many threads do what. */
  private enum Way {
    ALONE("one thread", BATCH, 1),
    SHARED("two threads, each allocates and releases", BATCH, 5),
    PIPELINE("two threads, one allocates, the other releases", BATCH, 5),
    THREADS("a new thread for each", 50, 15);

    private final String words;

    private final int batch;

    /** How many times fewer batches than those of one thread: they take longer. */
    private final int fewer;

    Way(String words, int batch, int fewer) {
      this.words = words;
      this.batch = batch;
      this.fewer = fewer;
    }

    /** The name of its loop over a pool. */
    String loop(String pool) {
      return pool + "_" + name().toLowerCase(Locale.ROOT);
    }
  }

  /** What was measured: for each way and each loop the time and the garbage per operation. */
  private record Measured(Map<Way, Samples> times, Map<Way, Samples> garbage) {
    Measured() {
      this(new EnumMap<>(Way.class), new EnumMap<>(Way.class));
      for (Way way : Way.values()) {
        times.put(way, new Samples());
        garbage.put(way, new Samples());
      }
    }

    String time(Way way, String loop) {
      Samples samples = times.get(way);
      if (!samples.names().contains(loop)) {
        return "–";
      }
      return samples.least(loop) < 0 ? "not there" : Table.number(samples.median(loop));
    }

    String ratio(Way one, Way other, String loop) {
      if (!times.get(other).names().contains(loop) || times.get(other).least(loop) < 0) {
        return "";
      }
      return Table.number(times.get(one).median(loop) / times.get(other).median(loop));
    }

    String json() {
      return times.entrySet().stream()
          .map(entry -> "\"%s\": %s".formatted(entry.getKey().words, entry.getValue().json()))
          .collect(Collectors.joining(",\n", "{\n", "}"));
    }
  }

  /** A loop in C: nanoseconds per operation. */
  private interface Loop {
    double run(long operations) throws Throwable;
  }

  private final SymbolLookup library;
  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private NativeComparison(SymbolLookup library) {
    this.library = library;
  }

  /**
   * Runs the comparison in processes of their own, with a JVM as it comes and with one whose
   * threads pass into and out of native code without a fence.
   *
   * @param processes how many of each
   * @param rounds batches of each competitor in each process
   * @param size of a sample in bytes
   * @return what to show
   * @throws Exception if something fails
   */
  static List<PerformancePage.Chart> run(int processes, int rounds, int size) throws Exception {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("a JVM as it comes", "-XX:-UseSystemMemoryBarrier");
    options.put("-XX:+UseSystemMemoryBarrier", "-XX:+UseSystemMemoryBarrier");
    Map<String, Measured> all = new LinkedHashMap<>();
    for (int process = 0; process < processes; process++) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        measure(
            option.getValue(),
            rounds,
            size,
            all.computeIfAbsent(option.getKey(), key -> new Measured()));
      }
    }
    List<PerformancePage.Chart> charts = new ArrayList<>();
    String turns = "; %d bytes, 64 samples, %s; %d processes, %d batches of %d operations in turn";
    all.forEach(
        (option, measured) ->
            charts.add(
                new PerformancePage.Chart(
                    table(
                        option + turns.formatted(size, "one thread", processes, rounds, BATCH),
                        measured.times.get(Way.ALONE),
                        measured.garbage.get(Way.ALONE)),
                    1)));
    all.forEach(
        (option, measured) ->
            charts.add(
                new PerformancePage.Chart(
                    twoThreads(
                        option
                            + turns.formatted(
                                size,
                                "two threads, median ns per sample",
                                processes,
                                Math.ceilDiv(rounds, Way.PIPELINE.fewer),
                                BATCH),
                        measured),
                    4)));
    charts.add(
        new PerformancePage.Chart(
            newThreads(
                "A thread that the JVM has never seen allocates and releases one sample and ends, median µs from before its creation",
                all),
            1));
    Files.writeString(
        PerformancePage.raw("native"),
        all.entrySet().stream()
            .map(entry -> "\"%s, ns\": %s".formatted(entry.getKey(), entry.getValue().json()))
            .collect(Collectors.joining(",\n", "{\n", "}\n")));
    return charts;
  }

  private static void measure(String option, int rounds, int size, Measured measured)
      throws IOException, InterruptedException {
    // jemalloc keeps more per thread than the C library sets aside for libraries that come late.
    Map<String, String> environment =
        Map.of("GLIBC_TUNABLES", "glibc.rtld.optional_static_tls=16384");
    List<String> lines =
        ChildJvm.run(environment, List.of(option), NativeComparison.class, List.of(rounds, size));
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      Way way = Way.valueOf(fields[0]);
      measured.garbage.get(way).add(fields[1], Double.parseDouble(fields[2]));
      for (int i = 3; i < fields.length; i++) {
        measured.times.get(way).add(fields[1], Double.parseDouble(fields[i]));
      }
    }
  }

  private static Table twoThreads(String title, Measured measured) {
    Table table =
        new Table(
            title,
            List.of(
                "in C",
                "one thread",
                "each allocates and releases",
                "to one thread",
                "pipeline",
                "pipeline, best"));
    for (String name : measured.times.get(Way.PIPELINE).names()) {
      double best = measured.times.get(Way.PIPELINE).least(name);
      table.add(
          List.of(
              name,
              measured.time(Way.ALONE, name),
              measured.time(Way.SHARED, name),
              measured.ratio(Way.SHARED, Way.ALONE, name),
              measured.time(Way.PIPELINE, name),
              best < 0 ? "" : Table.number(best)));
    }
    return table;
  }

  private static Table newThreads(String title, Map<String, Measured> all) {
    List<String> header = new ArrayList<>(List.of("in C"));
    all.keySet().forEach(header::add);
    header.add("bytes of Java garbage");
    Table table = new Table(title, header);
    for (String name : POOLS.values()) {
      List<String> row = new ArrayList<>(List.of(name));
      double garbage = Double.MAX_VALUE;
      for (Measured measured : all.values()) {
        Samples times = measured.times.get(Way.THREADS);
        row.add(times.least(name) < 0 ? "not there" : Table.number(times.median(name) / 1000));
        garbage = Math.min(garbage, measured.garbage.get(Way.THREADS).least(name));
      }
      row.add(row.contains("not there") ? "" : String.valueOf(Math.round(garbage)));
      table.add(row);
    }
    return table;
  }

  private static Table table(String title, Samples times, Samples garbage) {
    Table table =
        new Table(title, List.of("in C", "best ns", "median ns", "bytes of Java garbage"));
    for (String name : times.names()) {
      boolean there = times.least(name) >= 0;
      table.add(
          List.of(
              name,
              there ? Table.number(times.least(name)) : "not there",
              there ? Table.number(times.median(name)) : "",
              there ? String.valueOf(Math.round(garbage.least(name))) : ""));
    }
    return table;
  }

  /**
   * Measures in this process and prints a line for each loop: how many threads do what, its name,
   * bytes of garbage per operation, and the nanoseconds per operation of each batch, with tabs
   * between.
   *
   * @param arguments how many batches, and the size of a sample in bytes
   * @throws Throwable if something fails
   */
  public static void main(String[] arguments) throws Throwable {
    new NativeComparison(library())
        .compare(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
  }

  /** Compiles the C of these comparisons, and loads it. */
  @SuppressWarnings("restricted") // the library that was compiled here
  static SymbolLookup library() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sampan-native");
    return SymbolLookup.libraryLookup(compile(folder), Arena.global());
  }

  private static Path compile(Path folder) throws IOException, InterruptedException {
    Path output = folder.resolve("libcomparison.so");
    List<String> command =
        new ArrayList<>(
            List.of("cc", "-O2", "-shared", "-fPIC", "-I" + INCLUDE, "-o", output.toString()));
    for (String name : List.of("native.c", "pools.c")) {
      Path source = folder.resolve(name);
      try (InputStream in = NativeComparison.class.getResourceAsStream(name)) {
        Files.copy(in, source);
      }
      command.add(source.toString());
    }
    // DPDK's functions are in its headers: nothing to be found by name when the program runs.
    String flags = output("pkg-config", "--silence-errors", "--cflags", "libdpdk");
    if (!flags.isEmpty()) {
      command.addAll(List.of(flags.split(" +", -1)));
      command.add("-DWITH_DPDK");
      command.add("-Wl,--no-as-needed");
      command.addAll(List.of("-lrte_eal", "-lrte_mempool", "-lrte_ring", "-lrte_mempool_ring"));
    }
    command.add("-pthread");
    command.add("-ldl");
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("the C compiler failed: " + command);
    }
    return output;
  }

  /** What a program prints; nothing if it fails or is not there. */
  private static String output(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).start();
      try (BufferedReader reader = process.inputReader()) {
        String text = reader.lines().collect(Collectors.joining(" ")).strip();
        return process.waitFor() == 0 ? text : "";
      }
    } catch (IOException notThere) {
      return "";
    }
  }

  @SuppressWarnings("restricted") // functions of that library, with their types
  private MethodHandle function(String name, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(library.find(name).orElseThrow(), type);
  }

  private Loop loop(String name) {
    MethodHandle handle =
        function(name, FunctionDescriptor.of(ValueLayout.JAVA_DOUBLE, ValueLayout.JAVA_LONG));
    return operations -> (double) handle.invokeExact(operations);
  }

  /** A function of the library that FFmpeg's Java binding has loaded into this process. */
  private static long address(String name) {
    return Loader.addressof(name).address();
  }

  private Loop downcall() {
    MethodHandle handle = function("empty", FunctionDescriptor.ofVoid());
    return operations -> {
      long start = System.nanoTime();
      for (long i = 0; i < operations; i++) {
        handle.invokeExact();
      }
      return (double) (System.nanoTime() - start) / operations;
    };
  }

  private void compare(int rounds, int size) throws Throwable {
    int code =
        (int)
            function(
                    "prepare",
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_INT))
                .invokeExact(NativeRuntime.export(), size, 64);
    if (code != 0) {
      throw new IllegalStateException("no allocator: 0x%x".formatted(code));
    }
    preparePools(size);
    Map<String, Loop> loops = new LinkedHashMap<>();
    loops.put("downcall of an empty function, for comparison", downcall());
    loops.put("Sampan: GetLength, for comparison", loop("sampan_read"));
    loops.put(POOLS.get("sampan"), loop("sampan_pool"));
    loops.put(POOLS.get("inlined"), loop(Way.ALONE.loop("inlined")));
    loops.put("Sampan: the same, release handler in C", loop("sampan_notified"));
    loops.put("Sampan: the same, SetCallback", loop("sampan_callback"));
    loops.put("Sampan: AddRef + Release", loop("sampan_reference"));
    loops.put("Sampan: AddRef + Release, inline", loop("sampan_inline_reference"));
    for (String pool : List.of("ffmpeg", "gstreamer", "c", "dpdk", "jemalloc", "mimalloc")) {
      loops.put(POOLS.get(pool), loop(Way.ALONE.loop(pool)));
    }
    measure(Way.ALONE, loops, rounds);
    for (Way way : List.of(Way.SHARED, Way.PIPELINE, Way.THREADS)) {
      loops.clear();
      POOLS.forEach((pool, name) -> loops.put(name, loop(way.loop(pool))));
      measure(way, loops, rounds);
    }
  }

  private void preparePools(int size) throws Throwable {
    Loader.load(org.bytedeco.ffmpeg.global.avutil.class);
    int code =
        (int)
            function(
                    "prepare_pools",
                    FunctionDescriptor.of(
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_INT,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG,
                        ValueLayout.JAVA_LONG))
                .invokeExact(
                    NativeRuntime.export(),
                    size,
                    address("av_buffer_pool_init"),
                    address("av_buffer_pool_get"),
                    address("av_buffer_unref"));
    if (code != 0) {
      throw new IllegalStateException("no allocator: 0x%x".formatted(code));
    }
  }

  private void measure(Way way, Map<String, Loop> loops, int rounds) throws Throwable {
    Map<String, List<String>> times = new LinkedHashMap<>();
    Map<String, Double> garbage = new LinkedHashMap<>();
    for (int round = -Math.ceilDiv(WARM_UP, way.fewer);
        round < Math.ceilDiv(rounds, way.fewer);
        round++) {
      for (Map.Entry<String, Loop> entry : loops.entrySet()) {
        long before = allocatedBytes(way);
        double time = entry.getValue().run(way.batch);
        long after = allocatedBytes(way);
        if (time < -1) {
          throw new IllegalStateException(entry.getKey() + " failed with " + way.words);
        }
        if (round >= 0) {
          times
              .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
              .add(String.format(Locale.ROOT, "%.2f", time));
          garbage.merge(entry.getKey(), (double) (after - before) / way.batch, Math::min);
        }
      }
    }
    times.forEach(
        (name, values) ->
            System.out.println(
                way + "\t" + name + "\t" + garbage.get(name) + "\t" + String.join("\t", values)));
  }

  /** By the thread that runs the loop, or by all, also those that have ended. */
  private long allocatedBytes(Way way) {
    return way == Way.ALONE
        ? threads.getThreadAllocatedBytes(Thread.currentThread().threadId())
        : threads.getTotalThreadAllocatedBytes();
  }
}
