package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** An IWMWriterSink that native code made. */
final class NativeSink implements UnitSink {

  /** The header comes twice. */
  private static final int HEADERS = 2;

  private final long object;

  /** Users in Java; the object has one native reference for all of them. */
  private final AtomicInteger users = new AtomicInteger(1);

  /** Out parameters. Calls come one at a time. */
  private final MemorySegment out = Arena.ofAuto().allocate(16, 8);

  private volatile @Nullable SampleAllocator headers;

  private NativeSink(long object) {
    this.object = object;
  }

  /** Takes a reference to an object of native code's. */
  static NativeSink of(long object) {
    NativeMethods.call(object, NativeMethods.ADD_REF);
    return new NativeSink(object);
  }

  @Override
  public long pointer() {
    return object;
  }

  @Override
  public void use() {
    users.incrementAndGet();
  }

  @Override
  public void addReference() {
    NativeMethods.call(object, NativeMethods.ADD_REF);
  }

  @Override
  public void drop() {
    if (users.decrementAndGet() == 0) {
      NativeMethods.call(object, NativeMethods.RELEASE);
    }
  }

  @Override
  public boolean isRealTime() throws IOException {
    // Not by the shared out parameters: any thread may ask, at any time.
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(ValueLayout.JAVA_INT);
      check(NativeMethods.call(object, NativeMethods.IS_REAL_TIME, answer.address()), "IsRealTime");
      return answer.get(ValueLayout.JAVA_INT, 0) != 0;
    }
  }

  @Override
  public void header(MemorySegment bytes) throws IOException {
    SampleAllocator allocator = headers;
    if (allocator == null) {
      allocator =
          SampleAllocator.builder("headers of a writer")
              .sampleSize(bytes.byteSize())
              .count(HEADERS)
              .build();
      headers = allocator;
    }
    long buffer = buffer(allocator, bytes);
    try {
      check(NativeMethods.call(object, NativeMethods.ON_HEADER, buffer), "OnHeader");
    } finally {
      NativeMethods.call(buffer, NativeMethods.RELEASE);
    }
  }

  /** Says which headers the sink has kept; null if none. */
  @Nullable String held() {
    SampleAllocator present = headers;
    return present == null ? null : AllocatorObject.held("\"" + present.name() + "\"", present);
  }

  /** A buffer with a copy of bytes, and one reference. */
  private static long buffer(SampleAllocator allocator, MemorySegment bytes) throws IOException {
    try {
      long handle = SampleHandles.allocate(allocator, Duration.ZERO);
      long size = bytes.byteSize();
      MemorySegment.copy(bytes, 0, RawMemory.ALL, SampleHandles.address(handle), size);
      SampleHandles.setLength(handle, size);
      return BufferBlocks.pointer(handle, size);
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
  }

  @Override
  public void unit(MemorySegment bytes) throws IOException {
    long size = bytes.byteSize();
    out.set(ValueLayout.JAVA_LONG, 0, 0);
    check(
        NativeMethods.call(object, NativeMethods.ALLOCATE_DATA_UNIT, (int) size, out.address()),
        "AllocateDataUnit");
    long buffer = out.get(ValueLayout.JAVA_LONG, 0);
    if (buffer == 0) {
      throw failed(Sampan.E_POINTER(), "AllocateDataUnit gave no buffer");
    }
    try {
      long room = room(buffer);
      if (room < size) {
        throw failed(
            Sampan.E_INVALIDARG(),
            "AllocateDataUnit(%d) gave a buffer of %d bytes".formatted(size, room));
      }
      check(NativeMethods.call(buffer, NativeMethods.GET_BUFFER, out.address()), "GetBuffer");
      MemorySegment.copy(
          bytes, 0, RawMemory.ALL, out.get(ValueLayout.JAVA_LONG, 0), bytes.byteSize());
      check(NativeMethods.call(buffer, NativeMethods.SET_LENGTH, (int) size), "SetLength");
      check(NativeMethods.call(object, NativeMethods.ON_DATA_UNIT, buffer), "OnDataUnit");
    } finally {
      NativeMethods.call(buffer, NativeMethods.RELEASE);
    }
  }

  private long room(long buffer) throws IOException {
    check(NativeMethods.call(buffer, NativeMethods.GET_MAX_LENGTH, out.address()), "GetMaxLength");
    return Integer.toUnsignedLong(out.get(ValueLayout.JAVA_INT, 0));
  }

  @Override
  public void end(boolean complete) throws IOException {
    SampleAllocator allocator = headers;
    headers = null;
    if (allocator != null) {
      allocator.retire();
    }
    check(NativeMethods.call(object, NativeMethods.ON_END_WRITING), "OnEndWriting");
  }

  private static void check(int code, String method) throws IOException {
    if (code < 0) {
      throw failed(code, "%s of a sink answered 0x%08x".formatted(method, code));
    }
  }

  /** A failure that native callers see by its code. */
  static IOException failed(int code, String text) {
    return new IOException(text, new BorderException(code, text));
  }
}
