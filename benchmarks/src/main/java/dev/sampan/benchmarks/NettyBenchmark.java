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

/** The same in Netty: allocate a direct buffer, write 8 bytes, release it. As Netty comes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 2,
    jvmArgsAppend = {
      "-Xms1g",
      "-Xmx1g",
      "--enable-native-access=ALL-UNNAMED",
      "--sun-misc-unsafe-memory-access=allow"
    })
public class NettyBenchmark {

  @Param({"4096", "65536", "1048576", "3110400"})
  int size;

  @Param({"adaptive", "pooled"})
  String allocator;

  private ByteBufAllocator buffers;

  @Setup
  public void open() {
    buffers =
        allocator.equals("adaptive")
            ? new AdaptiveByteBufAllocator()
            : PooledByteBufAllocator.DEFAULT;
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
