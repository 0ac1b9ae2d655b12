package dev.sampan.ffmpeg;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Formats;

/**
 * Pixel formats whose name says the colour range too, such as {@code yuvj420p}: the same planes as
 * {@code yuv420p}, with all values in use.
 */
final class PixelNames {

  private static final String FULL_RANGE = "yuvj";
  private static final String ANY_RANGE = "yuv";

  private PixelNames() {}

  /** The colour range of pictures: what they say, or what is usual for their format. */
  static int range(String format, Color color) {
    if (format.startsWith(FULL_RANGE)) {
      return FFmpeg.AVCOL_RANGE_JPEG();
    }
    if (color.range() != FFmpeg.AVCOL_RANGE_UNSPECIFIED()) {
      return color.range();
    }
    return isAlwaysFull(format) ? FFmpeg.AVCOL_RANGE_JPEG() : FFmpeg.AVCOL_RANGE_MPEG();
  }

  /** Whether a format is one that uses all values unless somebody says otherwise. */
  static boolean isAlwaysFull(String format) {
    int number = Formats.pixelFormat(format);
    return Formats.isRgb(number) || Formats.components(number) <= 2;
  }

  /** Whether two names are of the same planes. */
  static boolean isSameButForRange(String one, String other) {
    return plain(one).equals(plain(other));
  }

  private static String plain(String name) {
    return name.startsWith(FULL_RANGE) ? ANY_RANGE + name.substring(FULL_RANGE.length()) : name;
  }

  /** The same planes under another name. */
  static SampleLayout rename(SampleLayout layout, String name, Color color) {
    return new SampleLayout(name, layout.width(), layout.height(), color, layout.planes());
  }
}
