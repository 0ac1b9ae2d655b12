package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.sampan.Sampan;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A file as a sink: what SetOutputFilename adds to a writer, and an IWMWriterSink for native
 * callers. The file is written beside its name and renamed when it is complete.
 */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the table
final class FileSinkObject extends ComObject implements UnitSink {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMWriterSink_LOW(), Sampan.IID_IWMWriterSink_HIGH()), 0);

  private static final long TABLE =
      VirtualTable.of(Sampan.IWMWriterSink_SLOTS(), MethodHandles.lookup());

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** Data units that native callers may have at once. */
  private static final int UNITS = 8;

  private static final int SMALLEST_UNIT = 1 << 12;

  private final Path target;
  private final Path partial;

  /** Guards what is below; native code is not called under it. */
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable FileChannel file;
  private long headerSize;
  private long end;
  private @Nullable SampleAllocator units;

  /** Nothing more is written: the last reference is gone, or the runtime was stopped. */
  private boolean over;

  private FileSinkObject(Path target, Path partial) {
    super(TABLE);
    this.target = target;
    this.partial = partial;
  }

  /**
   * Makes a sink with one reference.
   *
   * @param name of the file
   * @throws BorderException NS_E_FILE_OPEN_FAILED if there cannot be such a file
   */
  static FileSinkObject of(String name) {
    Path target;
    try {
      target = Path.of(name).toAbsolutePath();
    } catch (InvalidPathException e) {
      throw cannotOpen(name, String.valueOf(e.getMessage()));
    }
    Path folder = target.getParent();
    Path last = target.getFileName();
    if (name.isEmpty() || folder == null || last == null) {
      throw cannotOpen(name, "that is no name for a file");
    }
    if (!Files.isDirectory(folder)) {
      throw cannotOpen(name, "there is no folder " + folder);
    }
    if (!Files.isWritable(folder)) {
      throw cannotOpen(name, "the folder %s is not writable".formatted(folder));
    }
    if (Files.isDirectory(target)) {
      throw cannotOpen(name, "it is a folder");
    }
    FileSinkObject made =
        new FileSinkObject(
            target,
            folder.resolve(
                ".%s.part-%d-%d"
                    .formatted(last, ProcessHandle.current().pid(), COUNT.incrementAndGet())));
    made.show();
    return made;
  }

  private static BorderException cannotOpen(String name, String why) {
    return new BorderException(
        Sampan.NS_E_FILE_OPEN_FAILED(), "cannot write the file \"%s\": %s".formatted(name, why));
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  public String toString() {
    return "the sink of the file " + target;
  }

  /** The last reference is gone: what was not completed is given up. */
  @Override
  void end() {
    SampleAllocator allocator;
    lock.lock();
    try {
      over = true;
      abandon();
      allocator = units;
      units = null;
    } finally {
      lock.unlock();
    }
    if (allocator != null) {
      allocator.retire();
    }
  }

  @Override
  @Nullable String held() {
    SampleAllocator present;
    lock.lock();
    try {
      present = units;
    } finally {
      lock.unlock();
    }
    return present == null ? null : AllocatorObject.held("\"" + present.name() + "\"", present);
  }

  @Override
  public long pointer() {
    return pointer(0);
  }

  @Override
  public void use() {
    addRef();
  }

  @Override
  public void drop() {
    release();
  }

  @Override
  public void addReference() {
    addRef();
  }

  @Override
  public boolean isRealTime() {
    return false;
  }

  @Override
  public void header(MemorySegment bytes) throws IOException {
    lock.lock();
    try {
      FileChannel open = file;
      if (over) {
        throw NativeSink.failed(
            Sampan.MF_E_SHUTDOWN(), "a header for %s, which was given up".formatted(target));
      }
      if (open == null) {
        open = create();
        file = open;
        headerSize = bytes.byteSize();
        end = headerSize;
      } else if (bytes.byteSize() != headerSize) {
        throw NativeSink.failed(
            Sampan.NS_E_INVALID_DATA(),
            "a second header of %d bytes; the first has %d"
                .formatted(bytes.byteSize(), headerSize));
      }
      write(open, bytes, 0);
    } finally {
      lock.unlock();
    }
  }

  private FileChannel create() throws IOException {
    try {
      return FileChannel.open(
          partial,
          StandardOpenOption.CREATE,
          StandardOpenOption.TRUNCATE_EXISTING,
          StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw NativeSink.failed(
          Sampan.NS_E_FILE_OPEN_FAILED(), "cannot create the file %s: %s".formatted(partial, e));
    }
  }

  @Override
  public void unit(MemorySegment bytes) throws IOException {
    lock.lock();
    try {
      FileChannel open = file;
      if (open == null) {
        throw NativeSink.failed(
            Sampan.NS_E_INVALID_REQUEST(),
            "a data unit for %s before its header".formatted(target));
      }
      write(open, bytes, end);
      end += bytes.byteSize();
    } finally {
      lock.unlock();
    }
  }

  private void write(FileChannel open, MemorySegment bytes, long from) throws IOException {
    try {
      ByteBuffer left = bytes.asByteBuffer();
      long at = from;
      while (left.hasRemaining()) {
        at += open.write(left, at);
      }
    } catch (IOException e) {
      throw NativeSink.failed(
          Sampan.NS_E_FILE_WRITE(), "cannot write the file %s: %s".formatted(target, e));
    }
  }

  @Override
  public void end(boolean complete) throws IOException {
    lock.lock();
    try {
      if (!complete) {
        abandon();
        return;
      }
      FileChannel open = file;
      if (open == null) {
        throw NativeSink.failed(
            Sampan.NS_E_INVALID_REQUEST(), "the end of %s before its header".formatted(target));
      }
      file = null;
      try {
        open.close();
        rename();
      } catch (IOException e) {
        throw NativeSink.failed(
            Sampan.NS_E_FILE_WRITE(), "cannot complete the file %s: %s".formatted(target, e));
      }
    } finally {
      lock.unlock();
    }
  }

  private void rename() throws IOException {
    try {
      Files.move(
          partial, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  /** Leaves nothing. Under the lock. */
  private void abandon() {
    FileChannel open = file;
    if (open == null) {
      return;
    }
    file = null;
    try {
      open.close();
      Files.deleteIfExists(partial);
    } catch (IOException e) {
      System.getLogger("dev.sampan")
          .log(System.Logger.Level.WARNING, "could not delete " + partial, e);
    }
  }

  /** An allocator whose samples have a size, for native callers. */
  private SampleAllocator units(long size) {
    SampleAllocator old = null;
    lock.lock();
    try {
      SampleAllocator present = units;
      if (present != null && present.sampleSize() >= size) {
        return present;
      }
      SampleAllocator made =
          SampleAllocator.builder("data units of " + target.getFileName())
              .sampleSize(Math.max(size, SMALLEST_UNIT))
              .count(UNITS)
              .build();
      old = present;
      units = made;
      return made;
    } finally {
      lock.unlock();
      if (old != null) {
        old.retire();
      }
    }
  }

  private static FileSinkObject at(long self) {
    return ObjectBlocks.get(self, FileSinkObject.class);
  }

  private static int onHeader(long self, long buffer) throws IOException {
    FileSinkObject sink = at(self);
    MemorySegment bytes = NativeBuffer.bytes(buffer, "pHeader");
    if (bytes.byteSize() == 0) {
      throw new IllegalArgumentException("the header is empty");
    }
    sink.header(bytes);
    return Sampan.S_OK();
  }

  private static int isRealTime(long self, long out) {
    at(self);
    Out.check(out, "pfRealTime");
    Out.int32(out, 0);
    return Sampan.S_OK();
  }

  private static int allocateDataUnit(long self, int size, long out) throws InterruptedException {
    FileSinkObject sink = at(self);
    Out.check(out, "ppDataUnit");
    Out.pointer(out, 0);
    long bytes = Integer.toUnsignedLong(size);
    if (bytes == 0) {
      throw new IllegalArgumentException("a data unit of 0 bytes");
    }
    Out.pointer(
        out, BufferBlocks.pointer(AllocatorObject.lease(sink.units(bytes), Duration.ZERO), bytes));
    return Sampan.S_OK();
  }

  private static int onDataUnit(long self, long buffer) throws IOException {
    FileSinkObject sink = at(self);
    sink.unit(NativeBuffer.bytes(buffer, "pDataUnit"));
    return Sampan.S_OK();
  }

  private static int onEndWriting(long self) throws IOException {
    at(self).end(true);
    return Sampan.S_OK();
  }
}
