package dev.sampan.io;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.stream.SampleReader;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file or a block device into samples, past the page cache where the system can do that.
 *
 * <pre>{@code
 * try (DirectFileReader reader = DirectFileReader.of(file, allocator).depth(8).build()) {
 *   Sample sample;
 *   while ((sample = reader.read()) != null) {
 *     try (sample) {
 *       use(sample.segment());    // read-only, page-aligned, of the exact length
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>All samples but the last have the reader's {@linkplain #blockSize() block size}; together they
 * are the file as long as it was when it was opened. A file that says its length is 0, as those of
 * {@code /proc} do, is read until it ends.
 *
 * <p>While the kernel fills a sample, a holder of kind {@link Holder.Kind#KERNEL} has it. Samples
 * that were read ahead are held by the reader until they are asked for: the allocator needs as many
 * samples as its readers read ahead, together, and those that the program holds at the same time.
 *
 * <p>{@link #read()} is for one thread at a time, {@link #readAt} for any threads at any time.
 */
public final class DirectFileReader implements SampleReader {

  private final Path file;
  private final Engine engine;
  private final long size;
  private final long blockSize;
  private final ReadAhead.Target target;
  private final Holder reader;
  private final Holder kernel;
  private final ReadAhead ahead;
  private final List<StreamFormat> streams;

  private DirectFileReader(Builder builder) throws IOException {
    file = builder.file;
    reader = new Holder(file + " reader", Holder.Kind.READER);
    kernel = new Holder("kernel reading " + file, Holder.Kind.KERNEL);
    streams = List.of(new StreamFormat.Data("bytes of " + file));
    FileOpener.Opened opened =
        new FileOpener(
                file, false, "I/O of " + file, builder.depth, builder.engine, builder.allocator)
            .open();
    engine = opened.engine();
    size = opened.size();
    boolean complete = false;
    try {
      long alignment = engine.choice().alignment();
      target =
          new ReadAhead.Target(builder.allocator, engine.choice().fixedBuffers(), engine.choice());
      blockSize = blockSize(builder.blockSize, alignment);
      checkAligned("the position", builder.position);
      Blocks blocks = new Blocks(builder.position);
      ahead =
          new ReadAhead(
              file, engine, target, reader, kernel, size == 0 ? 1 : builder.depth, blocks);
      complete = true;
    } finally {
      if (!complete) {
        engine.close();
      }
    }
  }

  private long blockSize(long asked, long alignment) {
    long most = target.allocator().sampleSize();
    long chosen = asked == 0 ? most / alignment * alignment : asked;
    if (chosen == 0) {
      throw new IllegalArgumentException(
          "direct I/O of %s needs multiples of %d bytes, and samples of \"%s\" have %d: make them larger"
              .formatted(file, alignment, target.allocator().name(), most));
    }
    if (chosen > most) {
      throw new IllegalArgumentException(
          "blocks of %d bytes do not fit into samples of \"%s\", which have %d"
              .formatted(chosen, target.allocator().name(), most));
    }
    if (chosen % alignment != 0) {
      throw misaligned("the block size", chosen);
    }
    return chosen;
  }

  private void checkAligned(String what, long value) {
    if (value < 0 || value % target.alignment() != 0) {
      throw misaligned(what, value);
    }
  }

  private IllegalArgumentException misaligned(String what, long value) {
    return new IllegalArgumentException(
        "%s must be a multiple of %d for %s with %s: %d"
            .formatted(what, target.alignment(), file, engine.choice().engine(), value));
  }

  /** The blocks from a position to the end. */
  private final class Blocks implements ReadAhead.Plan {
    private long position;

    Blocks(long position) {
      this.position = position;
    }

    @Override
    public ReadAhead.@Nullable Piece next() {
      long begin = position;
      if (size > 0 && begin >= size) {
        return null;
      }
      position = begin + blockSize;
      return piece(begin, blockSize);
    }
  }

  private ReadAhead.Piece piece(long begin, long length) {
    return size == 0
        ? new ReadAhead.Piece(begin, length, true, SampleProperties.NONE)
        : new ReadAhead.Piece(begin, Math.min(length, size - begin), false, SampleProperties.NONE);
  }

  /**
   * Starts to describe a reader.
   *
   * @param file a file or a block device
   * @param allocator lends the samples that are read into
   * @return a builder
   */
  public static Builder of(Path file, SampleAllocator allocator) {
    return new Builder(file, allocator);
  }

  /**
   * Reads the next block, waiting for a free sample to put it in.
   *
   * @return the sample, which the caller closes, or null at the end of the file
   * @throws IOException if the file cannot be read, or has become shorter since it was opened; it
   *     names the file, the byte and what would help
   * @throws dev.sampan.AllocatorClosedException if the allocator was closed and nothing is read
   *     ahead
   * @throws IllegalStateException if the reader is closed
   * @throws InterruptedException if the thread is interrupted while it waits; nothing is lost, and
   *     the next call goes on
   */
  public @Nullable Sample read() throws IOException, InterruptedException {
    return ahead.next();
  }

  /** {@inheritDoc} There is one stream. */
  @Override
  public @Nullable Sample read(int stream) throws IOException, InterruptedException {
    Objects.checkIndex(stream, 1);
    return read();
  }

  /**
   * Reads at a position, independently of what {@link #read()} does.
   *
   * @param position in bytes, a multiple of the {@linkplain EngineChoice#alignment() alignment}
   * @param length how much at most: a multiple of the alignment, up to the block size
   * @return the sample, which the caller closes, shorter where the file ends; null at or after its
   *     end
   * @throws IOException as {@link #read()}
   * @throws IllegalArgumentException if position or length is misaligned or out of range
   * @throws IllegalStateException if the reader is closed
   * @throws InterruptedException if the thread is interrupted while it waits; what the kernel still
   *     reads is let go of when it is done
   */
  public @Nullable Sample readAt(long position, long length)
      throws IOException, InterruptedException {
    checkAligned("the position", position);
    checkAligned("the length", length);
    if (length == 0 || length > blockSize) {
      throw new IllegalArgumentException(
          "a length must be from 1 to the block size of %d: %d".formatted(blockSize, length));
    }
    if (size > 0 && position >= size) {
      return null;
    }
    SampleLease lease = target.allocator().allocate(kernel);
    Read read = new Read(file, piece(position, length), lease, target, reader);
    boolean done = false;
    try {
      start(read);
      read.await();
      Sample sample = read.take();
      done = true;
      return sample;
    } finally {
      if (!done) {
        read.abandon();
      }
    }
  }

  private void start(Read read) {
    boolean started = false;
    try {
      engine.start(List.of(read));
      started = true;
    } finally {
      if (!started) {
        read.cancel();
      }
    }
  }

  /**
   * Returns how long the file was when it was opened.
   *
   * @return bytes
   */
  public long size() {
    return size;
  }

  /**
   * Returns how many bytes each sample has but the last.
   *
   * @return bytes, a multiple of the alignment
   */
  public long blockSize() {
    return blockSize;
  }

  /**
   * Returns which engine reads, and why.
   *
   * @return the choice
   */
  public EngineChoice engine() {
    return engine.choice();
  }

  @Override
  public List<StreamFormat> streams() {
    return streams;
  }

  /**
   * Ends reading. Waits until the kernel is done with what is in flight, which nobody can stop; a
   * thread that is interrupted does not wait, and the samples come back by themselves. Samples that
   * were read stay valid. A second call does nothing.
   */
  @Override
  public void close() {
    ahead.refuse();
    engine.close();
    ahead.abandon();
  }

  @Override
  public String toString() {
    return "reader of " + file + ", " + engine.choice();
  }

  /** Describes a reader. Not for use by several threads at once. */
  public static final class Builder {

    private final Path file;
    private final SampleAllocator allocator;
    private int depth = 4;
    private long blockSize;
    private long position;
    private @Nullable IoEngine engine;

    private Builder(Path file, SampleAllocator allocator) {
      this.file = Objects.requireNonNull(file, "file");
      this.allocator = Objects.requireNonNull(allocator, "allocator");
    }

    /**
     * Sets how many blocks are read before they are asked for, and so how many reads are in flight.
     *
     * @param blocks from 1 to 1024; 4 if this is not called
     * @return this builder
     * @throws IllegalArgumentException if blocks is out of range
     */
    public Builder depth(int blocks) {
      depth = Depths.check(blocks);
      return this;
    }

    /**
     * Sets how many bytes each sample gets.
     *
     * @param bytes a multiple of the alignment, up to the allocator's sample size; the most that
     *     fits if this is not called
     * @return this builder
     * @throws IllegalArgumentException if bytes is below 1
     */
    public Builder blockSize(long bytes) {
      if (bytes < 1) {
        throw new IllegalArgumentException("a block needs at least one byte, not " + bytes);
      }
      blockSize = bytes;
      return this;
    }

    /**
     * Sets where to begin.
     *
     * @param bytes a multiple of the alignment; 0 if this is not called
     * @return this builder
     */
    public Builder position(long bytes) {
      position = bytes;
      return this;
    }

    /**
     * Demands an engine.
     *
     * @param demanded the only one that will do; the best that works if this is not called
     * @return this builder
     */
    public Builder engine(IoEngine demanded) {
      engine = Objects.requireNonNull(demanded, "demanded");
      return this;
    }

    /**
     * Opens the file.
     *
     * @return the reader
     * @throws java.nio.file.NoSuchFileException if there is no such file
     * @throws java.nio.file.AccessDeniedException if it may not be read
     * @throws java.nio.file.FileSystemException if it is a folder, a pipe, a socket or a character
     *     device, or if the demanded engine does not work for it; it says why
     * @throws IOException if it cannot be opened
     * @throws IllegalArgumentException if block size or position is misaligned, or samples are too
     *     small
     */
    public DirectFileReader build() throws IOException {
      return new DirectFileReader(this);
    }
  }
}
