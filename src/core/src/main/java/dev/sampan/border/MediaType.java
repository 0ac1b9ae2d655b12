package dev.sampan.border;

import dev.sampan.bindings.sampan.BITMAPINFOHEADER;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.VIDEOINFOHEADER;
import dev.sampan.bindings.sampan.WAVEFORMATEX;
import dev.sampan.bindings.sampan.WM_MEDIA_TYPE;
import dev.sampan.memory.RawMemory;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** What samples are, as a WM_MEDIA_TYPE and its format block say it. Does not change. */
final class MediaType {

  /** More is no format block. */
  private static final int LARGEST_BLOCK = 1 << 20;

  private static final long BITMAP = VIDEOINFOHEADER.bmiHeader$offset();
  private static final int TICKS_PER_SECOND = 10_000_000;

  private final Iid major;
  private final Iid subtype;
  private final boolean fixedSize;
  private final boolean temporal;
  private final int sampleSize;
  private final Iid blockType;
  private final ByteBuffer block;

  private MediaType(
      Iid major,
      Iid subtype,
      boolean fixedSize,
      boolean temporal,
      int sampleSize,
      Iid blockType,
      byte[] block) {
    this.major = major;
    this.subtype = subtype;
    this.fixedSize = fixedSize;
    this.temporal = temporal;
    this.sampleSize = sampleSize;
    this.blockType = blockType;
    this.block = ByteBuffer.wrap(block).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The type of a stream that nobody described yet. */
  static MediaType undescribed(Iid major) {
    return new MediaType(major, new Iid(0, 0), false, false, 0, new Iid(0, 0), new byte[0]);
  }

  /** Uncompressed pictures. The height is negative where rows of RGB go from the top down. */
  static MediaType pictures(Iid subtype, int width, int height, long ticksPerFrame) {
    PictureFormat format = PictureFormat.of(subtype);
    int size = format == null ? 0 : format.size(width, Math.abs(height));
    ByteBuffer block =
        ByteBuffer.allocate((int) VIDEOINFOHEADER.sizeof()).order(ByteOrder.LITTLE_ENDIAN);
    for (int rectangle = 0; rectangle < 32; rectangle += 16) {
      block.putInt(rectangle + 8, width);
      block.putInt(rectangle + 12, Math.abs(height));
    }
    block.putLong((int) VIDEOINFOHEADER.AvgTimePerFrame$offset(), ticksPerFrame);
    put32(block, BITMAPINFOHEADER.biSize$offset(), (int) BITMAPINFOHEADER.sizeof());
    put32(block, BITMAPINFOHEADER.biWidth$offset(), width);
    put32(block, BITMAPINFOHEADER.biHeight$offset(), height);
    block.putShort((int) (BITMAP + BITMAPINFOHEADER.biPlanes$offset()), (short) 1);
    block.putShort(
        (int) (BITMAP + BITMAPINFOHEADER.biBitCount$offset()),
        (short) (format == null ? 0 : format.bits()));
    put32(
        block,
        BITMAPINFOHEADER.biCompression$offset(),
        format == null || format.isRgb() ? 0 : (int) subtype.low());
    put32(block, BITMAPINFOHEADER.biSizeImage$offset(), size);
    return new MediaType(
        MediaGuids.VIDEO, subtype, true, false, size, MediaGuids.VIDEO_INFO, block.array());
  }

  private static void put32(ByteBuffer block, long offset, int value) {
    block.putInt((int) (BITMAP + offset), value);
  }

  /** Uncompressed sound. */
  static MediaType sound(int tag, int bits, int channels, int rate) {
    ByteBuffer block =
        ByteBuffer.allocate((int) WAVEFORMATEX.sizeof()).order(ByteOrder.LITTLE_ENDIAN);
    int align = channels * bits / 8;
    block.putShort((int) WAVEFORMATEX.wFormatTag$offset(), (short) tag);
    block.putShort((int) WAVEFORMATEX.nChannels$offset(), (short) channels);
    block.putInt((int) WAVEFORMATEX.nSamplesPerSec$offset(), rate);
    block.putInt((int) WAVEFORMATEX.nAvgBytesPerSec$offset(), rate * align);
    block.putShort((int) WAVEFORMATEX.nBlockAlign$offset(), (short) align);
    block.putShort((int) WAVEFORMATEX.wBitsPerSample$offset(), (short) bits);
    return new MediaType(
        MediaGuids.AUDIO,
        tag == Sampan.WAVE_FORMAT_PCM() ? MediaGuids.PCM : MediaGuids.FLOAT,
        true,
        false,
        align,
        MediaGuids.WAVE_FORMAT,
        block.array());
  }

  /**
   * Reads a caller's type.
   *
   * @param address of a WM_MEDIA_TYPE, not null
   * @param major what its major type must be
   * @throws BorderException NS_E_INVALID_INPUT_FORMAT if the format block does not fit the type
   */
  static MediaType read(long address, Iid major) {
    Iid given = Iid.at(address + WM_MEDIA_TYPE.majortype$offset());
    if (!given.equals(major)) {
      throw unfit("the major type is %s and cannot become %s".formatted(major, given));
    }
    long size = Integer.toUnsignedLong(Out.int32(address + WM_MEDIA_TYPE.cbFormat$offset()));
    long from =
        RawMemory.ALL.get(
            ValueLayout.JAVA_LONG_UNALIGNED, address + WM_MEDIA_TYPE.pbFormat$offset());
    if (size > LARGEST_BLOCK) {
      throw unfit("a format block of %d bytes".formatted(size));
    }
    byte[] block = new byte[(int) size];
    if (size > 0) {
      Out.check(from, "pbFormat");
      MemorySegment.copy(RawMemory.ALL, ValueLayout.JAVA_BYTE, from, block, 0, block.length);
    }
    MediaType type =
        new MediaType(
            major,
            Iid.at(address + WM_MEDIA_TYPE.subtype$offset()),
            Out.int32(address + WM_MEDIA_TYPE.bFixedSizeSamples$offset()) != 0,
            Out.int32(address + WM_MEDIA_TYPE.bTemporalCompression$offset()) != 0,
            Out.int32(address + WM_MEDIA_TYPE.lSampleSize$offset()),
            Iid.at(address + WM_MEDIA_TYPE.formattype$offset()),
            block);
    type.check();
    return type;
  }

  private void check() {
    boolean video = isVideo();
    if (!blockType.equals(video ? MediaGuids.VIDEO_INFO : MediaGuids.WAVE_FORMAT)) {
      throw unfit(
          "the format block is %s; %s"
              .formatted(
                  blockType,
                  video ? "video has WMFORMAT_VideoInfo" : "audio has WMFORMAT_WaveFormatEx"));
    }
    long least = video ? VIDEOINFOHEADER.sizeof() : WAVEFORMATEX.sizeof();
    if (block.capacity() < least) {
      throw unfit("a format block of %d bytes; it needs %d".formatted(block.capacity(), least));
    }
    if (video) {
      if (width() <= 0
          || width() > Short.MAX_VALUE
          || height() == 0
          || height() > Short.MAX_VALUE
          || height() < -Short.MAX_VALUE) {
        throw unfit("pictures of %d x %d".formatted(width(), height()));
      }
      if (ticksPerFrame() < 0) {
        throw unfit("%d ticks per frame".formatted(ticksPerFrame()));
      }
    } else {
      int extra = 0xFFFF & block.getShort((int) WAVEFORMATEX.cbSize$offset());
      if (block.capacity() < least + extra) {
        throw unfit(
            "a format block of %d bytes that says it has %d more than %d"
                .formatted(block.capacity(), extra, least));
      }
      if (channels() == 0 || rate() <= 0 || rate() > 1_000_000) {
        throw unfit("sound of %d channels, %d samples per second".formatted(channels(), rate()));
      }
    }
  }

  private static BorderException unfit(String text) {
    return new BorderException(Sampan.NS_E_INVALID_INPUT_FORMAT(), text);
  }

  /** Copies the type to where the caller wants it, or says only how large it is. */
  int copyOut(long address, long size) {
    Out.check(size, "pcbType");
    long room = Integer.toUnsignedLong(Out.int32(size));
    long header = WM_MEDIA_TYPE.sizeof();
    int needed = (int) header + block.capacity();
    Out.int32(size, needed);
    if (address == 0) {
      return Sampan.S_OK();
    }
    if (room < needed) {
      return LastError.refuse(
          Sampan.NS_E_SDK_BUFFERTOOSMALL(),
          "the type has %d bytes, and there is room for %d".formatted(needed, room));
    }
    RawMemory.ALL.asSlice(address, header).fill((byte) 0);
    major.put(address + WM_MEDIA_TYPE.majortype$offset());
    subtype.put(address + WM_MEDIA_TYPE.subtype$offset());
    Out.int32(address + WM_MEDIA_TYPE.bFixedSizeSamples$offset(), fixedSize ? 1 : 0);
    Out.int32(address + WM_MEDIA_TYPE.bTemporalCompression$offset(), temporal ? 1 : 0);
    Out.int32(address + WM_MEDIA_TYPE.lSampleSize$offset(), sampleSize);
    blockType.put(address + WM_MEDIA_TYPE.formattype$offset());
    Out.int32(address + WM_MEDIA_TYPE.cbFormat$offset(), block.capacity());
    if (block.capacity() > 0) {
      Out.pointer(address + WM_MEDIA_TYPE.pbFormat$offset(), address + header);
      MemorySegment.copy(
          block.array(),
          0,
          RawMemory.ALL,
          ValueLayout.JAVA_BYTE,
          address + header,
          block.capacity());
    }
    return Sampan.S_OK();
  }

  Iid major() {
    return major;
  }

  Iid subtype() {
    return subtype;
  }

  boolean isVideo() {
    return major.equals(MediaGuids.VIDEO);
  }

  /** Whether somebody described it. */
  boolean isComplete() {
    return block.capacity() > 0;
  }

  int width() {
    return block.getInt((int) (BITMAP + BITMAPINFOHEADER.biWidth$offset()));
  }

  /** Negative where rows of RGB go from the top down. */
  int height() {
    return block.getInt((int) (BITMAP + BITMAPINFOHEADER.biHeight$offset()));
  }

  long ticksPerFrame() {
    return block.getLong((int) VIDEOINFOHEADER.AvgTimePerFrame$offset());
  }

  /** Frames per second: 333,667 ticks are 30000/1001, 400,000 are 25, 0 are not known. */
  Ratio frameRate() {
    long ticks = ticksPerFrame();
    if (ticks <= 0 || ticks > Integer.MAX_VALUE) {
      return new Ratio(0, 1);
    }
    long whole = Math.round((double) TICKS_PER_SECOND / ticks);
    if (whole > 0 && Math.abs(TICKS_PER_SECOND / (double) whole - ticks) < 1) {
      return new Ratio((int) whole, 1);
    }
    long thousand = Math.round(TICKS_PER_SECOND * 1.001 / ticks) * 1000;
    if (thousand > 0 && Math.abs(TICKS_PER_SECOND * 1001.0 / thousand - ticks) < 1) {
      return new Ratio((int) thousand, 1001);
    }
    int divisor =
        java.math.BigInteger.valueOf(TICKS_PER_SECOND)
            .gcd(java.math.BigInteger.valueOf(ticks))
            .intValue();
    return new Ratio(TICKS_PER_SECOND / divisor, (int) ticks / divisor);
  }

  int formatTag() {
    return 0xFFFF & block.getShort((int) WAVEFORMATEX.wFormatTag$offset());
  }

  int channels() {
    return 0xFFFF & block.getShort((int) WAVEFORMATEX.nChannels$offset());
  }

  int rate() {
    return block.getInt((int) WAVEFORMATEX.nSamplesPerSec$offset());
  }

  int blockAlign() {
    return 0xFFFF & block.getShort((int) WAVEFORMATEX.nBlockAlign$offset());
  }

  int bits() {
    return 0xFFFF & block.getShort((int) WAVEFORMATEX.wBitsPerSample$offset());
  }

  /** What a decoder must know beforehand: what is behind the header of the format block. */
  ByteBuffer codecData() {
    int header = (int) (isVideo() ? VIDEOINFOHEADER.sizeof() : WAVEFORMATEX.sizeof());
    return ByteBuffer.wrap(Arrays.copyOfRange(block.array(), header, block.capacity()));
  }
}
