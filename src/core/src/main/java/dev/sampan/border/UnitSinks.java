package dev.sampan.border;

import dev.sampan.stream.ContainerOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** All sinks of a writer's run. What is encoded once goes to each. */
final class UnitSinks implements ContainerOutput {

  private static final int NANOS_PER_TICK = 100;

  /** How many calls of sinks, of any run, are below on a thread's stack. */
  private static final ThreadLocal<int[]> DEPTH = ThreadLocal.withInitial(() -> new int[1]);

  private final List<UnitSink> sinks;
  private final boolean realTime;
  private final CountDownLatch hurry = new CountDownLatch(1);

  private volatile @Nullable Thread calling;
  private volatile long bytes;

  /** How many sinks have seen a header, and so must see an end. */
  private int begun;

  private long startNanos;
  private long startTime;
  private boolean started;

  /**
   * Asks every sink how it wants its data units.
   *
   * @param sinks at least one; the caller keeps them
   * @throws IOException if one of them does not answer
   */
  UnitSinks(List<UnitSink> sinks) throws IOException {
    this.sinks = List.copyOf(sinks);
    boolean any = false;
    for (UnitSink sink : sinks) {
      any |= sink.isRealTime();
    }
    realTime = any;
  }

  boolean isRealTime() {
    return realTime;
  }

  /** What every sink got so far. */
  long bytes() {
    return bytes;
  }

  /** Whether the calling thread is inside a sink of this run. */
  boolean isCalling() {
    return Thread.currentThread().equals(calling);
  }

  /** Whether the calling thread is inside a sink of any run. */
  static boolean isInside() {
    return DEPTH.get()[0] > 0;
  }

  private void enter() {
    calling = Thread.currentThread();
    DEPTH.get()[0]++;
  }

  private void leave() {
    calling = null;
    DEPTH.get()[0]--;
  }

  /** Waits no more for the time of a data unit. */
  void hurry() {
    hurry.countDown();
  }

  @Override
  public void header(MemorySegment header) throws IOException {
    enter();
    try {
      for (int i = 0; i < sinks.size(); i++) {
        // Before the call: a sink that fails at its header hears of the end too.
        begun = Math.max(begun, i + 1);
        sinks.get(i).header(header);
      }
    } finally {
      leave();
    }
    count(header);
  }

  @Override
  public void unit(MemorySegment unit, long sendTime) throws IOException {
    if (realTime && sendTime > 0) {
      await(sendTime);
    }
    enter();
    try {
      for (int i = 0; i < sinks.size(); i++) {
        sinks.get(i).unit(unit);
      }
    } finally {
      leave();
    }
    count(unit);
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one call at a time
  private void count(MemorySegment added) {
    bytes += added.byteSize();
  }

  /** Waits until it is time for a data unit. */
  private void await(long sendTime) throws IOException {
    if (!started) {
      started = true;
      startNanos = System.nanoTime();
      startTime = sendTime;
    }
    long due = (sendTime - startTime) * NANOS_PER_TICK;
    try {
      boolean ignored = hurry.await(startNanos + due - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      throw new IOException("interrupted while a data unit waited for its time", e);
    }
  }

  /**
   * Ends all sinks that have begun.
   *
   * @param complete whether all was written
   * @throws IOException what the first of them failed with
   */
  void end(boolean complete) throws IOException {
    IOException failure = null;
    enter();
    try {
      for (int i = 0; i < begun; i++) {
        try {
          sinks.get(i).end(complete && failure == null);
        } catch (IOException e) {
          if (failure == null) {
            failure = e;
          } else {
            failure.addSuppressed(e);
          }
        }
      }
    } finally {
      leave();
      begun = 0;
    }
    if (failure != null) {
      throw failure;
    }
  }
}
