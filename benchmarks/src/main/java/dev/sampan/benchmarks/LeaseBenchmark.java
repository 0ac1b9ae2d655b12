package dev.sampan.benchmarks;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
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
 * A sample's life in Sampan: lease, segment, write 8 bytes, hand-off, release. The lease escapes,
 * so that the compiler cannot remove it.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class LeaseBenchmark {

  @Param({"4096", "65536", "1048576", "3110400"})
  int size;

  @Param({"8", "64"})
  int slots;

  private SampleAllocator allocator;

  @Setup
  public void open() {
    allocator = SampleAllocator.builder("benchmark").sampleSize(size).count(slots).build();
  }

  @TearDown
  public void close() {
    allocator.close();
  }

  /** With the memory opened and written. */
  @Benchmark
  public void segment(Blackhole blackhole) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    blackhole.consume(lease);
    lease.segment().set(ValueLayout.JAVA_LONG, 0, size);
    Sample sample = lease.publish();
    blackhole.consume(sample);
    sample.close();
  }

  /** Without the memory opened in Java, as for native code that fills it. */
  @Benchmark
  public void noSegment(Blackhole blackhole) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    blackhole.consume(lease);
    Sample sample = lease.publish();
    blackhole.consume(sample);
    sample.close();
  }

  /** A lease that is cancelled. */
  @Benchmark
  public void cancel(Blackhole blackhole) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    blackhole.consume(lease);
    lease.close();
  }

  /** A further hold, made and ended. */
  @State(Scope.Thread)
  public static class Held {
    private SampleAllocator allocator;
    private Sample sample;

    @Setup
    public void hold() throws InterruptedException {
      allocator = SampleAllocator.builder("held").count(8).build();
      sample = allocator.allocate().publish();
    }

    @TearDown
    public void release() {
      sample.close();
      allocator.close();
    }
  }

  /** A further hold, made and ended. */
  @Benchmark
  public void retain(Held held, Blackhole blackhole) {
    Sample further = held.sample.retain();
    blackhole.consume(further);
    further.close();
  }
}
