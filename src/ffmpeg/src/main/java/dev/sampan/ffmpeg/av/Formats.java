package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** Pixel formats and sample formats: their numbers and their names. */
public final class Formats {

  private Formats() {}

  /** The name of a pixel format, {@code none} where there is none. */
  public static String pixelName(int format) {
    return Pointers.string(FFmpeg.av_get_pix_fmt_name(format), "none");
  }

  /** The pixel format of a name, {@code AV_PIX_FMT_NONE} if there is none. */
  public static int pixelFormat(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.av_get_pix_fmt(arena.allocateFrom(name));
    }
  }

  /** The name of a sample format, {@code none} where there is none. */
  public static String sampleName(int format) {
    return Pointers.string(FFmpeg.av_get_sample_fmt_name(format), "none");
  }

  /** The sample format of a name, {@code AV_SAMPLE_FMT_NONE} if there is none. */
  public static int sampleFormat(String name) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.av_get_sample_fmt(arena.allocateFrom(name));
    }
  }

  public static boolean isPlanar(int sampleFormat) {
    return FFmpeg.av_sample_fmt_is_planar(sampleFormat) != 0;
  }

  public static int bytesPerSample(int sampleFormat) {
    return FFmpeg.av_get_bytes_per_sample(sampleFormat);
  }

  /** How many planes pictures of a format have, without a palette. */
  public static int planes(int pixelFormat) {
    return Math.max(0, FFmpeg.av_pix_fmt_count_planes(pixelFormat));
  }

  /** Whether the second plane is a palette of 256 colours, 4 bytes each. */
  public static boolean hasPalette(int pixelFormat) {
    return (pixelFlags(pixelFormat) & FFmpeg.AV_PIX_FMT_FLAG_PAL()) != 0;
  }

  /** Whether pictures of a format are in the memory of a graphics card. */
  public static boolean isHardware(int pixelFormat) {
    return (pixelFlags(pixelFormat) & FFmpeg.AV_PIX_FMT_FLAG_HWACCEL()) != 0;
  }

  private static long pixelFlags(int pixelFormat) {
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    return Pointers.isNull(description)
        ? 0
        : Pointers.getLong(description, FFmpeg.AVPixFmtDescriptor_flags());
  }

  /** Rows of a plane: those of the chroma planes are fewer in many formats. */
  public static int planeHeight(int pixelFormat, int plane, int height) {
    if (plane != 1 && plane != 2) {
      return height;
    }
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    int shift = description.get(ValueLayout.JAVA_BYTE, FFmpeg.AVPixFmtDescriptor_log2_chroma_h());
    return -(-height >> shift);
  }

  /** Bytes in use of each row of a plane. */
  public static int rowBytes(int pixelFormat, int plane, int width) {
    return FFmpeg.av_image_get_linesize(pixelFormat, width, plane);
  }

  /** How many components a pixel has: an even number where one is alpha. */
  public static int components(int pixelFormat) {
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    return Pointers.isNull(description)
        ? 0
        : description.get(ValueLayout.JAVA_BYTE, FFmpeg.AVPixFmtDescriptor_nb_components());
  }

  /** Bits of the first component of a pixel. */
  public static int depth(int pixelFormat) {
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    return Pointers.isNull(description)
        ? 0
        : Pointers.getInt(
            description, FFmpeg.AVPixFmtDescriptor_comp() + FFmpeg.AVComponentDescriptor_depth());
  }

  /** Whether pixels are red, green and blue. */
  public static boolean isRgb(int pixelFormat) {
    return (pixelFlags(pixelFormat) & FFmpeg.AV_PIX_FMT_FLAG_RGB()) != 0;
  }

  /** Bytes from one pixel of a plane to the next. */
  public static int pixelStep(int pixelFormat, int plane) {
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    int step = 1;
    for (int i = 0; i < components(pixelFormat); i++) {
      int component = FFmpeg.AVPixFmtDescriptor_comp() + i * FFmpeg.AVComponentDescriptor_sizeof();
      if (Pointers.getInt(description, component + FFmpeg.AVComponentDescriptor_plane()) == plane) {
        step =
            Math.max(
                step,
                Pointers.getInt(description, component + FFmpeg.AVComponentDescriptor_step()));
      }
    }
    return step;
  }

  /** Whether pictures of a format can be turned by a quarter pixel by pixel. */
  public static boolean isTurnable(int pixelFormat) {
    MemorySegment description = FFmpeg.av_pix_fmt_desc_get(pixelFormat);
    if (Pointers.isNull(description)) {
      return false;
    }
    long hindrances =
        FFmpeg.AV_PIX_FMT_FLAG_PAL()
            | FFmpeg.AV_PIX_FMT_FLAG_HWACCEL()
            | FFmpeg.AV_PIX_FMT_FLAG_BITSTREAM();
    return (pixelFlags(pixelFormat) & hindrances) == 0
        && description.get(ValueLayout.JAVA_BYTE, FFmpeg.AVPixFmtDescriptor_log2_chroma_w())
            == description.get(ValueLayout.JAVA_BYTE, FFmpeg.AVPixFmtDescriptor_log2_chroma_h());
  }
}
