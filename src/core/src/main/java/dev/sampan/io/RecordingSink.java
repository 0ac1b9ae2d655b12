package dev.sampan.io;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.SampleProperties;
import dev.sampan.memory.PageSize;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Records samples, with their times, durations, flags, layouts and simple attributes, in a folder:
 * {@code samples.data} with their bytes and {@code samples.index} with everything else. {@link
 * Recording} reads them back.
 *
 * <p>Samples are written out of their own memory, each at a position that is aligned; nothing is
 * copied. Between a sample's end and the next multiple of the alignment the file has whatever the
 * sample's memory has there; an allocator that zeroes on return keeps that from being of interest.
 *
 * <p>The index names a sample only after its bytes are on the disk. So a recording can be read up
 * to the last {@linkplain #sync() synchronisation}, whatever happens: the process is killed, the
 * disk is full, or the power fails. For that reason {@link #abort} leaves what there is; the
 * recording says that it is not complete.
 *
 * <p>Streams may be written by different threads at the same time.
 */
public final class RecordingSink implements SampleSink {

  private final Builder settings;

  /** One at a time writes the index. */
  private final ReentrantLock syncing = new ReentrantLock();

  /** Guards what follows. */
  private final ReentrantLock lock = new ReentrantLock();

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Map<SampleLayout, Integer> layouts = new HashMap<>();
  private long position;
  private long samples;
  private long synced;
  private long syncedEnd;
  private long syncedAt;

  private volatile @Nullable Engine engine;
  private volatile @Nullable WriteBehind writes;
  private volatile @Nullable IndexFile index;
  private volatile @Nullable EngineChoice choice;

  /** What the index will say of a sample once its bytes are written. */
  private static final class Entry {
    final String lines;

    /** Where its bytes end. */
    final long end;

    boolean written;

    Entry(String lines, long end) {
      this.lines = lines;
      this.end = end;
    }
  }

  private RecordingSink(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts to describe a sink.
   *
   * @param folder where to record; it is made if it is not there
   * @return a builder
   */
  public static Builder to(Path folder) {
    return new Builder(folder);
  }

  /**
   * {@inheritDoc}
   *
   * @throws FileAlreadyExistsException if the folder has a recording that is not to be replaced
   * @throws FileSystemException if the folder cannot be made or written
   */
  @Override
  public void begin(List<StreamFormat> streams) throws IOException {
    try {
      open(streams);
    } catch (FileAlreadyExistsException e) {
      throw e;
    } catch (FileSystemException e) {
      throw Failures.opening(settings.folder, e);
    }
  }

  private void open(List<StreamFormat> streams) throws IOException {
    Path folder = settings.folder;
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new FileSystemException(
          folder.toString(), null, "it is no folder; name one, which is made if it is not there");
    }
    Files.createDirectories(folder);
    Path data = folder.resolve(Recording.DATA);
    Path list = folder.resolve(Recording.INDEX);
    if (Files.exists(list) && !settings.replace) {
      throw new FileAlreadyExistsException(
          folder.toString(), null, "it has a recording already; choose another folder");
    }
    Files.deleteIfExists(list); // first: without it there is no recording
    Files.deleteIfExists(data);
    SampleAllocator allocator = settings.allocator;
    Engine opened =
        new FileOpener(data, true, "I/O of " + data, settings.depth, settings.engine, allocator)
            .open()
            .engine();
    engine = opened;
    choice = opened.choice();
    writes = new WriteBehind(data, opened, settings.depth, allocator);
    entries.clear();
    layouts.clear();
    position = 0;
    samples = 0;
    synced = 0;
    syncedEnd = 0;
    syncedAt = System.nanoTime();
    IndexFile file = new IndexFile(list);
    index = file;
    StringBuilder header =
        new StringBuilder(
            IndexLine.of(List.of("sampan-recording", "1", Long.toString(block(opened)))));
    for (int i = 0; i < streams.size(); i++) {
      List<String> fields = new ArrayList<>(List.of("stream", Integer.toString(i)));
      fields.addAll(IndexFormats.fields(streams.get(i)));
      header.append(IndexLine.of(fields));
    }
    file.append(header.toString());
    PartialFile.syncFolder(folder);
  }

  /** Positions are multiples of this, so that the file can be read with other alignments too. */
  private static long block(Engine engine) {
    return Math.max(PageSize.bytes(), engine.choice().alignment());
  }

  @Override
  public void write(int stream, long time, Sample sample) throws IOException, InterruptedException {
    Engine open = begun(engine);
    WriteBehind behind = begun(writes);
    behind.check();
    long alignment = open.choice().alignment();
    long length = (sample.length() + alignment - 1) / alignment * alignment;
    Entry entry;
    long begin;
    lock.lock();
    try {
      begin = position;
      entry = new Entry(describe(stream, time, begin, sample), begin + length);
      entries.add(entry);
      position = (begin + length + block(open) - 1) / block(open) * block(open);
      samples++;
    } finally {
      lock.unlock();
    }
    behind.write(sample, 0, length, begin, () -> written(entry));
    if (System.nanoTime() - syncedAt() > settings.syncNanos && syncing.tryLock()) {
      try {
        syncNow();
      } finally {
        syncing.unlock();
      }
    }
  }

  /** Under the lock: the line of a sample, and before it that of its layout if it is a new one. */
  private String describe(int stream, long time, long begin, Sample sample) {
    SampleProperties properties = sample.properties();
    SampleLayout layout = properties.layout();
    String layoutLine = "";
    String layoutNumber = "-";
    if (layout != null) {
      Integer known = layouts.get(layout);
      if (known == null) {
        known = layouts.size();
        layouts.put(layout, known);
        List<String> fields = new ArrayList<>(List.of("layout", Integer.toString(known)));
        fields.addAll(IndexFormats.fields(layout));
        layoutLine = IndexLine.of(fields);
      }
      layoutNumber = known.toString();
    }
    List<String> fields =
        new ArrayList<>(
            List.of(
                "sample",
                Integer.toString(stream),
                Long.toString(begin),
                Long.toString(sample.length()),
                time == SampleProperties.NO_TIME ? "-" : Long.toString(time),
                Long.toString(properties.duration()),
                properties.keyFrame() ? "key" : "-",
                layoutNumber));
    fields.addAll(IndexFormats.fields(properties.attributes()));
    return layoutLine + IndexLine.of(fields);
  }

  private void written(Entry entry) {
    lock.lock();
    try {
      entry.written = true;
    } finally {
      lock.unlock();
    }
  }

  private long syncedAt() {
    lock.lock();
    try {
      return syncedAt;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until everything that the kernel has written so far is on the disk, and lets the index
   * say so. Happens by itself once in a while, when a sample is written. From any thread.
   *
   * @return how many samples can be read from now on, whatever happens
   * @throws IOException if the disk or the device fails; what was synchronised before stays
   * @throws IllegalStateException outside begin … end
   */
  public long sync() throws IOException {
    syncing.lock();
    try {
      return syncNow();
    } finally {
      syncing.unlock();
    }
  }

  private long syncNow() throws IOException {
    Engine open = begun(engine);
    IndexFile file = begun(index);
    StringBuilder lines = new StringBuilder();
    List<Entry> named = new ArrayList<>();
    lock.lock();
    try {
      syncedAt = System.nanoTime();
      // In their order: what is written already behind what is not waits for that.
      for (Entry entry : entries) {
        if (!entry.written) {
          break;
        }
        lines.append(entry.lines);
        named.add(entry);
      }
    } finally {
      lock.unlock();
    }
    if (!named.isEmpty()) {
      try {
        open.sync();
        file.append(lines.toString());
      } catch (IOException e) {
        throw Failures.of(settings.folder, "could not put what was recorded on the disk", e);
      }
    }
    lock.lock();
    try {
      for (Entry entry : named) {
        entries.remove();
        syncedEnd = entry.end;
      }
      synced += named.size();
      return synced;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void end() throws IOException {
    begun(writes).drain();
    sync();
    try {
      begun(index).append(IndexLine.of(List.of("end", Long.toString(samples))));
    } catch (IOException e) {
      throw Failures.of(settings.folder, "could not finish the recording", e);
    }
    free();
  }

  /** Ends a recording that is not complete. What was written is kept, and can be read. */
  @Override
  public void abort() {
    WriteBehind behind = writes;
    if (behind != null) {
      try {
        behind.await();
        rescue();
      } catch (IOException e) {
        System.getLogger("dev.sampan")
            .log(System.Logger.Level.WARNING, "the end of a recording is lost", e);
      }
    }
    free();
  }

  /**
   * Lets the index name what was written. Where no room is left, the data gives back what nobody
   * will read, and then its last samples, as many as it takes.
   */
  private void rescue() throws IOException {
    syncing.lock();
    try {
      int most = 0;
      while (true) {
        begun(engine).truncate(forget(most));
        try {
          syncNow();
          return;
        } catch (IOException e) {
          if (isNothingWritten()) {
            throw e;
          }
          most = Math.max(1, 2 * most);
        }
      }
    } finally {
      syncing.unlock();
    }
  }

  /** Forgets the samples behind the first that was not written, and so many before it. */
  private long forget(int most) {
    lock.lock();
    try {
      boolean whole = true;
      for (Iterator<Entry> each = entries.iterator(); each.hasNext(); ) {
        whole &= each.next().written;
        if (!whole) {
          each.remove();
        }
      }
      for (int i = 0; i < most; i++) {
        entries.pollLast();
      }
      Entry last = entries.peekLast();
      return last == null ? syncedEnd : last.end;
    } finally {
      lock.unlock();
    }
  }

  private boolean isNothingWritten() {
    lock.lock();
    try {
      return entries.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void free() {
    syncing.lock();
    try {
      Engine open = engine;
      if (open != null) {
        engine = null;
        open.close();
      }
      IndexFile file = index;
      if (file != null) {
        index = null;
        file.close();
      }
      writes = null;
    } finally {
      syncing.unlock();
    }
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

  /** Describes a sink. Not for use by several threads at once. */
  public static final class Builder {

    private final Path folder;
    private int depth = 4;
    private long syncNanos = 1_000_000_000;
    private boolean replace;
    private @Nullable IoEngine engine;
    private @Nullable SampleAllocator allocator;

    private Builder(Path folder) {
      this.folder = Objects.requireNonNull(folder, "folder");
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
     * Sets how often what was written is put on the disk. It happens when a sample is written and
     * the last time is so long ago.
     *
     * @param interval one second if this is not called
     * @return this builder
     * @throws IllegalArgumentException if the interval is negative
     */
    public Builder syncEvery(Duration interval) {
      if (interval.isNegative()) {
        throw new IllegalArgumentException("an interval must not be negative: " + interval);
      }
      syncNanos = interval.toNanos();
      return this;
    }

    /**
     * Says whether a recording that is in the folder is replaced.
     *
     * @param old false if this is not called: then it is refused
     * @return this builder
     */
    public Builder replace(boolean old) {
      replace = old;
      return this;
    }

    /**
     * Says where most samples will come from, so that the kernel knows their memory beforehand.
     *
     * @param source lends the samples; none is known beforehand if this is not called
     * @return this builder
     */
    public Builder allocator(SampleAllocator source) {
      allocator = Objects.requireNonNull(source, "source");
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
    public RecordingSink build() {
      return new RecordingSink(this);
    }
  }
}
