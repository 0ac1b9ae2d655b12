package dev.sampan.border;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How uncompressed pictures lie in memory. The first is what an input takes unless told. */
@SuppressWarnings("ImmutableEnumChecker") // an Iid is a record of two numbers
enum PictureFormat {
  I420(MediaGuids.I420, "yuv420p", 12),
  IYUV(MediaGuids.IYUV, "yuv420p", 12),
  YV12(MediaGuids.YV12, "yuv420p", 12),
  YUY2(MediaGuids.YUY2, "yuyv422", 16),
  UYVY(MediaGuids.UYVY, "uyvy422", 16),
  RGB24(MediaGuids.RGB24, "bgr24", 24),
  RGB32(MediaGuids.RGB32, "bgr0", 32);

  private final Iid subtype;
  private final String pixelFormat;
  private final int bits;

  PictureFormat(Iid subtype, String pixelFormat, int bits) {
    this.subtype = subtype;
    this.pixelFormat = pixelFormat;
    this.bits = bits;
  }

  static @Nullable PictureFormat of(Iid subtype) {
    for (PictureFormat format : values()) {
      if (format.subtype.equals(subtype)) {
        return format;
      }
    }
    return null;
  }

  Iid subtype() {
    return subtype;
  }

  /** As FFmpeg names it. */
  String pixelFormat() {
    return pixelFormat;
  }

  int bits() {
    return bits;
  }

  boolean isRgb() {
    return this == RGB24 || this == RGB32;
  }

  /** Whether pictures of a size can be in this format: colour is shared by neighbours. */
  boolean fits(int width, int height) {
    return isRgb() || (width % 2 == 0 && (bits == 16 || height % 2 == 0));
  }

  /** Rows of RGB begin at a multiple of 4 bytes. */
  private int stride(int width) {
    return isRgb() ? (width * bits / 8 + 3) / 4 * 4 : bits == 12 ? width : width * 2;
  }

  /** Bytes of a picture. */
  int size(int width, int height) {
    int rows = stride(width) * height;
    return bits == 12 ? rows + rows / 2 : rows;
  }

  /**
   * Says where the planes are.
   *
   * @param width in pixels
   * @param height in rows; of RGB, positive where rows go from the bottom up
   */
  SampleLayout layout(int width, int height) {
    int rows = Math.abs(height);
    int stride = stride(width);
    return new SampleLayout(
        pixelFormat, width, rows, Color.UNSPECIFIED, planes(width, rows, stride, height > 0));
  }

  private List<Plane> planes(int width, int rows, int stride, boolean bottomUp) {
    if (isRgb()) {
      long rowBytes = (long) width * bits / 8;
      return List.of(
          bottomUp
              ? new Plane((long) stride * (rows - 1), -stride, rowBytes, rows)
              : new Plane(0, stride, rowBytes, rows));
    }
    if (bits == 16) {
      return List.of(new Plane(0, stride, stride, rows));
    }
    long luma = (long) stride * rows;
    Plane first = new Plane(luma, stride / 2, stride / 2, rows / 2);
    Plane second = new Plane(luma + luma / 4, stride / 2, stride / 2, rows / 2);
    Plane whole = new Plane(0, stride, stride, rows);
    return this == YV12 ? List.of(whole, second, first) : List.of(whole, first, second);
  }
}
