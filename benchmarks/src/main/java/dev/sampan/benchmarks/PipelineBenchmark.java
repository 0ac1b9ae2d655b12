package dev.sampan.benchmarks;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jctools.queues.atomic.SpscAtomicArrayQueue;
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

/**
 * A sample's life across two threads: one leases, writes 8 bytes and hands over, the other reads
 * them and releases. Between them is a queue, the same for all competitors.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class PipelineBenchmark {

  static final int SIZE = 65_536;
  static final int THINGS = 50_000;

  /** Fewer than an allocator of 64 samples has, more than one of 8. */
  private static final int ROOM = 32;

  @Param({"8", "64"})
  int slots;

  /** Whether the memory is opened in Java, written and read there. */
  @Param({"true", "false"})
  boolean access;

  @Param({"platform", "virtual"})
  String kind;

  @Param({"SpscAtomicArrayQueue", "ArrayBlockingQueue"})
  String queue;

  private SampleAllocator allocator;
  private Pipeline<Sample> pipeline;

  /** What is read, so that it is. */
  private long sum;

  @Setup
  public void open() {
    allocator = SampleAllocator.builder("benchmark").sampleSize(SIZE).count(slots).build();
    pipeline =
        access
            ? new Pipeline<>(threads(kind), queue(queue), this::write, this::read)
            : new Pipeline<>(
                threads(kind), queue(queue), () -> allocator.allocate().publish(), Sample::close);
  }

  private Sample write() throws InterruptedException {
    SampleLease lease = allocator.allocate();
    lease.segment().set(ValueLayout.JAVA_LONG, 0, SIZE);
    return lease.publish();
  }

  private void read(Sample sample) {
    sum += sample.segment().get(ValueLayout.JAVA_LONG, 0);
    sample.close();
  }

  @TearDown
  public void close() throws InterruptedException {
    pipeline.close();
    allocator.close();
  }

  /** Sends samples through. */
  @Benchmark
  @OperationsPerInvocation(THINGS)
  public long run() throws InterruptedException {
    pipeline.run(THINGS);
    return sum;
  }

  static ThreadFactory threads(String kind) {
    return kind.equals("virtual")
        ? Thread.ofVirtual().factory()
        : Thread.ofPlatform().daemon().factory();
  }

  static <T> Queue<T> queue(String name) {
    return name.equals("ArrayBlockingQueue")
        ? new ArrayBlockingQueue<>(ROOM)
        : new SpscAtomicArrayQueue<>(ROOM);
  }
}
