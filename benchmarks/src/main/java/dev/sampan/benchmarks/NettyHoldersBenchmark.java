package dev.sampan.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
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

/** The same in Netty, with a count for each holder, or a buffer of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class NettyHoldersBenchmark {

  @Param({"1", "4", "16"})
  int holders;

  @Param({"adaptive", "pooled"})
  String allocator;

  /** Says that the JVM was started with {@link NettyBenchmark#AT_ITS_BEST}. */
  @Param("false")
  boolean best;

  private ByteBufAllocator buffers;
  private ByteBuf[] held;

  @Setup
  public void open() {
    buffers = NettyBenchmark.allocator(allocator, best);
    held = new ByteBuf[holders];
  }

  /** One buffer for all holders. */
  @Benchmark
  public void retain(Blackhole blackhole) {
    ByteBuf first = buffers.directBuffer(65_536, 65_536);
    blackhole.consume(first);
    held[0] = first;
    for (int i = 1; i < holders; i++) {
      held[i] = first.retain();
    }
    release();
  }

  /** Each holder has a buffer with positions of its own, as a hold of Sampan's is an object. */
  @Benchmark
  public void retainedDuplicate(Blackhole blackhole) {
    ByteBuf first = buffers.directBuffer(65_536, 65_536);
    blackhole.consume(first);
    held[0] = first;
    for (int i = 1; i < holders; i++) {
      held[i] = first.retainedDuplicate();
    }
    release();
  }

  private void release() {
    for (ByteBuf buffer : held) {
      buffer.release();
    }
  }

  /** A buffer that stays. */
  @State(Scope.Thread)
  public static class Held {
    private ByteBuf buffer;

    @Setup
    public void hold(NettyHoldersBenchmark benchmark) {
      buffer = benchmark.buffers.directBuffer(65_536, 65_536);
    }
  }

  /** A further count, made and ended. */
  @Benchmark
  public void furtherCount(Held kept, Blackhole blackhole) {
    blackhole.consume(kept.buffer.retain());
    kept.buffer.release();
  }

  /** A further buffer, made and ended. */
  @Benchmark
  public void furtherDuplicate(Held kept, Blackhole blackhole) {
    ByteBuf further = kept.buffer.retainedDuplicate();
    blackhole.consume(further);
    further.release();
  }
}
