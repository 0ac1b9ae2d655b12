package dev.sampan.benchmarks;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Times how long a JVM takes from its start to the first sample that has come back, and to its end:
 * with Sampan, with peers, and with nothing. Each run is a process of its own; they take turns.
 */
public final class StartComparison {

  private static final int SIZE = 65_536;
  private static final int SAMPLES = 8;

  private static final List<String> COMPETITORS =
      List.of(
          "nothing, for comparison",
          "Sampan",
          "Arena.ofShared().allocate",
          "ByteBuffer.allocateDirect",
          "Netty pooled",
          "Netty adaptive");

  private StartComparison() {}

  /**
   * Runs the comparison.
   *
   * @param rounds processes of each competitor
   * @return what to show
   * @throws Exception if something fails
   */
  static List<PerformancePage.Chart> run(int rounds) throws Exception {
    Samples first = new Samples();
    Samples own = new Samples();
    Samples whole = new Samples();
    for (int round = -1; round < rounds; round++) { // the first fills the page cache
      for (String name : COMPETITORS) {
        long start = System.nanoTime();
        List<String> lines =
            ChildJvm.run(Map.of(), List.of(), StartComparison.class, List.of(name, start));
        long end = System.nanoTime();
        String[] nanos = lines.get(0).split(" ", -1);
        if (round >= 0) {
          first.add(name, Double.parseDouble(nanos[0]) / 1e6);
          own.add(name, Double.parseDouble(nanos[1]) / 1e6);
          whole.add(name, (end - start) / 1e6);
        }
      }
    }
    Table table =
        new Table(
            "An allocator of %d samples of %d bytes, one leased, written and returned; median ms of %d processes in turn"
                .formatted(SAMPLES, SIZE, rounds),
            List.of(
                "by",
                "start to first sample back",
                "of it in main",
                "whole process",
                "whole process, best"));
    for (String name : first.names()) {
      List<String> row = new ArrayList<>(List.of(name));
      for (Samples samples : List.of(first, own, whole)) {
        row.add(Table.number(samples.median(name)));
      }
      row.add(Table.number(whole.least(name)));
      table.add(row);
    }
    Files.writeString(
        PerformancePage.raw("start"),
        "{\n\"start to first sample back, ms\": %s,\n\"of it in main, ms\": %s,\n\"whole process, ms\": %s}\n"
            .formatted(first.json(), own.json(), whole.json()));
    return List.of(new PerformancePage.Chart(table, 1));
  }

  /**
   * Uses one sample, and prints the nanoseconds since this process was asked for and since this
   * method began.
   *
   * @param arguments whose sample, and what {@link System#nanoTime} was when this process was asked
   *     for: its clock is that of the system
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    long began = System.nanoTime();
    switch (arguments[0]) {
      case "nothing, for comparison" -> {}
      case "Sampan" -> sampan();
      case "Arena.ofShared().allocate" -> arena();
      case "ByteBuffer.allocateDirect" -> direct();
      case "Netty pooled" -> netty(PooledByteBufAllocator.DEFAULT.directBuffer(SIZE));
      case "Netty adaptive" -> netty(new AdaptiveByteBufAllocator().directBuffer(SIZE));
      default -> throw new IllegalArgumentException(arguments[0]);
    }
    long now = System.nanoTime();
    System.out.println((now - Long.parseLong(arguments[1])) + " " + (now - began));
  }

  private static void sampan() throws InterruptedException {
    try (SampleAllocator allocator =
        SampleAllocator.builder("first").sampleSize(SIZE).count(SAMPLES).build()) {
      SampleLease lease = allocator.allocate();
      lease.segment().set(ValueLayout.JAVA_LONG, 0, 1);
      Sample sample = lease.publish();
      check(sample.segment().get(ValueLayout.JAVA_LONG, 0));
      sample.close();
    }
  }

  private static void arena() {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment memory = arena.allocate((long) SAMPLES * SIZE, 4096);
      memory.set(ValueLayout.JAVA_LONG, 0, 1);
      check(memory.get(ValueLayout.JAVA_LONG, 0));
    }
  }

  private static void direct() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(SAMPLES * SIZE);
    buffer.putLong(0, 1);
    check(buffer.getLong(0));
  }

  private static void netty(ByteBuf buffer) {
    buffer.setLong(0, 1);
    check(buffer.getLong(0));
    buffer.release();
  }

  private static void check(long value) {
    if (value != 1) {
      throw new IllegalStateException("read " + value);
    }
  }
}
