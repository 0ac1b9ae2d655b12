package dev.sampan.benchmarks;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
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

/** A hand-off to several holders: each has a hold of its own, and the last ends the sample. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class HoldersBenchmark {

  @Param({"1", "4", "16"})
  int holders;

  @Param({"8", "64"})
  int slots;

  private SampleAllocator allocator;
  private Sample[] samples;

  @Setup
  public void open() {
    allocator = SampleAllocator.builder("benchmark").sampleSize(65_536).count(slots).build();
    samples = new Sample[holders];
  }

  @TearDown
  public void close() {
    allocator.close();
  }

  /** Leases, hands over, retains for all holders but the first, releases for all. */
  @Benchmark
  public void retain(Blackhole blackhole) throws InterruptedException {
    Sample first = allocator.allocate().publish();
    blackhole.consume(first);
    samples[0] = first;
    for (int i = 1; i < holders; i++) {
      samples[i] = first.retain();
    }
    for (Sample sample : samples) {
      sample.close();
    }
  }
}
