package dev.sampan.benchmarks;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.border.NativeRuntime;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures what memory takes: the time until all of it is there, what is resident, and what each
 * sample costs beside its pages. Each measurement is a process of its own; they take turns.
 */
public final class MemoryComparison {

  private static final long MIB = 1 << 20;
  private static final int PAGE = 4096;

  /** Many, so that what the JVM itself takes meanwhile is little of it. */
  private static final int SAMPLES = 65_536;

  private static final int[] POOLS = {64, 1024, SAMPLES};

  private static final List<String> SLABS =
      List.of(
          "Sampan",
          "Sampan, hugePages(true)",
          "Arena.ofShared().allocate",
          "ByteBuffer.allocateDirect, pieces of 1 MiB",
          "Netty pooled, pieces of 1 MiB, touched");

  private static final List<String> SAMPAN =
      List.of(
          "Sampan, all free",
          "Sampan, all leased, segments open",
          "Sampan, all held, segments open",
          "Sampan, all held by native code");

  private static final List<String> PEERS =
      List.of(
          "Netty pooled",
          "Netty adaptive",
          "ByteBuffer.allocateDirect",
          "Arena.ofShared() for each",
          "Arena.ofAuto() for each");

  /** What is measured must not be collected. */
  private static final List<Object> KEPT = new ArrayList<>(2 * SAMPLES);

  /** The C of these comparisons, once it is needed. */
  private static SymbolLookup library;

  private MemoryComparison() {}

  /**
   * Runs the comparison.
   *
   * @param rounds processes of each
   * @param mebibytes sizes of slabs
   * @return what to show
   * @throws Exception if something fails
   */
  static List<PerformancePage.Chart> run(int rounds, List<Integer> mebibytes) throws Exception {
    Map<String, Samples> raw = new LinkedHashMap<>();
    List<PerformancePage.Chart> charts = new ArrayList<>();
    Table table = slabs(rounds, mebibytes, raw);
    charts.add(new PerformancePage.Chart(table, mebibytes.size()));
    charts.add(new PerformancePage.Chart(resident(mebibytes, raw), 0));
    charts.add(new PerformancePage.Chart(samples(rounds, raw), 0));
    StringBuilder json = new StringBuilder("{\n");
    raw.forEach(
        (name, samples) ->
            json.append(json.length() > 2 ? ",\n" : "")
                .append("\"%s\": %s".formatted(name, samples.json())));
    Files.writeString(PerformancePage.raw("memory"), json.append("}\n"));
    return charts;
  }

  private static String size(int mebibytes) {
    return mebibytes < 1024 ? mebibytes + " MiB" : mebibytes / 1024 + " GiB";
  }

  private static Table slabs(int rounds, List<Integer> mebibytes, Map<String, Samples> raw)
      throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (int size : mebibytes) {
        if (available() < size * MIB * 3 / 2) {
          continue;
        }
        // A virtual machine's host finds memory when it is touched for the first time in a while.
        child("slab", "Arena.ofShared().allocate", size);
        for (String name : Samples.turns(SLABS, round, none -> false)) {
          String[] fields = child("slab", name, size);
          String at = size(size);
          into(raw, "time, ms, " + at).add(name, Double.parseDouble(fields[0]) / 1e6);
          into(raw, "resident, MiB, " + at).add(name, Double.parseDouble(fields[1]) / MIB);
          into(raw, "in huge pages, MiB, " + at).add(name, Double.parseDouble(fields[2]) / MIB);
        }
      }
    }
    return bySize(
        "Time until all memory is there, median ms of %d processes in turn".formatted(rounds),
        mebibytes,
        raw,
        "time, ms, ");
  }

  private static Table bySize(
      String title, List<Integer> mebibytes, Map<String, Samples> raw, String prefix) {
    List<String> header = new ArrayList<>(List.of("by"));
    mebibytes.forEach(size -> header.add(size(size)));
    Table table = new Table(title, header);
    for (String name : SLABS) {
      List<String> row = new ArrayList<>(List.of(name));
      for (int size : mebibytes) {
        row.add(cell(raw, prefix + size(size), name));
      }
      table.add(row);
    }
    return table;
  }

  private static Table resident(List<Integer> mebibytes, Map<String, Samples> raw) {
    List<String> header = new ArrayList<>(List.of("by"));
    mebibytes.forEach(size -> header.add(size(size)));
    Table table = new Table("Resident memory that came with it, MiB (in huge pages)", header);
    for (String name : SLABS) {
      List<String> row = new ArrayList<>(List.of(name));
      for (int size : mebibytes) {
        Samples resident = raw.get("resident, MiB, " + size(size));
        Samples huge = raw.get("in huge pages, MiB, " + size(size));
        row.add(
            resident == null || !resident.names().contains(name)
                ? "–"
                : "%,.0f (%,.0f)".formatted(resident.median(name), huge.median(name)));
      }
      table.add(row);
    }
    return table;
  }

  private static Table samples(int rounds, Map<String, Samples> raw) throws Exception {
    for (int round = 0; round < rounds; round++) {
      for (int slots : POOLS) {
        List<String> names = new ArrayList<>(SAMPAN);
        if (slots == SAMPLES) {
          names.addAll(PEERS);
        }
        for (String name : names) {
          String[] fields = child("samples", name, slots);
          into(raw, heap(slots)).add(name, Double.parseDouble(fields[0]) / SAMPLES);
          into(raw, outside(slots)).add(name, Double.parseDouble(fields[1]) / SAMPLES);
        }
      }
    }
    List<String> header = new ArrayList<>(List.of("by"));
    for (int slots : POOLS) {
      header.add(heap(slots));
      header.add(outside(slots));
    }
    Table table =
        new Table(
            "Bytes per sample beside its page; %d samples of a page, pools of one size in each column, median of %d processes"
                .formatted(SAMPLES, rounds),
            header);
    List<String> names = new ArrayList<>(SAMPAN);
    names.addAll(PEERS);
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      for (int slots : POOLS) {
        row.add(cell(raw, heap(slots), name));
        row.add(cell(raw, outside(slots), name));
      }
      table.add(row);
    }
    return table;
  }

  private static String heap(int slots) {
    return "Java heap, pools of %,d".formatted(slots);
  }

  private static String outside(int slots) {
    return "outside, pools of %,d".formatted(slots);
  }

  private static Samples into(Map<String, Samples> raw, String name) {
    return raw.computeIfAbsent(name, key -> new Samples());
  }

  private static String cell(Map<String, Samples> raw, String column, String name) {
    Samples samples = raw.get(column);
    if (samples == null || !samples.names().contains(name)) {
      return "–";
    }
    double median = samples.median(name);
    // A page more or less of the JVM's own is nothing.
    return Table.number(Math.abs(median) < 0.1 ? 0 : median);
  }

  private static String[] child(String what, String name, int number) throws Exception {
    List<String> options =
        List.of(
            "-Xms512m",
            "-Xmx512m",
            "-XX:+AlwaysPreTouch",
            "-XX:+UseSerialGC",
            "-XX:MaxDirectMemorySize=16g",
            "-XX:TieredStopAtLevel=1");
    return ChildJvm.run(Map.of(), options, MemoryComparison.class, List.of(what, name, number))
        .get(0)
        .split(" ", -1);
  }

  private static long available() throws IOException {
    return fromFile("/proc/meminfo", "MemAvailable:");
  }

  /** A line of such a file, in bytes. */
  private static long fromFile(String file, String name) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(name)) {
        return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
      }
    }
    throw new IOException(file + " has no " + name);
  }

  /** Exact, where VmRSS of /proc/self/status may lag behind. */
  private static long resident() throws IOException {
    return fromFile("/proc/self/smaps_rollup", "Rss:");
  }

  private static long hugePages() throws IOException {
    return fromFile("/proc/self/smaps_rollup", "AnonHugePages:");
  }

  /**
   * Measures in this process and prints a line of numbers: for a slab nanoseconds, resident bytes
   * and those of them in huge pages; for samples the bytes of live heap and the resident bytes
   * beside the samples' pages.
   *
   * @param arguments slab or samples, who, and how many mebibytes or samples per pool
   * @throws Throwable if something fails
   */
  public static void main(String[] arguments) throws Throwable {
    String name = arguments[1];
    int number = Integer.parseInt(arguments[2]);
    if (arguments[0].equals("slab")) {
      slab(name, 1); // loads the classes
      long resident = resident();
      long huge = hugePages();
      long start = System.nanoTime();
      slab(name, number);
      long nanos = System.nanoTime() - start;
      System.out.println(nanos + " " + (resident() - resident) + " " + (hugePages() - huge));
    } else {
      samples(name, 2, 2);
      long heap = liveHeap();
      long resident = resident();
      samples(name, number, SAMPLES);
      long residentAfter = resident();
      System.out.println(
          (liveHeap() - heap) + " " + (residentAfter - resident - (long) SAMPLES * PAGE));
    }
    if (KEPT.isEmpty()) {
      throw new IllegalStateException("nothing was measured");
    }
  }

  private static void slab(String name, int mebibytes) {
    switch (name) {
      case "Sampan", "Sampan, hugePages(true)" ->
          KEPT.add(
              SampleAllocator.builder("slab")
                  .sampleSize(MIB)
                  .count(mebibytes)
                  .hugePages(name.endsWith("(true)"))
                  .build());
      case "Arena.ofShared().allocate" ->
          KEPT.add(Arena.ofShared().allocate(mebibytes * MIB, PAGE)); // which sets it to zero
      case "ByteBuffer.allocateDirect, pieces of 1 MiB" -> {
        for (int i = 0; i < mebibytes; i++) {
          KEPT.add(ByteBuffer.allocateDirect((int) MIB)); // as well
        }
      }
      default -> {
        for (int i = 0; i < mebibytes; i++) {
          ByteBuf buffer = PooledByteBufAllocator.DEFAULT.directBuffer((int) MIB, (int) MIB);
          for (int at = 0; at < MIB; at += PAGE) {
            buffer.setByte(at, 0);
          }
          KEPT.add(buffer);
        }
      }
    }
  }

  private static void samples(String name, int slots, int count) throws Throwable {
    if (name.equals("Sampan, all held by native code")) {
      heldByNativeCode(slots, count);
    } else if (name.startsWith("Sampan")) {
      for (int i = 0; i < count / slots; i++) {
        SampleAllocator allocator =
            SampleAllocator.builder("pool").sampleSize(PAGE).count(slots).build();
        KEPT.add(allocator);
        for (int j = 0; j < slots && !name.endsWith("free"); j++) {
          SampleLease lease = allocator.allocate();
          lease.segment().set(ValueLayout.JAVA_LONG, 0, 1);
          if (name.startsWith("Sampan, all held")) {
            Sample sample = lease.publish();
            KEPT.add(sample);
            KEPT.add(sample.segment());
          } else {
            KEPT.add(lease);
          }
        }
      }
    } else {
      ByteBufAllocator netty =
          name.equals("Netty adaptive")
              ? new AdaptiveByteBufAllocator()
              : PooledByteBufAllocator.DEFAULT;
      for (int i = 0; i < count; i++) {
        switch (name) {
          case "ByteBuffer.allocateDirect" ->
              KEPT.add(ByteBuffer.allocateDirect(PAGE).put(0, (byte) 1));
          case "Arena.ofShared() for each" -> KEPT.add(Arena.ofShared().allocate(PAGE, PAGE));
          case "Arena.ofAuto() for each" -> KEPT.add(Arena.ofAuto().allocate(PAGE, PAGE));
          default -> KEPT.add(netty.directBuffer(PAGE, PAGE).setByte(0, 1));
        }
      }
    }
  }

  @SuppressWarnings("restricted") // the library that was compiled here
  private static void heldByNativeCode(int slots, int count) throws Throwable {
    if (library == null) {
      library = NativeComparison.library();
    }
    MethodHandle hold =
        Linker.nativeLinker()
            .downcallHandle(
                library.find("hold_samples").orElseThrow(),
                FunctionDescriptor.of(
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_LONG,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT,
                    ValueLayout.JAVA_INT));
    int code = (int) hold.invokeExact(NativeRuntime.export(), PAGE, count / slots, slots);
    if (code != 0) {
      throw new IllegalStateException("no samples: 0x%x".formatted(code));
    }
    KEPT.add(MemorySegment.NULL);
  }

  private static long liveHeap() {
    for (int i = 0; i < 3; i++) { // what the first finds to be finalised or cleaned, the next frees
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
