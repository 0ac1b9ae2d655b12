package dev.sampan.io;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Writes the samples of one stream to a file or a block device, one behind the other, past the page
 * cache where the system can do that.
 *
 * <p>A file is written beside its name and takes the name when all of it is on the disk, so that
 * what has the name is complete. A block device is written where it is.
 *
 * <p>Samples whose lengths are multiples of the {@linkplain EngineChoice#alignment() alignment} are
 * written out of their own memory; while the kernel does so, a holder of kind {@link
 * dev.sampan.Holder.Kind#KERNEL} has them. From the first other length on bytes must move to be
 * aligned again, and are copied: {@link #bytesCopied()} says how many. Only the last sample may
 * have any length without that costing more than its last bytes. {@link RecordingSink} keeps every
 * sample aligned.
 *
 * <p>{@link #write} returns when a write was started, not when it has ended; a failure is thrown by
 * the next call. When {@link #end} has returned, everything is on the disk.
 */
public final class DirectFileSink implements SampleSink {

  private final Builder settings;

  private @Nullable PartialFile partial;
  private @Nullable Engine engine;
  private @Nullable WriteBehind writes;
  private @Nullable Staging staging;
  private long position;
  private volatile @Nullable EngineChoice choice;
  private final AtomicLong bytesWritten = new AtomicLong();
  private final AtomicLong bytesCopied = new AtomicLong();

  private DirectFileSink(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts to describe a sink.
   *
   * @param target the file or block device to write; a file that is there is replaced in the end
   * @return a builder
   */
  public static Builder to(Path target) {
    return new Builder(target);
  }

  /**
   * {@inheritDoc}
   *
   * @throws java.nio.file.FileSystemException if the target is a folder, a pipe, a socket or a
   *     character device, if its folder is missing or may not be written, or if the demanded engine
   *     does not work for it
   * @throws IllegalArgumentException if there is more than one stream
   */
  @Override
  public void begin(List<StreamFormat> streams) throws IOException {
    if (streams.size() != 1) {
      throw new IllegalArgumentException(
          "%s takes one stream and not %d; a recording takes more"
              .formatted(settings.target, streams.size()));
    }
    boolean device = Files.exists(settings.target) && FileOpener.isBlockDevice(settings.target);
    PartialFile beside = device ? null : new PartialFile(settings.target);
    if (beside != null && Files.exists(settings.target)) {
      FileOpener.checkKind(settings.target); // or a pipe would be replaced by a file
    }
    partial = beside;
    position = 0;
    bytesWritten.set(0);
    bytesCopied.set(0);
    Path file = beside == null ? settings.target : beside.path();
    SampleAllocator allocator = settings.allocator;
    Engine opened;
    try {
      opened =
          new FileOpener(
                  file,
                  true,
                  "I/O of " + settings.target,
                  settings.depth,
                  settings.engine,
                  allocator)
              .open()
              .engine();
    } catch (FileSystemException e) {
      throw Failures.opening(settings.target, e);
    }
    engine = opened;
    choice = opened.choice();
    writes = new WriteBehind(settings.target, opened, settings.depth, allocator);
    if (settings.preallocate > 0) {
      try {
        opened.preallocate(settings.preallocate);
      } catch (IOException e) {
        throw Failures.of(
            settings.target, "could not reserve %d bytes".formatted(settings.preallocate), e);
      }
    }
  }

  @Override
  public void write(int stream, long time, Sample sample) throws IOException, InterruptedException {
    WriteBehind behind = begun(writes);
    behind.check();
    long alignment = begun(engine).choice().alignment();
    long length = sample.length();
    Staging moved = staging;
    long direct = moved == null ? length / alignment * alignment : 0;
    if (direct > 0) {
      behind.write(sample, 0, direct, position, () -> {});
      position += direct;
    }
    if (direct < length) {
      if (moved == null) {
        moved = new Staging(settings.target, behind, position);
        staging = moved;
      }
      bytesCopied.addAndGet(length - direct);
      moved.append(sample.segment().asSlice(direct));
    }
    bytesWritten.addAndGet(length);
  }

  @Override
  public void end() throws IOException {
    Engine open = begun(engine);
    WriteBehind behind = begun(writes);
    Staging moved = staging;
    if (moved != null) {
      moved.finish(open.choice().alignment(), this::writeRest);
    }
    behind.drain();
    try {
      if (settings.preallocate > 0 && partial != null) {
        open.truncate(bytesWritten.get()); // gives back what was reserved and not used
      }
      open.sync();
    } catch (IOException e) {
      throw Failures.of(settings.target, "could not finish the file", e);
    }
    free();
    if (partial != null) {
      partial.complete();
      partial = null;
    }
  }

  /** Writes what is no whole block at the end of the file, where only the page cache takes it. */
  private void writeRest(Sample sample, long offset, long length, long at)
      throws IOException, InterruptedException {
    // First what is in flight: the cache takes a page as a whole from the disk, and later puts it
    // back there, with what the disk had before the blocks in front of the rest were written.
    begun(writes).drain();
    Path file = partial == null ? settings.target : partial.path();
    Engine plain =
        new FileOpener(file, true, "I/O of " + file, 1, IoEngine.BUFFERED, null).open().engine();
    try {
      WriteBehind rest = new WriteBehind(settings.target, plain, 1, null);
      rest.write(sample, offset, length, at, () -> {});
      rest.drain();
    } finally {
      plain.close();
    }
  }

  @Override
  public void abort() {
    free();
    PartialFile beside = partial;
    if (beside != null) {
      partial = null;
      beside.delete();
    }
  }

  /** Closes the file after what is in flight, and lets go of the samples. */
  private void free() {
    Engine open = engine;
    if (open != null) {
      engine = null;
      open.close();
    }
    Staging moved = staging;
    if (moved != null) {
      staging = null;
      moved.close();
    }
    writes = null;
  }

  private static <T> T begun(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the sink has not begun, or has ended");
    }
    return part;
  }

  /**
   * Returns which engine writes, and why.
   *
   * @return the choice of the last {@link #begin}
   * @throws IllegalStateException if the sink has never begun
   */
  public EngineChoice engine() {
    return begun(choice);
  }

  /**
   * Returns how many bytes of samples were taken since {@link #begin}.
   *
   * @return bytes; on the disk when {@link #end} has returned
   */
  public long bytesWritten() {
    return bytesWritten.get();
  }

  /**
   * Returns how many of these bytes were copied to be aligned.
   *
   * @return bytes
   */
  public long bytesCopied() {
    return bytesCopied.get();
  }

  /** Describes a sink. Not for use by several threads at once. */
  public static final class Builder {

    private final Path target;
    private int depth = 4;
    private long preallocate;
    private @Nullable IoEngine engine;
    private @Nullable SampleAllocator allocator;

    private Builder(Path target) {
      this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Sets how many writes may be in flight, and so how many samples the kernel may hold.
     *
     * @param writes from 1 to 1024; 4 if this is not called
     * @return this builder
     * @throws IllegalArgumentException if writes is out of range
     */
    public Builder depth(int writes) {
      depth = Depths.check(writes);
      return this;
    }

    /**
     * Says where most samples will come from, so that the kernel knows their memory beforehand.
     * Samples of other allocators may be written too.
     *
     * @param source lends the samples; none is known beforehand if this is not called
     * @return this builder
     */
    public Builder allocator(SampleAllocator source) {
      allocator = Objects.requireNonNull(source, "source");
      return this;
    }

    /**
     * Reserves space, so that a full disk is known at the beginning and the file lies in one place.
     * What is not used is given back. With the JDK's channels, which cannot reserve, this does
     * nothing.
     *
     * @param bytes how much; nothing is reserved if this is not called
     * @return this builder
     * @throws IllegalArgumentException if bytes is negative
     */
    public Builder preallocate(long bytes) {
      if (bytes < 0) {
        throw new IllegalArgumentException("cannot reserve " + bytes + " bytes");
      }
      preallocate = bytes;
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
     * Completes the description. Nothing is opened yet.
     *
     * @return the sink
     */
    public DirectFileSink build() {
      return new DirectFileSink(this);
    }
  }
}
