package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.OutputCallbacks;
import dev.sampan.stream.ContainerOutput;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of FFmpeg's ASF muxer into what they are: the header, packets of one size, an
 * index, and the header again, when its numbers are known.
 */
final class AsfTarget implements MuxTarget, OutputCallbacks.Output {

  /** Chooses the container. */
  static final Path NAME = Path.of("writer.asf");

  /** Identifier and size, which an ASF object begins with. */
  private static final int OBJECT = 24;

  /** What the data object has before its first packet. */
  private static final int DATA_OBJECT = 50;

  /** Where the objects inside the header object begin. */
  private static final int FIRST_OBJECT = 30;

  private static final long FILE_PROPERTIES = 0x11CF_A947_8CAB_DCA1L;
  private static final int PACKET_SIZE = 96;

  /** A packet begins with a byte that says so. An index begins with its identifier. */
  private static final int PACKET_MARK = 0x80;

  private static final int TICKS_PER_MILLISECOND = 10_000;

  private final ContainerOutput output;
  private @Nullable IOException failure;

  /** What is there of a header, a packet or an index that is not complete. */
  private byte[] part = new byte[4096];

  private int length;
  private boolean inHeader = true;

  /** 0 as long as the header is not known. */
  private int headerSize;

  private int packetSize;
  private long position;
  private long end;

  AsfTarget(ContainerOutput output) {
    this.output = output;
  }

  @Override
  public Path target() {
    return NAME;
  }

  @Override
  public Path path() {
    return NAME;
  }

  @Override
  public void open(MemorySegment context) {
    OutputCallbacks.open(context, this);
  }

  @Override
  public void headerWritten(MemorySegment context) throws IOException {
    OutputCallbacks.flush(context);
    checkFailure();
  }

  @Override
  public int close(MemorySegment context) {
    return OutputCallbacks.close(context);
  }

  @Override
  public void checkFailure() throws IOException {
    IOException cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  @Override
  public long size() {
    return end;
  }

  @Override
  public boolean seek(long target) {
    if (failure != null) {
      return false;
    }
    if (target == 0 && headerSize > 0) {
      try {
        index();
      } catch (IOException e) {
        failure = e;
        return false;
      }
      inHeader = true;
    } else if (target != position) {
      failure = new FFmpegException("the muxer went to %d of %d".formatted(target, end), 0);
      return false;
    }
    position = target;
    return true;
  }

  /** Passes on what is behind the last packet, in pieces that are no larger than packets. */
  private void index() throws IOException {
    MemorySegment bytes = MemorySegment.ofArray(part).asSlice(0, length);
    int left = length;
    length = 0;
    while (left > 0) {
      int piece = Math.min(left, packetSize);
      output.unit(bytes.asSlice(bytes.byteSize() - left, piece), 0);
      left -= piece;
    }
  }

  @Override
  public boolean write(MemorySegment bytes) {
    if (failure != null) {
      return false;
    }
    try {
      long done = 0;
      while (done < bytes.byteSize()) {
        done += inHeader ? header(bytes, done) : unit(bytes, done);
      }
    } catch (IOException | RuntimeException e) {
      failure = e instanceof IOException known ? known : new IOException(e);
      return false;
    }
    position += bytes.byteSize();
    end = Math.max(end, position);
    return true;
  }

  private long header(MemorySegment bytes, long from) throws IOException {
    int needed =
        headerSize > 0 ? headerSize : length < OBJECT ? OBJECT : (int) Math.min(whole(), 1 << 28);
    long taken = take(bytes, from, needed);
    if (length == needed && needed > OBJECT) {
      if (headerSize == 0) {
        headerSize = needed;
        packetSize = packetSize();
      }
      MemorySegment header = MemorySegment.ofArray(part).asSlice(0, length);
      length = 0;
      inHeader = false;
      output.header(header);
    }
    return taken;
  }

  private ByteBuffer view() {
    return ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
  }

  private long whole() {
    return view().getLong(16) + DATA_OBJECT;
  }

  private int packetSize() throws IOException {
    ByteBuffer view = view();
    int at = FIRST_OBJECT;
    while (at + OBJECT <= length && view.getLong(at + 16) >= OBJECT) {
      if (view.getLong(at) == FILE_PROPERTIES && at + PACKET_SIZE + 4 <= length) {
        return view.getInt(at + PACKET_SIZE);
      }
      at += (int) Math.min(view.getLong(at + 16), Integer.MAX_VALUE - (long) at);
    }
    throw new FFmpegException("the muxer wrote a header without packet size", 0);
  }

  private long unit(MemorySegment bytes, long from) throws IOException {
    int first = length > 0 ? part[0] : bytes.get(ValueLayout.JAVA_BYTE, from);
    if ((first & PACKET_MARK) == 0) {
      return take(bytes, from, Integer.MAX_VALUE);
    }
    if (length == 0 && bytes.byteSize() - from >= packetSize) {
      pass(bytes.asSlice(from, packetSize));
      return packetSize;
    }
    long taken = take(bytes, from, packetSize);
    if (length == packetSize) {
      length = 0;
      pass(MemorySegment.ofArray(part).asSlice(0, packetSize));
    }
    return taken;
  }

  private void pass(MemorySegment packet) throws IOException {
    output.unit(packet, sendTime(packet) * TICKS_PER_MILLISECOND);
  }

  /** Gathers bytes until there are as many as needed. */
  private long take(MemorySegment bytes, long from, int needed) {
    int count = (int) Math.min(bytes.byteSize() - from, needed - length);
    if (length + count > part.length) {
      part = Arrays.copyOf(part, Math.max(length + count, 2 * part.length));
    }
    MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, from, part, length, count);
    length += count;
    return count;
  }

  /** When a packet is to be sent, in milliseconds: behind fields of varying size. */
  private static long sendTime(MemorySegment packet) {
    int at = 1 + (packet.get(ValueLayout.JAVA_BYTE, 0) & 0xF);
    int sizes = packet.get(ValueLayout.JAVA_BYTE, at);
    at += 2 + size(sizes >> 5) + size(sizes >> 1) + size(sizes >> 3);
    return Integer.toUnsignedLong(packet.get(ValueLayout.JAVA_INT_UNALIGNED, at));
  }

  /** How long a field is, by two bits. */
  private static int size(int code) {
    return (code & 3) == 3 ? 4 : code & 3;
  }
}
