package dev.sampan.benchmarks;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The same with what the JDK has: arenas, which lend page-aligned memory set to zero and are closed
 * or left to the collector, and direct buffers, which are left to it, too.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class ArenaBenchmark {

  private static final long PAGE = 4096;

  @Param({"4096", "65536", "1048576", "3110400"})
  int size;

  /** For one thread. */
  @Benchmark
  public void ofConfined(Blackhole blackhole) {
    try (Arena arena = Arena.ofConfined()) {
      write(arena, blackhole);
    }
  }

  /** For all threads, which have to be asked when it is closed. */
  @Benchmark
  public void ofShared(Blackhole blackhole) {
    try (Arena arena = Arena.ofShared()) {
      write(arena, blackhole);
    }
  }

  /** Closed by the collector. */
  @Benchmark
  public void ofAuto(Blackhole blackhole) {
    write(Arena.ofAuto(), blackhole);
  }

  /** Freed by the collector. */
  @Benchmark
  public void allocateDirect(Blackhole blackhole) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(size);
    blackhole.consume(buffer);
    buffer.putLong(0, size);
  }

  private void write(Arena arena, Blackhole blackhole) {
    MemorySegment segment = arena.allocate(size, PAGE);
    blackhole.consume(segment);
    segment.set(ValueLayout.JAVA_LONG, 0, size);
  }
}
