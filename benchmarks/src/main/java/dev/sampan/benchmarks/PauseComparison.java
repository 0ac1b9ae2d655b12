package dev.sampan.benchmarks;

import com.sun.management.ThreadMXBean;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pipeline at the pace of a fast camera: one thread takes a sample every millisecond, writes into
 * each of its pages and passes it on; another reads them and gives it back. Counts the pauses of
 * the garbage collector, the garbage, and how late samples are. Each run is a process of its own;
 * they take turns, with both collectors at the same time.
 */
public final class PauseComparison {

  private static final int SIZE = 3_110_400;
  private static final int PAGE = 4096;
  private static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
  private static final long WARM_UP = TimeUnit.SECONDS.toNanos(3);

  private static final List<String> COMPETITORS =
      List.of("Sampan", "Netty pooled", "Netty adaptive", "ByteBuffer.allocateDirect");

  private static final List<String> COLLECTORS = List.of("G1", "Z");

  /** A pause in a collector's log: when it ended, and how long it was. */
  private static final Pattern PAUSE =
      Pattern.compile("\\[([0-9]+)ns\\] GC\\([0-9]+\\) (?:[a-zA-Z]: )?Pause .* ([0-9.]+)ms");

  /** What is compared. */
  private interface Source {
    /** Takes a sample and writes a value into each of its pages. */
    Object take(long value) throws InterruptedException;

    /**
     * Reads the pages and gives the sample back.
     *
     * @return the value
     */
    long giveBack(Object sample);
  }

  private PauseComparison() {}

  /**
   * Runs the comparison.
   *
   * @param seconds how long each pipeline runs
   * @return what to show
   * @throws Exception if something fails
   */
  static List<PerformancePage.Chart> run(int seconds) throws Exception {
    List<PerformancePage.Chart> charts = new ArrayList<>();
    Map<String, Samples> raw = new LinkedHashMap<>();
    for (String collector : COLLECTORS) {
      Table table =
          new Table(
              "%s, -Xmx256m, %d s at 1,000 samples/s of %,d bytes"
                  .formatted(collector.equals("Z") ? "ZGC" : collector, seconds, SIZE),
              List.of(
                  "by",
                  "pauses",
                  "longest, ms",
                  "sum, ms",
                  "garbage per sample, bytes",
                  "samples/s",
                  "median delay, ms",
                  "99.9 % delay, ms",
                  "longest delay, ms"));
      charts.add(new PerformancePage.Chart(table, table.header().size() - 1));
    }
    for (String name : COMPETITORS) {
      List<double[]> measured = measure(name, seconds);
      for (int i = 0; i < measured.size(); i++) {
        Table table = charts.get(i).table();
        List<String> row = new ArrayList<>(List.of(name));
        for (double value : measured.get(i)) {
          String column = table.header().get(row.size());
          row.add(
              column.equals("pauses") ? String.valueOf(Math.round(value)) : Table.number(value));
          raw.computeIfAbsent(COLLECTORS.get(i) + ", " + column, key -> new Samples())
              .add(name, value);
        }
        table.add(row);
      }
    }
    StringBuilder json = new StringBuilder("{\n");
    raw.forEach(
        (name, samples) ->
            json.append(json.length() > 2 ? ",\n" : "")
                .append("\"%s\": %s".formatted(name, samples.json())));
    Files.writeString(PerformancePage.raw("pauses"), json.append("}\n"));
    return charts;
  }

  /** Runs one pipeline with each collector, at the same time: each uses a tenth of a processor. */
  private static List<double[]> measure(String name, int seconds) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(COLLECTORS.size())) {
      List<Future<double[]>> runs = new ArrayList<>();
      for (String collector : COLLECTORS) {
        runs.add(threads.submit(() -> measure(collector, name, seconds)));
      }
      List<double[]> measured = new ArrayList<>();
      for (Future<double[]> run : runs) {
        measured.add(run.get());
      }
      return measured;
    }
  }

  private static double[] measure(String collector, String name, int seconds) throws Exception {
    Path log = Files.createTempFile("sampan-pauses", ".log");
    try {
      List<String> options =
          List.of(
              "-XX:+Use" + collector + "GC",
              "-Xmx256m",
              "-Xlog:gc=info,gc+phases=info:file=" + log + ":uptimenanos");
      String[] fields =
          ChildJvm.run(Map.of(), options, PauseComparison.class, List.of(name, seconds))
              .get(0)
              .split(" ", -1);
      double[] pauses = pauses(log, TimeUnit.MILLISECONDS.toNanos(Long.parseLong(fields[0])));
      double[] values = Arrays.copyOf(pauses, pauses.length + fields.length - 1);
      for (int i = 1; i < fields.length; i++) {
        values[pauses.length + i - 1] = Double.parseDouble(fields[i]);
      }
      return values;
    } finally {
      Files.delete(log);
    }
  }

  /** Number, longest and sum of the pauses since then. */
  private static double[] pauses(Path log, long since) throws IOException {
    double[] values = new double[3];
    for (String line : Files.readAllLines(log)) {
      Matcher matcher = PAUSE.matcher(line.strip());
      if (matcher.matches() && Long.parseLong(matcher.group(1)) >= since) {
        double milliseconds = Double.parseDouble(matcher.group(2));
        values[0]++;
        values[1] = Math.max(values[1], milliseconds);
        values[2] += milliseconds;
      }
    }
    return values;
  }

  /**
   * Runs a pipeline in this process and prints the JVM's milliseconds at which measuring began, the
   * bytes of garbage per sample, the samples per second, and the median, the 99.9th percentile and
   * the maximum of the delays in milliseconds.
   *
   * @param arguments whose samples, and how many seconds
   * @throws Exception if something fails
   */
  public static void main(String[] arguments) throws Exception {
    Pipeline pipeline = new Pipeline(source(arguments[0]));
    System.out.println(pipeline.run(TimeUnit.SECONDS.toNanos(Integer.parseInt(arguments[1]))));
  }

  private static Source source(String name) {
    return switch (name) {
      case "Sampan" ->
          new FromSampan(
              SampleAllocator.builder("pipeline")
                  .sampleSize(SIZE)
                  .count(2 * Pipeline.LENGTH)
                  .build());
      case "Netty pooled" -> new FromNetty(PooledByteBufAllocator.DEFAULT);
      case "Netty adaptive" -> new FromNetty(new AdaptiveByteBufAllocator());
      default -> new Direct();
    };
  }

  /** Comes after the last sample. */
  private static final class End {}

  /** One thread puts, one takes, and whoever waits is woken: without garbage of its own. */
  private static final class Pipeline {

    /** How many samples lie between the threads at most. */
    static final int LENGTH = 8;

    private final Source source;
    private final AtomicReferenceArray<Object> slots = new AtomicReferenceArray<>(LENGTH);

    private volatile boolean producerWaits;
    private volatile boolean consumerWaits;
    private volatile boolean measuring;

    /** Of the samples that were measured. Only the consumer writes them, and then it ends. */
    private long[] delays = new long[0];

    private int count;

    Pipeline(Source source) {
      this.source = source;
    }

    String run(long nanos) throws InterruptedException {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      delays = new long[(int) (nanos / PERIOD) + 1];
      Thread producer = Thread.currentThread();
      Thread consumer = new Thread(() -> consume(producer), "consumer");
      consumer.start();
      long at = produce(consumer, 0, System.nanoTime(), WARM_UP);
      measuring = true;
      long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
      long garbage = threads.getTotalThreadAllocatedBytes();
      long begin = System.nanoTime();
      at = produce(consumer, at, begin, nanos);
      put(consumer, at, new End());
      consumer.join();
      double seconds = (System.nanoTime() - begin) / 1e9;
      garbage = threads.getTotalThreadAllocatedBytes() - garbage;
      Arrays.sort(delays, 0, count);
      return uptime
          + " "
          + (double) garbage / count
          + " "
          + count / seconds
          + " "
          + delays[count / 2] / 1e6
          + " "
          + delays[(int) (count * 0.999)] / 1e6
          + " "
          + delays[count - 1] / 1e6;
    }

    /** Samples are due one after the other; who is late does not wait. */
    private long produce(Thread consumer, long from, long begin, long nanos)
        throws InterruptedException {
      long at = from;
      for (long due = begin; due - begin < nanos; due += PERIOD) {
        long now = System.nanoTime();
        if (now - begin >= nanos) {
          break;
        }
        while (now < due) {
          LockSupport.parkNanos(due - now);
          now = System.nanoTime();
        }
        put(consumer, at++, source.take(due));
      }
      return at;
    }

    private void put(Thread consumer, long at, Object sample) {
      int slot = (int) (at % LENGTH);
      while (slots.get(slot) != null) {
        producerWaits = true;
        if (slots.get(slot) != null) {
          LockSupport.park(this);
        }
      }
      slots.set(slot, sample);
      if (consumerWaits) {
        consumerWaits = false;
        LockSupport.unpark(consumer);
      }
    }

    private void consume(Thread producer) {
      for (long at = 0; ; at++) {
        int slot = (int) (at % LENGTH);
        Object sample = slots.get(slot);
        while (sample == null) {
          consumerWaits = true;
          sample = slots.get(slot);
          if (sample == null) {
            LockSupport.park(this);
            sample = slots.get(slot);
          }
        }
        slots.set(slot, null);
        if (producerWaits) {
          producerWaits = false;
          LockSupport.unpark(producer);
        }
        if (sample instanceof End) {
          return;
        }
        long due = source.giveBack(sample);
        if (measuring && count < delays.length) {
          delays[count++] = System.nanoTime() - due;
        }
      }
    }
  }

  /** Ours. */
  private static final class FromSampan implements Source {
    private final SampleAllocator allocator;

    FromSampan(SampleAllocator allocator) {
      this.allocator = allocator;
    }

    @Override
    public Object take(long value) throws InterruptedException {
      SampleLease lease = allocator.allocate();
      MemorySegment memory = lease.segment();
      for (long at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        memory.set(ValueLayout.JAVA_LONG, at, value);
      }
      return lease.publish();
    }

    @Override
    public long giveBack(Object object) {
      Sample sample = (Sample) object;
      MemorySegment memory = sample.segment();
      long value = memory.get(ValueLayout.JAVA_LONG, 0);
      for (long at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        check(value, memory.get(ValueLayout.JAVA_LONG, at));
      }
      sample.close();
      return value;
    }
  }

  /** Netty's. */
  private static final class FromNetty implements Source {
    private final ByteBufAllocator allocator;

    FromNetty(ByteBufAllocator allocator) {
      this.allocator = allocator;
    }

    @Override
    public Object take(long value) {
      ByteBuf buffer = allocator.directBuffer(SIZE, SIZE);
      for (int at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        buffer.setLong(at, value);
      }
      return buffer;
    }

    @Override
    public long giveBack(Object object) {
      ByteBuf buffer = (ByteBuf) object;
      long value = buffer.getLong(0);
      for (int at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        check(value, buffer.getLong(at));
      }
      buffer.release();
      return value;
    }
  }

  /** A new buffer for each sample, left to the garbage collector. */
  private static final class Direct implements Source {

    @Override
    public Object take(long value) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(SIZE).order(ByteOrder.nativeOrder());
      for (int at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        buffer.putLong(at, value);
      }
      return buffer;
    }

    @Override
    public long giveBack(Object object) {
      ByteBuffer buffer = (ByteBuffer) object;
      buffer.order(ByteOrder.nativeOrder());
      long value = buffer.getLong(0);
      for (int at = 0; at <= SIZE - Long.BYTES; at += PAGE) {
        check(value, buffer.getLong(at));
      }
      return value;
    }
  }

  private static void check(long expected, long value) {
    if (value != expected) {
      throw new IllegalStateException(expected + " was written, " + value + " read");
    }
  }
}
