package dev.sampan.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** The same in Netty: allocated on one thread, released on another. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 2, jvmArgsAppend = "--sun-misc-unsafe-memory-access=allow")
public class NettyPipelineBenchmark {

  private static final int SIZE = PipelineBenchmark.SIZE;

  @Param({"adaptive", "pooled"})
  String allocator;

  /** Says that the JVM was started with {@link NettyBenchmark#AT_ITS_BEST}. */
  @Param("false")
  boolean best;

  /** Whether the memory is written and read. */
  @Param({"true", "false"})
  boolean access;

  @Param({"platform", "virtual"})
  String kind;

  @Param({"SpscAtomicArrayQueue", "ArrayBlockingQueue"})
  String queue;

  private ByteBufAllocator buffers;
  private Pipeline<ByteBuf> pipeline;

  /** What is read, so that it is. */
  private long sum;

  @Setup
  public void open() {
    buffers = NettyBenchmark.allocator(allocator, best);
    var threads =
        best ? new DefaultThreadFactory("pipeline", true) : PipelineBenchmark.threads(kind);
    pipeline =
        access
            ? new Pipeline<>(threads, PipelineBenchmark.queue(queue), this::write, this::read)
            : new Pipeline<>(
                threads,
                PipelineBenchmark.queue(queue),
                () -> buffers.directBuffer(SIZE, SIZE),
                ByteBuf::release);
  }

  private ByteBuf write() {
    return buffers.directBuffer(SIZE, SIZE).setLong(0, SIZE);
  }

  private void read(ByteBuf buffer) {
    sum += buffer.getLong(0);
    buffer.release();
  }

  @TearDown
  public void close() throws InterruptedException {
    pipeline.close();
  }

  /** Sends buffers through. */
  @Benchmark
  @OperationsPerInvocation(PipelineBenchmark.THINGS)
  public long run() throws InterruptedException {
    pipeline.run(PipelineBenchmark.THINGS);
    return sum;
  }
}
