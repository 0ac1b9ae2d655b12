package dev.sampan.benchmarks;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.StackTrace;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * What it costs to know who holds what: the ledger, which is always kept, a flight recording, and
 * checked mode.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LedgerOverhead {

  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);
  private static final Holder MUX = new Holder("asf muxer stream 1", Holder.Kind.MUXER_STREAM);

  private static final String EMPTY = "benchmark.Empty";
  private static final String SAME = "benchmark.Same";

  /** What the JDK asks for an event of which nothing but its times and its thread is kept. */
  @Name(EMPTY)
  @StackTrace(false)
  static final class Empty extends Event {}

  /** What the JDK asks for an event with the fields of a hold, whoever fills them in. */
  @Name(SAME)
  @StackTrace(false)
  static final class Same extends Event {
    String allocator;
    int allocatorId;
    int slot;
    long generation;
    String holder;
    boolean passedOn;
    boolean lost;
    long length;
  }

  /**
   * none: nobody records. other: a recording of other things. slow: leases and holds of 20 ms and
   * more. memory: every lease and hold, kept in memory. all: the same, to a file. checked: nobody
   * records, but checked mode is on.
   */
  @Param({"none", "other", "slow", "memory", "all", "checked"})
  String watch;

  private SampleAllocator allocator;
  private Recording present;
  private long events;

  @Setup
  public void open() {
    allocator =
        SampleAllocator.builder("benchmark pictures")
            .sampleSize(4096)
            .count(8)
            .checked(watch.equals("checked"))
            .build();
    if (watch.equals("none") || watch.equals("checked")) {
      return;
    }
    present = new Recording();
    if (watch.equals("memory")) {
      present.setToDisk(false);
    } else {
      present.setMaxSize(1 << 26);
    }
    for (var type : FlightRecorder.getFlightRecorder().getEventTypes()) {
      if (type.getName().startsWith("sampan.")) {
        present.disable(type.getName());
      }
    }
    present.enable("jdk.GarbageCollection");
    if (!watch.equals("other")) {
      Duration threshold = watch.equals("slow") ? Duration.ofMillis(20) : Duration.ZERO;
      for (String event : List.of("sampan.Lease", "sampan.Hold", EMPTY, SAME)) {
        present.enable(event).withThreshold(threshold);
      }
    }
    present.start();
  }

  @TearDown
  public void close() {
    if (present != null) {
      present.close();
    }
    allocator.close();
  }

  /** A lease and its hold: two rows of the ledger, two events. */
  @Benchmark
  public void leaseAndHold(Blackhole blackhole) {
    SampleLease lease = allocator.tryAllocate(ENCODER);
    blackhole.consume(lease);
    Sample sample = lease.publish(MUX);
    blackhole.consume(sample);
    sample.close();
  }

  /** A lease alone: one row, one event. */
  @Benchmark
  public void lease(Blackhole blackhole) {
    SampleLease lease = allocator.tryAllocate(ENCODER);
    blackhole.consume(lease);
    lease.close();
  }

  /** An event of nobody's, for comparison. */
  @Benchmark
  public void emptyEvent() {
    Empty event = new Empty();
    if (event.isEnabled()) {
      event.begin();
      event.commit();
    }
  }

  /** An event that is like a lease's or a hold's, for comparison. */
  @Benchmark
  public void sameEvent() {
    Same event = new Same();
    if (event.isEnabled()) {
      event.begin();
      event.allocator = allocator.name();
      event.allocatorId = allocator.id();
      event.slot = 1;
      event.generation = ++events;
      event.holder = "wmv2 encoder (encoder of samples)";
      event.length = 4096;
      event.commit();
    }
  }

  /** As {@link #lease} with a handle: no row of the ledger and no object, one event. */
  @Benchmark
  public long handle() throws InterruptedException {
    return SampleHandles.release(SampleHandles.allocate(allocator, Duration.ZERO));
  }
}
