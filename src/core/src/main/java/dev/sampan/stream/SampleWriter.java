package dev.sampan.stream;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Queues samples and passes them to a sink, as {@code IWMWriter} does: configure, begin, write,
 * end.
 *
 * <pre>{@code
 * try (SampleWriter writer =
 *     SampleWriter.to(sink).stream(format).allocator(allocator).build()) {
 *   writer.begin();
 *   try (SampleLease lease = writer.allocate()) {
 *     fill(lease.segment());
 *     writer.write(0, time, lease);    // hand-off; a write that throws leaves the lease here
 *   }
 *   writer.end();                      // close() without end() aborts
 * }
 * }</pre>
 *
 * <p>Each stream has a queue of its own and a thread of its own that empties it into the sink.
 * Every stream may be written by any thread. After {@link #end} the writer may begin again.
 */
public final class SampleWriter implements AutoCloseable {

  private enum State {
    CONFIGURED,
    RUNNING,
    ENDING,
    CLOSED
  }

  private final String name;
  private final Holder holder;
  private final SampleSink sink;
  private final List<StreamFormat> formats;
  private final @Nullable SampleAllocator allocator;
  private final int queueCapacity;

  /** Serialises begin, end and close; writes do not take it. */
  private final ReentrantLock lifecycle = new ReentrantLock();

  private volatile State state = State.CONFIGURED;
  private volatile @Nullable WritingRun run;
  private volatile boolean closed;

  private SampleWriter(Builder builder) {
    this.name = builder.name;
    this.holder = new Holder(builder.name, Holder.Kind.WRITER);
    this.sink = builder.sink;
    this.formats = List.copyOf(builder.formats);
    this.allocator = builder.allocator;
    this.queueCapacity = builder.queueCapacity;
  }

  /**
   * Starts to build a writer.
   *
   * @param sink where the samples go
   * @return a builder
   */
  public static Builder to(SampleSink sink) {
    return new Builder(sink);
  }

  /**
   * Begins writing: the sink begins, and samples may be allocated and written.
   *
   * @throws IOException if the sink cannot begin; the writer is as before
   * @throws IllegalStateException if it is writing already ({@code NS_E_INVALID_REQUEST} for native
   *     callers), or was closed
   */
  public void begin() throws IOException {
    lifecycle.lock();
    try {
      if (closed || state != State.CONFIGURED) {
        throw new IllegalStateException(
            closed
                ? "writer \"%s\" is closed".formatted(name)
                : "writer \"%s\" is writing already; end it first".formatted(name));
      }
      try {
        sink.begin(formats);
      } catch (Throwable t) {
        WritingRun.abortAfter(sink, t);
        throw t;
      }
      WritingRun next = new WritingRun(name, sink, formats.size(), queueCapacity);
      try {
        next.start();
      } catch (Throwable t) { // no more threads
        next.abort();
        next.awaitAborted();
        throw t;
      }
      run = next;
      state = State.RUNNING;
    } finally {
      lifecycle.unlock();
    }
  }

  /**
   * Takes a lease from the writer's allocator, waiting as long as it takes.
   *
   * @return the lease
   * @throws WriterNotRunningException outside begin … end
   * @throws IllegalStateException if the writer was built without an allocator, or it was closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public SampleLease allocate() throws InterruptedException {
    return allocatorOfRunningWriter().allocate(holder);
  }

  /**
   * Takes a lease from the writer's allocator, waiting up to a limit.
   *
   * @param limit how long to wait at most
   * @return the lease
   * @throws WriterNotRunningException outside begin … end
   * @throws dev.sampan.AllocatorExhaustedException if no sample came back in time
   * @throws IllegalStateException if the writer was built without an allocator, or it was closed
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public SampleLease allocate(Duration limit) throws InterruptedException {
    return allocatorOfRunningWriter().allocate(limit, holder);
  }

  /**
   * Hands a lease over to the writer, waiting while the stream's queue is full. If this throws, the
   * lease stays with the caller as it was.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param lease what to write
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at this sample or an earlier one
   * @throws IndexOutOfBoundsException if there is no such stream
   * @throws IllegalStateException if the lease was handed over already, or cancelled
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void write(int stream, long time, SampleLease lease)
      throws IOException, InterruptedException {
    queue(stream).put(time, () -> lease.publish(holder), Long.MAX_VALUE);
  }

  /**
   * Hands a lease over to the writer, waiting up to a limit while the stream's queue is full.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param lease what to write
   * @param limit how long to wait at most
   * @return whether the sample was taken; if not, the lease stays with the caller as it was
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at this sample or an earlier one
   * @throws IndexOutOfBoundsException if there is no such stream
   * @throws IllegalStateException if the lease was handed over already, or cancelled
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean write(int stream, long time, SampleLease lease, Duration limit)
      throws IOException, InterruptedException {
    return queue(stream).put(time, () -> lease.publish(holder), nanos(limit));
  }

  /**
   * Passes a hold on to the writer, waiting while the stream's queue is full: it is over for the
   * caller. If this throws, the hold stays with the caller as it was.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param sample what to write
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at this sample or an earlier one
   * @throws IndexOutOfBoundsException if there is no such stream
   * @throws IllegalStateException if the hold is over already
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public void write(int stream, long time, Sample sample) throws IOException, InterruptedException {
    queue(stream).put(time, () -> sample.passTo(holder), Long.MAX_VALUE);
  }

  /**
   * Passes a hold on to the writer, waiting up to a limit while the stream's queue is full.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param sample what to write
   * @param limit how long to wait at most
   * @return whether the sample was taken; if not, the hold stays with the caller as it was
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at this sample or an earlier one
   * @throws IndexOutOfBoundsException if there is no such stream
   * @throws IllegalStateException if the hold is over already
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean write(int stream, long time, Sample sample, Duration limit)
      throws IOException, InterruptedException {
    return queue(stream).put(time, () -> sample.passTo(holder), nanos(limit));
  }

  /**
   * Hands a native lease over to the writer, waiting up to a limit while the stream's queue is
   * full. Its references become holds, and the writer adds one.
   *
   * @param stream index of the stream
   * @param time presentation time in units of 100 ns
   * @param handle the lease, as {@link SampleHandles} names it
   * @param properties what travels with the writer's hold
   * @param limit how long to wait at most
   * @return whether the sample was taken; if not, it stays with the caller as it was
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at this sample or an earlier one
   * @throws IndexOutOfBoundsException if there is no such stream
   * @throws IllegalStateException as {@link SampleHandles#publish(long, Holder, SampleProperties)}
   * @throws InterruptedException if the thread is interrupted while it waits
   */
  public boolean write(
      int stream, long time, long handle, SampleProperties properties, Duration limit)
      throws IOException, InterruptedException {
    return queue(stream)
        .put(time, () -> SampleHandles.publish(handle, holder, properties), nanos(limit));
  }

  /**
   * Says that no more samples of a stream will come, before the others end. Without this call
   * {@link #end} says it for every stream.
   *
   * @param stream index of the stream
   * @throws WriterNotRunningException outside begin … end
   * @throws IndexOutOfBoundsException if there is no such stream
   */
  public void endOfStream(int stream) {
    queue(stream).finish();
  }

  /**
   * Ends writing: waits until everything queued was written, then the sink ends. The writer may
   * begin again afterwards.
   *
   * @throws WriterNotRunningException outside begin … end
   * @throws IOException if the sink failed, at any sample or at the end; the target is aborted then
   * @throws InterruptedException if the thread is interrupted while it waits; {@code end} may be
   *     called again, and {@code close} aborts
   * @throws IllegalStateException if the sink calls this, or a release handler on one of the
   *     writer's own threads, which would wait for itself
   */
  public void end() throws IOException, InterruptedException {
    WritingRun running = run;
    if (running != null && running.isOwnThread()) {
      throw new IllegalStateException(
          "writer \"%s\" cannot be ended by a thread of its own, which would wait for itself"
              .formatted(name));
    }
    lifecycle.lockInterruptibly();
    try {
      WritingRun current = run;
      if (current == null || (state != State.RUNNING && state != State.ENDING)) {
        throw notRunning();
      }
      state = State.ENDING;
      current.drain();
      state = closed ? State.CLOSED : State.CONFIGURED;
      run = null;
      current.finish();
    } finally {
      lifecycle.unlock();
    }
  }

  /**
   * Closes the writer. If it is still writing, writing is aborted: what is queued is dropped, and
   * the sink leaves nothing under its target's final name. A second call does nothing. Called by
   * the sink or a release handler on one of the writer's own threads, it does not wait for the end
   * of that.
   */
  @Override
  public void close() {
    closed = true;
    WritingRun running = run;
    if (running != null) {
      // Before the lock, which an end() that waits for a stuck sink may hold.
      running.abort();
      if (running.isOwnThread()) {
        // The sink, or a release handler: it cannot wait for itself. The last thread aborts the
        // sink.
        state = State.CLOSED;
        return;
      }
    }
    lifecycle.lock();
    try {
      WritingRun current = run;
      state = State.CLOSED;
      run = null;
      if (current != null) {
        current.abort();
        current.awaitAborted();
      }
    } finally {
      lifecycle.unlock();
    }
  }

  /** The limit in nanoseconds; 292 years and more mean for ever. */
  private static long nanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException e) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  private SampleAllocator allocatorOfRunningWriter() {
    if (state != State.RUNNING) {
      throw notRunning();
    }
    if (allocator == null) {
      throw new IllegalStateException(
          "writer \"%s\" was built without an allocator; give one to its builder".formatted(name));
    }
    return allocator;
  }

  private StreamQueue queue(int stream) {
    Objects.checkIndex(stream, formats.size());
    WritingRun current = run;
    if (current == null || state != State.RUNNING) {
      throw notRunning();
    }
    return current.queue(stream);
  }

  private WriterNotRunningException notRunning() {
    return new WriterNotRunningException(
        "writer \"%s\" is not running: it %s"
            .formatted(
                name,
                switch (state) {
                  case CONFIGURED -> "has not begun, or has ended; call begin() first";
                  case ENDING -> "is ending";
                  case CLOSED -> "is closed";
                  case RUNNING -> "is running";
                }));
  }

  /** Builds a writer. Not for use by several threads at once. */
  public static final class Builder {

    private final SampleSink sink;
    private final List<StreamFormat> formats = new ArrayList<>();
    private String name = "writer";
    private @Nullable SampleAllocator allocator;
    private int queueCapacity = 4;

    private Builder(SampleSink sink) {
      this.sink = Objects.requireNonNull(sink, "sink");
    }

    /**
     * Names the writer in messages, threads and as a holder.
     *
     * @param newName {@code "writer"} if this is not called
     * @return this builder
     */
    public Builder name(String newName) {
      this.name = newName;
      return this;
    }

    /**
     * Adds a stream. The first one has index 0. A writer to which none was added has one stream of
     * plain data.
     *
     * @param format what its samples are
     * @return this builder
     */
    public Builder stream(StreamFormat format) {
      formats.add(format);
      return this;
    }

    /**
     * Sets the allocator of {@link SampleWriter#allocate()}. The writer does not close it.
     *
     * @param newAllocator where leases come from
     * @return this builder
     */
    public Builder allocator(SampleAllocator newAllocator) {
      this.allocator = newAllocator;
      return this;
    }

    /**
     * Sets how many samples of each stream may wait for the sink before a write blocks.
     *
     * @param samples at least 1; 4 if this is not called
     * @return this builder
     * @throws IllegalArgumentException if samples is below 1
     */
    public Builder queue(int samples) {
      if (samples < 1) {
        throw new IllegalArgumentException("a queue holds at least one sample, not " + samples);
      }
      this.queueCapacity = samples;
      return this;
    }

    /**
     * Makes the writer.
     *
     * @return a writer that has not begun
     */
    public SampleWriter build() {
      if (formats.isEmpty()) {
        formats.add(new StreamFormat.Data("samples"));
      }
      return new SampleWriter(this);
    }
  }
}
