package dev.sampan.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.io.DirectFileReader;
import dev.sampan.io.DirectFileSink;
import dev.sampan.io.IoEngine;
import dev.sampan.stream.StreamFormat;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/**
 * Reads or writes a file with Sampan's engines, fio, dd, {@link FileChannel} and {@link
 * Files#copy}, in turn: the machine may be shared, so that only what was measured side by side can
 * be compared.
 *
 * <p>Arguments: a folder on the disk, the file's size in MiB, the block size in KiB, the depth, how
 * many rounds, a pattern of the names to measure, and {@code read} or {@code write}. What is
 * written is a new file each time, and is on the disk in the end.
 */
public final class FileComparison {

  private static final long MIB = 1 << 20;

  /** What one run took. */
  private record Run(double seconds, double cpuSeconds, long cachedBytes) {}

  /** Something that reads or writes the file. */
  private interface Work {
    Run run() throws Exception;
  }

  private final Path file;
  private final long size;
  private final int block;
  private final int depth;

  private FileComparison(Path file, long size, int block, int depth) {
    this.file = file;
    this.size = size;
    this.block = block;
    this.depth = depth;
  }

  /**
   * Measures and prints a table.
   *
   * @param arguments as above; none of them is needed
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(argument(arguments, 0, "."));
    long size = Long.parseLong(argument(arguments, 1, "2048")) * MIB;
    int block = Integer.parseInt(argument(arguments, 2, "1024")) << 10;
    int depth = Integer.parseInt(argument(arguments, 3, "8"));
    int rounds = Integer.parseInt(argument(arguments, 4, "5"));
    Path file = Files.createTempFile(folder, "sampan-benchmark", ".bin");
    FileComparison comparison = new FileComparison(file, size, block, depth);
    String pattern = argument(arguments, 5, ".*");
    try {
      if (argument(arguments, 6, "read").equals("write")) {
        comparison.measure("written by", comparison.writings(), rounds, pattern);
      } else {
        fill(file, size);
        comparison.measure("read by", comparison.readings(), rounds, pattern);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String argument(String[] arguments, int index, String otherwise) {
    return index < arguments.length ? arguments[index] : otherwise;
  }

  private static void fill(Path file, long size) throws IOException {
    byte[] bytes = new byte[(int) MIB];
    Random random = new Random(1);
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long i = 0; i < size / MIB; i++) {
        random.nextBytes(bytes);
        out.write(bytes);
      }
    }
  }

  private String fio(String what) {
    return ("fio --name=%s --filename=%s --direct=1 --bs=%d --iodepth=%d --size=%d"
            + " --ioengine=io_uring --fixedbufs --registerfiles --minimal")
        .formatted(what, file, block, depth, size);
  }

  private Map<String, Work> readings() throws Exception {
    Map<String, Work> readings = new LinkedHashMap<>();
    if (exists("fio")) {
      String fio = fio("read --rw=read");
      readings.put(
          "fio, io_uring, direct, fixed buffers", () -> afterForgetting(() -> program(fio)));
    }
    for (IoEngine engine : IoEngine.values()) {
      readings.put("Sampan, " + engine, () -> afterForgetting(() -> here(() -> sampan(engine))));
    }
    if (exists("dd")) {
      String dd = "dd if=%s of=/dev/null iflag=direct bs=%d".formatted(file, block);
      readings.put("dd iflag=direct", () -> afterForgetting(() -> program(dd)));
    }
    readings.put(
        "FileChannel into a direct buffer", () -> afterForgetting(() -> here(this::channel)));
    readings.put("Files.copy to nowhere", () -> afterForgetting(() -> here(this::copy)));
    return readings;
  }

  private Map<String, Work> writings() throws Exception {
    Map<String, Work> writings = new LinkedHashMap<>();
    if (exists("fio")) {
      String fio = fio("write --rw=write --end_fsync=1");
      writings.put("fio, io_uring, direct, fixed buffers", () -> anew(() -> program(fio)));
    }
    for (IoEngine engine : IoEngine.values()) {
      writings.put("Sampan, " + engine, () -> anew(() -> here(() -> sampanWrites(engine))));
    }
    if (exists("dd")) {
      String dd =
          "dd if=/dev/zero of=%s oflag=direct conv=fdatasync bs=%d count=%d"
              .formatted(file, block, size / block);
      writings.put("dd oflag=direct", () -> anew(() -> program(dd)));
    }
    writings.put("FileChannel out of a direct buffer", () -> anew(() -> here(this::channelWrites)));
    return writings;
  }

  private Run afterForgetting(Work work) throws Exception {
    forget();
    return work.run();
  }

  private Run anew(Work work) throws Exception {
    Files.deleteIfExists(file);
    return work.run();
  }

  private void measure(String heading, Map<String, Work> works, int rounds, String pattern)
      throws Exception {
    works.keySet().removeIf(name -> !name.matches(pattern));
    Map<String, List<Run>> results = new LinkedHashMap<>();
    for (int round = -1; round < rounds; round++) { // the first one is not counted
      for (Map.Entry<String, Work> each : works.entrySet()) {
        Run run = each.getValue().run();
        if (round >= 0) {
          results.computeIfAbsent(each.getKey(), name -> new ArrayList<>()).add(run);
        }
      }
    }
    System.out.printf(
        Locale.ROOT,
        "%d MiB in blocks of %d KiB at depth %d, median of %d%n%n",
        size / MIB,
        block >> 10,
        depth,
        rounds);
    System.out.println("| " + heading + " | MB/s | best | CPU s per GB | page cache, MiB |");
    System.out.println("|---|---:|---:|---:|---:|");
    results.forEach(this::print);
  }

  private void print(String name, List<Run> runs) {
    double gigabytes = size / 1e9;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.0f | %.0f | %.3f | %d |%n",
        name,
        median(runs, run -> size / 1e6 / run.seconds()),
        runs.stream().mapToDouble(run -> size / 1e6 / run.seconds()).max().orElse(0),
        median(runs, run -> run.cpuSeconds() / gigabytes),
        (long) median(runs, run -> run.cachedBytes() / (double) MIB));
  }

  private static double median(List<Run> runs, ToDoubleFunction<Run> value) {
    double[] sorted = runs.stream().mapToDouble(value).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static boolean exists(String program) throws Exception {
    return new ProcessBuilder("sh", "-c", "command -v " + program)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start()
            .waitFor()
        == 0;
  }

  /** Puts the file out of the page cache, and nothing else. */
  private void forget() throws Exception {
    shell("dd if=" + file + " iflag=nocache count=0 status=none; sync " + file);
    shell("dd if=" + file + " iflag=nocache count=0 status=none");
  }

  private static String shell(String line) throws Exception {
    Process process = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
    StringBuilder text = new StringBuilder();
    try (BufferedReader reader = process.inputReader()) {
      reader.lines().forEach(each -> text.append(each).append('\n'));
    }
    if (process.waitFor() != 0) {
      throw new IOException(line + " says: " + text);
    }
    return text.toString();
  }

  /** How much of the file is in the page cache. */
  private long cached() throws Exception {
    return Long.parseLong(shell("fincore -b -n -o RES " + file).strip());
  }

  /** Another program, with its own processor time. */
  private Run program(String line) throws Exception {
    String times = shell("TIMEFORMAT='%R %U %S'; time " + line + " >/dev/null 2>&1").strip();
    String[] numbers = times.split(" ", -1);
    return new Run(
        Double.parseDouble(numbers[0]),
        Double.parseDouble(numbers[1]) + Double.parseDouble(numbers[2]),
        cached());
  }

  private Run here(Body body) throws Exception {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    long moved = body.run();
    long nanos = System.nanoTime() - start;
    long used = system.getProcessCpuTime() - cpu;
    if (moved != size) {
      throw new IllegalStateException("moved " + moved + " of " + size + " bytes");
    }
    return new Run(nanos / 1e9, used / 1e9, cached());
  }

  private interface Body {
    long run() throws Exception;
  }

  private long sampan(IoEngine engine) throws Exception {
    long read = 0;
    try (SampleAllocator allocator =
            SampleAllocator.builder("benchmark").sampleSize(block).count(depth + 1).build();
        DirectFileReader reader =
            DirectFileReader.of(file, allocator).depth(depth).engine(engine).build()) {
      Sample sample;
      while ((sample = reader.read()) != null) {
        read += sample.length();
        sample.close();
      }
    }
    return read;
  }

  private long sampanWrites(IoEngine engine) throws Exception {
    try (SampleAllocator allocator =
        SampleAllocator.builder("benchmark").sampleSize(block).count(depth + 1).build()) {
      DirectFileSink sink =
          DirectFileSink.to(file)
              .allocator(allocator)
              .depth(depth)
              .preallocate(size)
              .engine(engine)
              .build();
      sink.begin(List.of(new StreamFormat.Data("benchmark")));
      for (long left = size; left > 0; left -= block) {
        SampleLease lease = allocator.allocate().setLength((int) Math.min(left, block));
        try (Sample sample = lease.publish()) {
          sink.write(0, 0, sample);
        }
      }
      sink.end();
      return sink.bytesWritten();
    }
  }

  private long channelWrites() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(block);
    long written = 0;
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      while (written < size) {
        buffer.clear().limit((int) Math.min(block, size - written));
        written += channel.write(buffer);
      }
      channel.force(false);
    }
    return written;
  }

  private long channel() throws IOException {
    ByteBuffer buffer = ByteBuffer.allocateDirect(block);
    long read = 0;
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      int count;
      while ((count = channel.read(buffer)) > 0) {
        read += count;
        buffer.clear();
      }
    }
    return read;
  }

  private long copy() throws IOException {
    return Files.copy(file, OutputStream.nullOutputStream());
  }
}
