package dev.sampan.benchmarks;

import io.netty.buffer.AdaptiveByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
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
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The same in Netty: allocate a direct buffer, write 8 bytes, release it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class NettyBenchmark {

  /**
   * What Netty is given where it is at its best: no checks and no search for leaks, its own
   * threads, caches that hold buffers of any size measured here, and chunks so large that one is
   * not unmapped whenever a buffer comes back.
   */
  static final String[] AT_ITS_BEST = {
    "--sun-misc-unsafe-memory-access=allow",
    "-Dio.netty.leakDetection.level=disabled",
    "-Dio.netty.buffer.checkBounds=false",
    "-Dio.netty.buffer.checkAccessible=false",
    "-Dio.netty.allocator.useCacheForAllThreads=true",
    "-Dio.netty.allocator.maxCachedBufferCapacity=4194304",
    "-Dio.netty.allocator.maxOrder=11",
    "-Djmh.executor=CUSTOM",
    "-Djmh.executor.class=dev.sampan.benchmarks.FastThreads"
  };

  @Param({"4096", "65536", "1048576", "3110400"})
  int size;

  @Param({"adaptive", "pooled"})
  String allocator;

  /** Says that the JVM was started with {@link #AT_ITS_BEST}. */
  @Param("false")
  boolean best;

  private ByteBufAllocator buffers;

  @Setup
  public void open() {
    buffers = allocator(allocator, best);
  }

  static ByteBufAllocator allocator(String name, boolean best) {
    if (name.equals("pooled")) {
      return PooledByteBufAllocator.DEFAULT;
    }
    return best ? new AdaptiveByteBufAllocator(true, true) : new AdaptiveByteBufAllocator();
  }

  /** Allocates, writes and releases. */
  @Benchmark
  public void buffer(Blackhole blackhole) {
    ByteBuf buffer = buffers.directBuffer(size, size);
    blackhole.consume(buffer);
    buffer.setLong(0, size);
    buffer.release();
  }
}
