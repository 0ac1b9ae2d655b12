package dev.sampan;

import java.util.List;

/**
 * Where the parts of a picture or of a block of audio lie in a sample's memory. A value per sample:
 * cropping moves offsets, it copies nothing.
 *
 * @param format name of the pixel or sample format as FFmpeg writes it, for example {@code yuv420p}
 *     or {@code fltp}
 * @param width pixels per row of a picture; samples per channel of a block of audio
 * @param height rows of a picture; channels of a block of audio
 * @param color how the numbers of a picture are meant; {@link Color#UNSPECIFIED} for audio
 * @param planes the planes, in the format's order
 */
public record SampleLayout(String format, int width, int height, Color color, List<Plane> planes) {

  /**
   * One plane.
   *
   * @param offset bytes from the start of the sample to the first byte of the first row
   * @param stride bytes from one row to the next; negative where rows are stored bottom up
   * @param rowBytes bytes in use of each row
   * @param height rows
   */
  public record Plane(long offset, long stride, long rowBytes, int height) {
    /** Checks the numbers. */
    public Plane {
      if (offset < 0 || rowBytes < 0 || height < 0) {
        throw new IllegalArgumentException(
            "a plane needs offset, row bytes and height of at least 0: %d, %d, %d"
                .formatted(offset, rowBytes, height));
      }
    }

    /**
     * Returns the offset of the lowest byte of the plane.
     *
     * @return bytes from the start of the sample
     */
    public long start() {
      return stride < 0 && height > 0 ? offset + (height - 1) * stride : offset;
    }

    /**
     * Returns the offset after the highest byte of the plane.
     *
     * @return bytes from the start of the sample
     */
    public long end() {
      return height == 0
          ? offset
          : (stride < 0 ? offset : offset + (height - 1) * stride) + rowBytes;
    }
  }

  /**
   * How the numbers of a picture are meant, by the code points of ITU-T H.273.
   *
   * @param range 0 unspecified, 1 limited, 2 full
   * @param primaries colour primaries
   * @param transfer transfer characteristics
   * @param matrix matrix coefficients
   * @param chromaLocation where chroma samples lie, as FFmpeg numbers it
   */
  public record Color(int range, int primaries, int transfer, int matrix, int chromaLocation) {
    /** Nothing said. */
    public static final Color UNSPECIFIED = new Color(0, 2, 2, 2, 0);
  }

  /** Checks the size and copies the planes. */
  public SampleLayout {
    if (width < 0 || height < 0) {
      throw new IllegalArgumentException("negative size: " + width + "x" + height);
    }
    planes = List.copyOf(planes);
  }

  /**
   * Returns how many bytes from the start of the sample the planes reach.
   *
   * @return the length that a sample of this layout needs at least
   */
  public long end() {
    long end = 0;
    for (Plane plane : planes) {
      end = Math.max(end, plane.end());
    }
    return end;
  }
}
