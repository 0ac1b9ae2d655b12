package dev.sampan.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.sampan.border.NativeRuntime;
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
 * Times what native code pays: Sampan through its tables, and the pools of FFmpeg and GStreamer,
 * called by C in this process, in short batches that take turns. Arguments: the number of rounds,
 * and the size of a sample. Needs a C compiler and, in the working directory, the header.
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
   * Runs the comparison and prints a table.
   *
   * @param args the number of rounds, 500 if absent, and the size of a sample in bytes, 65536 if
   *     absent
   * @throws Throwable if something fails
   */
  @SuppressWarnings("restricted") // the library that was compiled here
  public static void main(String[] args) throws Throwable {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 500;
    int size = args.length > 1 ? Integer.parseInt(args[1]) : 65_536;
    Path folder = Files.createTempDirectory("sampan-native");
    SymbolLookup library = SymbolLookup.libraryLookup(compile(folder), Arena.global());
    new NativeComparison(library).compare(rounds, size);
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
    loops.put("Sampan: AllocateBuffer + Release", loop("sampan_allocate"));
    loops.put("Sampan: the same, release handler in C", loop("sampan_notified"));
    loops.put("Sampan: the same, SetCallback", loop("sampan_callback"));
    loops.put("Sampan: AddRef + Release", loop("sampan_reference"));
    loops.put("FFmpeg: av_buffer_pool_get + unref", ffmpeg());
    loops.put("GStreamer: acquire_buffer + unref", loop("gstreamer_pool"));
    loops.put("C library: malloc + free", loop("c_library"));

    Map<String, List<Double>> times = new LinkedHashMap<>();
    Map<String, Double> garbage = new LinkedHashMap<>();
    long thread = Thread.currentThread().threadId();
    for (int round = -WARM_UP; round < rounds; round++) {
      for (Map.Entry<String, Loop> entry : loops.entrySet()) {
        long before = threads.getThreadAllocatedBytes(thread);
        double time = entry.getValue().run(BATCH);
        long after = threads.getThreadAllocatedBytes(thread);
        if (round >= 0) {
          times.computeIfAbsent(entry.getKey(), key -> new ArrayList<>()).add(time);
          garbage.merge(entry.getKey(), (double) (after - before) / BATCH, Math::min);
        }
      }
    }
    System.out.printf(
        "%d bytes, 64 samples; %d batches of %d operations in turn.%n%n", size, rounds, BATCH);
    System.out.println("| in C, on one thread | best ns | median ns | bytes of Java garbage |");
    System.out.println("|---|---:|---:|---:|");
    times.forEach((name, all) -> print(name, all, garbage.get(name)));
  }

  private static void print(String name, List<Double> all, double garbage) {
    double[] sorted = all.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    if (sorted[0] < 0) {
      System.out.printf("| %s | not there | | |%n", name);
      return;
    }
    System.out.printf(
        Locale.ROOT,
        "| %s | %.1f | %.1f | %.0f |%n",
        name,
        sorted[0],
        sorted[sorted.length / 2],
        garbage);
  }
}
