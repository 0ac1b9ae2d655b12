package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVCodec: a decoder or encoder. Names are those of the fields. */
public final class Codecs {

  private Codecs() {}

  /** The decoder for a codec id, or the null pointer. */
  public static MemorySegment findDecoder(int codecId) {
    return FFmpeg.avcodec_find_decoder(codecId);
  }

  /** The encoder of a name, or the null pointer. */
  public static MemorySegment findEncoder(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.avcodec_find_encoder_by_name(arena.allocateFrom(name));
    }
  }

  public static String name(MemorySegment codec) {
    return Pointers.string(Pointers.get(codec, FFmpeg.AVCodec_name()), "?");
  }

  public static int type(MemorySegment codec) {
    return getInt(codec, FFmpeg.AVCodec_type());
  }

  public static int id(MemorySegment codec) {
    return getInt(codec, FFmpeg.AVCodec_id());
  }

  public static int capabilities(MemorySegment codec) {
    return getInt(codec, FFmpeg.AVCodec_capabilities());
  }

  public static boolean has(MemorySegment codec, int capability) {
    return (capabilities(codec) & capability) != 0;
  }

  /** The name of a codec id, for example {@code h264}. */
  public static String idName(int codecId) {
    return Pointers.string(FFmpeg.avcodec_get_name(codecId), "?");
  }

  /** The codec id of a name, 0 if there is none. */
  public static int idOf(String name) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment descriptor = FFmpeg.avcodec_descriptor_get_by_name(arena.allocateFrom(name));
      return Pointers.isNull(descriptor)
          ? FFmpeg.AV_CODEC_ID_NONE()
          : getInt(descriptor, FFmpeg.AVCodecDescriptor_id());
    }
  }

  /** Properties of a codec id, {@code AV_CODEC_PROP_…}. */
  public static int properties(int codecId) {
    MemorySegment description = FFmpeg.avcodec_descriptor_get(codecId);
    return Pointers.isNull(description) ? 0 : getInt(description, FFmpeg.AVCodecDescriptor_props());
  }

  /** What the library calls itself in files, for example {@code Lavc62.11.100}. */
  public static String libraryName() {
    int version = FFmpeg.avcodec_version();
    return "Lavc%d.%d.%d".formatted(version >>> 16, (version >>> 8) & 0xff, version & 0xff);
  }
}
