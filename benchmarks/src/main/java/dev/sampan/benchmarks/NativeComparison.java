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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * Times what native code pays: Sampan through its tables and inline, and the pools of FFmpeg and GStreamer,
 * called by C in the JVM's process, in short batches that take turns. Needs a C compiler and, in
 * the working directory, the headers.
 */
public final class NativeComparison {

  private static final int BATCH = 20_000;
  private static final int WARM_UP = 200;
  private static final Path INCLUDE = Path.of("bindings", "sampan", "include");

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
    Map<String, Samples> times = new LinkedHashMap<>();
    Map<String, Samples> garbage = new LinkedHashMap<>();
    for (int process = 0; process < processes; process++) {
      for (Map.Entry<String, String> option : options.entrySet()) {
        measure(
            option.getValue(),
            rounds,
            size,
            times.computeIfAbsent(option.getKey(), key -> new Samples()),
            garbage.computeIfAbsent(option.getKey(), key -> new Samples()));
      }
    }
    List<PerformancePage.Chart> charts = new ArrayList<>();
    StringBuilder json = new StringBuilder("{\n");
    for (String option : options.keySet()) {
      json.append(charts.isEmpty() ? "" : ",\n")
          .append("\"%s, ns\": %s".formatted(option, times.get(option).json()));
      charts.add(
          new PerformancePage.Chart(
              table(
                  "%s; %d bytes, 64 samples, one thread; %d processes, %d batches of %d operations in turn"
                      .formatted(option, size, processes, rounds, BATCH),
                  times.get(option),
                  garbage.get(option)),
              1));
    }
    Files.writeString(PerformancePage.raw("native"), json.append("}\n"));
    return charts;
  }

  private static void measure(String option, int rounds, int size, Samples times, Samples garbage)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                option,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                NativeComparison.class.getName(),
                String.valueOf(rounds),
                String.valueOf(size))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    if (process.waitFor() != 0) {
      throw new IOException("a process that measures native code failed: " + lines);
    }
    for (String line : lines) {
      String[] fields = line.split("\t", -1);
      garbage.add(fields[0], Double.parseDouble(fields[1]));
      for (int i = 2; i < fields.length; i++) {
        times.add(fields[0], Double.parseDouble(fields[i]));
      }
    }
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
   * Measures in this process and prints a line for each competitor: its name, bytes of garbage per
   * operation, and the nanoseconds per operation of each batch, with tabs between.
   *
   * @param arguments how many batches, and the size of a sample in bytes
   * @throws Throwable if something fails
   */
  @SuppressWarnings("restricted") // the library that was compiled here
  public static void main(String[] arguments) throws Throwable {
    Path folder = Files.createTempDirectory("sampan-native");
    SymbolLookup library = SymbolLookup.libraryLookup(compile(folder), Arena.global());
    new NativeComparison(library)
        .compare(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
  }

  private static Path compile(Path folder) throws IOException, InterruptedException {
    Path source = folder.resolve("native.c");
    Path output = folder.resolve("libcomparison.so");
    try (InputStream in = NativeComparison.class.getResourceAsStream("native.c")) {
      Files.copy(in, source);
    }
    List<String> command =
        List.of(
            "cc",
            "-O2",
            "-shared",
            "-fPIC",
            "-I" + INCLUDE,
            "-o",
            output.toString(),
            source.toString());
    int code = new ProcessBuilder(command).inheritIO().start().waitFor();
    if (code != 0) {
      throw new IOException("the C compiler failed: " + command);
    }
    return output;
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

  private Loop ffmpeg() {
    Loader.load(org.bytedeco.ffmpeg.global.avutil.class);
    MethodHandle handle =
        function(
            "ffmpeg_pool",
            FunctionDescriptor.of(
                ValueLayout.JAVA_DOUBLE,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG,
                ValueLayout.JAVA_LONG));
    long init = address("av_buffer_pool_init");
    long get = address("av_buffer_pool_get");
    long unref = address("av_buffer_unref");
    return operations -> (double) handle.invokeExact(operations, init, get, unref);
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
    Map<String, Loop> loops = new LinkedHashMap<>();
    loops.put("downcall of an empty function, for comparison", downcall());
    loops.put("Sampan: GetLength, for comparison", loop("sampan_read"));
    loops.put("Sampan: AllocateBuffer + Release", loop("sampan_pool"));
    loops.put("Sampan: the same, inline", loop("sampan_inline_pool"));
    loops.put("Sampan: the same, release handler in C", loop("sampan_notified"));
    loops.put("Sampan: the same, SetCallback", loop("sampan_callback"));
    loops.put("Sampan: AddRef + Release", loop("sampan_reference"));
    loops.put("Sampan: AddRef + Release, inline", loop("sampan_inline_reference"));
    loops.put("FFmpeg: av_buffer_pool_get + unref", ffmpeg());
    loops.put("GStreamer: acquire_buffer + unref", loop("gstreamer_pool"));
    loops.put("C library: malloc + free", loop("c_library"));

    Map<String, List<String>> times = new LinkedHashMap<>();
    Map<String, Double> garbage = new LinkedHashMap<>();
    long thread = Thread.currentThread().threadId();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Loop> entry : loops.entrySet()) {
        long before = threads.getThreadAllocatedBytes(thread);
        double time = entry.getValue().run(BATCH);
        long after = threads.getThreadAllocatedBytes(thread);
        if (round >= 0) {
          times
              .computeIfAbsent(entry.getKey(), key -> new ArrayList<>())
              .add(String.format(Locale.ROOT, "%.2f", time));
          garbage.merge(entry.getKey(), (double) (after - before) / BATCH, Math::min);
        }
      }
    }
    times.forEach(
        (name, values) ->
            System.out.println(name + "\t" + garbage.get(name) + "\t" + String.join("\t", values)));
  }
}
