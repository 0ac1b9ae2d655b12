package dev.sampan.benchmarks;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import dev.sampan.benchmarks.PerformancePage.Chart;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Twice as many threads as there are samples, so that there always is somebody who waits: Sampan
 * beside the pools that people make by hand of direct buffers. Not a benchmark of JMH, which knows
 * how long an operation takes, but not how long a thread was passed over.
 */
final class WaitingComparison {

  private static final int SLOTS = 8;
  private static final int THREADS = 16;
  private static final int SIZE = 65_536;

  /** How long a thread keeps what it got, asleep, as if a device were at work. */
  private static final long HOLD = TimeUnit.MICROSECONDS.toNanos(50);

  /** Numbers of a cache line: two threads do not write to the same. */
  private static final int LINE = 16;

  /** More lives than a thread has in a round. */
  private static final int MOST = 1 << 17;

  /** A pool whose users wait. */
  private abstract static class Pool<T> implements AutoCloseable {

    abstract T take() throws InterruptedException;

    /** Which of the pool's slots or buffers it is. */
    abstract int index(T thing);

    abstract void write(T thing);

    abstract void giveBack(T thing);

    @Override
    public void close() {}
  }

  private WaitingComparison() {}

  static List<Chart> run(boolean full) throws Exception {
    Map<String, Supplier<Pool<?>>> pools = new LinkedHashMap<>();
    pools.put("Sampan", Sampan::new);
    pools.put("ArrayBlockingQueue", () -> new BlockingQueuePool(false));
    pools.put("ArrayBlockingQueue, fair", () -> new BlockingQueuePool(true));
    pools.put("fair Semaphore and ConcurrentLinkedQueue", SemaphorePool::new);
    int rounds = Rounds.areTries() ? 1 : full ? 20 : 6;
    long time = TimeUnit.MILLISECONDS.toNanos(Rounds.areTries() ? 100 : 1000);
    List<Chart> charts = new ArrayList<>();
    StringBuilder json = new StringBuilder();
    for (String kind : new String[] {"platform", "virtual"}) {
      ThreadFactory threads = PipelineBenchmark.threads(kind);
      Samples samples = new Samples();
      // The first round warms up.
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Supplier<Pool<?>>> pool : pools.entrySet()) {
          try (Pool<?> opened = pool.getValue().get()) {
            measure(opened, threads, time, pool.getKey(), round == 0 ? new Samples() : samples);
          }
        }
      }
      charts.add(new Chart(table(kind, rounds, pools.keySet().stream().toList(), samples), 5));
      json.append(json.isEmpty() ? "{\n" : ",\n")
          .append('"')
          .append(kind)
          .append("\": ")
          .append(samples.json().strip());
    }
    Files.writeString(PerformancePage.raw("waiting"), json.append("\n}\n"));
    return charts;
  }

  private static Table table(String kind, int rounds, List<String> names, Samples samples) {
    Table table =
        new Table(
            "%d samples, %d %s threads, each keeping one for %d µs or more; %d rounds in turn, medians"
                .formatted(SLOTS, THREADS, kind, HOLD / 1000, rounds),
            List.of(
                "",
                "lives/ms",
                "mean wait µs",
                "longest wait µs",
                "longest / mean",
                "wake-up µs, median",
                "wake-up µs, 99 %"));
    for (String name : names) {
      List<String> row = new ArrayList<>(List.of(name));
      for (Figure figure : Figure.values()) {
        row.add(Table.number(samples.median(figure.of(name))));
      }
      table.add(row);
    }
    return table;
  }

  /** What is measured in each round. */
  private enum Figure {
    LIVES,
    MEAN,
    LONGEST,
    FAIRNESS,
    WAKE_UP,
    SLOW_WAKE_UP;

    String of(String pool) {
      return pool + ": " + name();
    }
  }

  private static <T> void measure(
      Pool<T> pool, ThreadFactory factory, long time, String name, Samples samples)
      throws InterruptedException {
    List<User<T>> users = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    long[] returned = new long[SLOTS * LINE];
    long start = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      User<T> user = new User<>(pool, returned, start + time);
      users.add(user);
      threads.add(factory.newThread(user));
    }
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    double millis = (System.nanoTime() - start) / 1e6;
    long lives = 0;
    long waited = 0;
    long longest = 0;
    for (User<T> user : users) {
      if (user.failure != null) {
        throw new IllegalStateException(name, user.failure);
      }
      lives += user.lives;
      waited += user.waited;
      longest = Math.max(longest, user.longest);
    }
    long[] wakeUps =
        users.stream().flatMapToLong(user -> Arrays.stream(user.wakeUps, 0, user.woken)).toArray();
    Arrays.sort(wakeUps);
    double mean = (double) waited / lives;
    samples.add(Figure.LIVES.of(name), lives / millis);
    samples.add(Figure.MEAN.of(name), mean / 1000);
    samples.add(Figure.LONGEST.of(name), longest / 1000.0);
    samples.add(Figure.FAIRNESS.of(name), longest / mean);
    samples.add(Figure.WAKE_UP.of(name), quantile(wakeUps, 0.5) / 1000.0);
    samples.add(Figure.SLOW_WAKE_UP.of(name), quantile(wakeUps, 0.99) / 1000.0);
  }

  private static double quantile(long[] sorted, double share) {
    return sorted.length == 0 ? Double.NaN : sorted[(int) ((sorted.length - 1) * share)];
  }

  /** A thread that takes, writes, keeps and gives back until the time is over. */
  private static final class User<T> implements Runnable {

    private final Pool<T> pool;
    private final long[] returned;
    private final long end;
    private final long[] wakeUps = new long[MOST];
    private int woken;
    private long lives;
    private long waited;
    private long longest;
    private Throwable failure;

    /**
     * Makes a user.
     *
     * @param returned when each slot was given back last
     * @param end when to stop
     */
    User(Pool<T> pool, long[] returned, long end) {
      this.pool = pool;
      this.returned = returned;
      this.end = end;
    }

    @Override
    public void run() {
      try {
        long asked = System.nanoTime();
        while (asked < end) {
          T thing = pool.take();
          long got = System.nanoTime();
          int index = pool.index(thing) * LINE;
          long wait = got - asked;
          waited += wait;
          longest = Math.max(longest, wait);
          // Given back while this thread was waiting: the time from there is the wake-up.
          if (returned[index] - asked > 0 && woken < MOST) {
            wakeUps[woken++] = got - returned[index];
          }
          pool.write(thing);
          LockSupport.parkNanos(HOLD);
          returned[index] = System.nanoTime();
          pool.giveBack(thing);
          lives++;
          asked = System.nanoTime();
        }
      } catch (InterruptedException | RuntimeException | Error e) {
        failure = e;
      }
    }
  }

  /** An allocator of Sampan's: lease, segment, write, hand-off, release. */
  private static final class Sampan extends Pool<SampleLease> {

    private final SampleAllocator allocator =
        SampleAllocator.builder("benchmark").sampleSize(SIZE).count(SLOTS).build();
    private final SampleHandles.Memory memory = SampleHandles.memory(allocator);

    @Override
    SampleLease take() throws InterruptedException {
      return allocator.allocate();
    }

    @Override
    int index(SampleLease lease) {
      return (int) ((lease.address() - memory.address()) / memory.stride());
    }

    @Override
    void write(SampleLease lease) {
      lease.segment().set(ValueLayout.JAVA_LONG, 0, SIZE);
    }

    @Override
    void giveBack(SampleLease lease) {
      lease.publish().close();
    }

    @Override
    public void close() {
      allocator.close();
    }
  }

  /** A direct buffer and its place. */
  private record Buffer(int index, ByteBuffer bytes) {}

  /** What both pools of buffers have in common. */
  private abstract static class BufferPool extends Pool<Buffer> {

    static Buffer buffer(int index) {
      return new Buffer(index, ByteBuffer.allocateDirect(SIZE));
    }

    @Override
    int index(Buffer buffer) {
      return buffer.index;
    }

    @Override
    void write(Buffer buffer) {
      buffer.bytes.putLong(0, SIZE);
    }
  }

  /** A blocking queue of buffers. */
  private static final class BlockingQueuePool extends BufferPool {

    private final ArrayBlockingQueue<Buffer> free;

    BlockingQueuePool(boolean fair) {
      free = new ArrayBlockingQueue<>(SLOTS, fair);
      for (int i = 0; i < SLOTS; i++) {
        free.add(buffer(i));
      }
    }

    @Override
    Buffer take() throws InterruptedException {
      return free.take();
    }

    @Override
    void giveBack(Buffer buffer) {
      free.add(buffer);
    }
  }

  /** A queue of buffers, and permits for them. */
  private static final class SemaphorePool extends BufferPool {

    private final Queue<Buffer> free = new ConcurrentLinkedQueue<>();
    private final Semaphore permits = new Semaphore(SLOTS, true);

    SemaphorePool() {
      for (int i = 0; i < SLOTS; i++) {
        free.add(buffer(i));
      }
    }

    @Override
    Buffer take() throws InterruptedException {
      permits.acquire();
      return free.remove();
    }

    @Override
    void giveBack(Buffer buffer) {
      free.add(buffer);
      permits.release();
    }
  }
}
