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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Reads or writes a file with Sampan's engines, fio, dd, {@link FileChannel} and {@link
 * Files#copy}, in turn: the machine may be shared, so that only what was measured side by side can
 * be compared. What is written is a new file each time, and is on the disk in the end.
 */
final class FileComparison {

  private static final long MIB = 1 << 20;
  private static final String FIO = "fio, io_uring, direct, fixed buffers";

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

  /** What is moved, in which pieces. */
  record Shape(boolean write, int blockKib, int depth) {}

  /**
   * Runs the comparison.
   *
   * @param folder on the disk that is measured
   * @param mib the file's size in MiB
   * @param rounds runs of each competitor
   * @param shapes what to measure
   * @return what to show
   * @throws Exception if something fails
   */
  static List<PerformancePage.Chart> run(Path folder, long mib, int rounds, List<Shape> shapes)
      throws Exception {
    Path file = Files.createTempFile(folder, "sampan-benchmark", ".bin");
    List<PerformancePage.Chart> charts = new ArrayList<>();
    StringBuilder json = new StringBuilder("{\n");
    try {
      for (Shape shape : shapes) {
        FileComparison comparison =
            new FileComparison(file, mib * MIB, shape.blockKib << 10, shape.depth);
        if (!shape.write && Files.size(file) != mib * MIB) {
          fill(file, mib * MIB);
        }
        String title =
            "%s %d MiB in blocks of %d KiB at depth %d"
                .formatted(shape.write ? "Writing" : "Reading", mib, shape.blockKib, shape.depth);
        Samples speeds = new Samples();
        charts.add(
            comparison.measure(
                title,
                shape.write ? comparison.writings() : comparison.readings(),
                rounds,
                speeds));
        json.append(json.length() > 2 ? ",\n" : "")
            .append("\"%s, MB/s\": %s".formatted(title, speeds.json()));
      }
    } finally {
      Files.deleteIfExists(file);
    }
    Files.writeString(PerformancePage.raw("files"), json.append("}\n"));
    return charts;
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

  private String fioCommand(String what) {
    return ("fio --name=%s --filename=%s --direct=1 --bs=%d --iodepth=%d --size=%d"
            + " --ioengine=io_uring --fixedbufs --registerfiles --thread --minimal --terse-version=3")
        .formatted(what, file, block, depth, size);
  }

  private Map<String, Work> readings() throws Exception {
    Map<String, Work> readings = new LinkedHashMap<>();
    if (exists("fio")) {
      String fio = fioCommand("read --rw=read");
      readings.put(FIO, () -> afterForgetting(() -> fio(fio)));
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
      String fio = fioCommand("write --rw=write --end_fsync=1");
      writings.put(FIO, () -> anew(() -> fio(fio)));
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

  private PerformancePage.Chart measure(
      String title, Map<String, Work> works, int rounds, Samples speeds) throws Exception {
    Samples cpu = new Samples();
    Samples cached = new Samples();
    Samples ratios = new Samples();
    double gigabytes = size / 1e9;
    for (int round = 0; round < rounds; round++) {
      Map<String, Double> taken = new HashMap<>();
      // What goes through no ring is there to be seen from afar.
      for (String each : Samples.turns(works.keySet(), round, name -> !name.contains("io_uring"))) {
        Run run = works.get(each).run();
        taken.put(each, run.seconds());
        speeds.add(each, size / 1e6 / run.seconds());
        cpu.add(each, run.cpuSeconds() / gigabytes);
        cached.add(each, run.cachedBytes() / (double) MIB);
      }
      Double fio = taken.get(FIO);
      if (fio != null) {
        taken.forEach((each, seconds) -> ratios.add(each, fio / seconds));
      }
    }
    Table table =
        new Table(
            "%s; %d rounds in turn, medians".formatted(title, rounds),
            List.of("by", "MB/s", "best", "of fio's", "CPU s per GB", "page cache, MiB"));
    for (String name : works.keySet()) {
      table.add(
          List.of(
              name,
              "%.0f".formatted(speeds.median(name)),
              "%.0f".formatted(speeds.most(name)),
              ratios.names().contains(name) ? Table.number(ratios.median(name)) : "–",
              Table.number(cpu.median(name)),
              "%.0f".formatted(cached.median(name))));
    }
    return new PerformancePage.Chart(table, 1);
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

  /** By the time that fio itself reports, which leaves its start out: a quarter of a second. */
  private Run fio(String line) throws Exception {
    Path report = Files.createTempFile("fio", ".txt");
    try {
      Run run = program(line + " --output=" + report);
      String[] fields = Files.readString(report).strip().split(";", -1);
      double millis = Double.parseDouble(fields[8]) + Double.parseDouble(fields[49]);
      return new Run(millis / 1e3, run.cpuSeconds(), run.cachedBytes());
    } finally {
      Files.delete(report);
    }
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
        SampleLease lease = allocator.allocate().setLength(Math.min(left, block));
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
