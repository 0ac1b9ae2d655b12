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
 * A sample's life, lease, segment, write 8 bytes, hand-off, release, with checked mode and without.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CheckedModeBenchmark {

  @Param({"4096", "65536", "3110400"})
  int size;

  @Param({"false", "true"})
  boolean checked;

  private SampleAllocator allocator;

  @Setup
  public void open() {
    allocator =
        SampleAllocator.builder("benchmark").sampleSize(size).count(8).checked(checked).build();
  }

  @TearDown
  public void close() {
    allocator.close();
  }

  @Benchmark
  public void life(Blackhole blackhole) throws InterruptedException {
    SampleLease lease = allocator.allocate();
    blackhole.consume(lease);
    lease.segment().set(ValueLayout.JAVA_LONG, 0, size);
    Sample sample = lease.publish();
    blackhole.consume(sample);
    sample.close();
  }
}
