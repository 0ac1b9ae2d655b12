package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.stream.StreamFormat.Video;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/**
 * Turns pictures by quarters, from one sample into another: cameras that are held upright store
 * pictures that lie on their side, with a note in the file. For one thread at a time.
 */
final class PictureTurner {

  /**
   * Rows and columns that are turned together, so that both sides stay in the processor's cache.
   */
  private static final int TILE = 32;

  private final int degrees;
  private final List<Plane> planes;
  private final Video target;
  private final int[] steps;

  /**
   * Makes a turner.
   *
   * @param degrees clockwise: 90, 180 or 270
   * @param target what the pictures are afterwards
   * @param strides bytes from row to row for each plane
   */
  PictureTurner(int degrees, Video target, int[] strides) {
    this.degrees = degrees;
    this.target = target;
    int format = Formats.pixelFormat(target.pixelFormat());
    this.planes = VideoConverter.planes(format, target, strides);
    this.steps = new int[planes.size()];
    for (int i = 0; i < steps.length; i++) {
      steps[i] = Formats.pixelStep(format, i);
    }
  }

  /** How large samples for the results must be. */
  long sampleSize() {
    return VideoConverter.sampleSize(planes);
  }

  /** Whether pictures of a format can be turned: chroma must be as coarse across as down. */
  static boolean canTurn(String pixelFormat) {
    return Formats.isTurnable(Formats.pixelFormat(pixelFormat));
  }

  /**
   * Turns a picture.
   *
   * @param sample what to turn; it stays with the caller
   * @param lease where the result goes; it becomes a sample
   * @return the result
   */
  Sample turn(Sample sample, SampleLease lease) throws FFmpegException {
    SampleProperties properties = sample.properties();
    SampleLayout layout = properties.layout();
    if (layout == null) {
      throw new FFmpegException("a picture to be turned has no layout", 0);
    }
    MemorySegment from = sample.segment();
    MemorySegment to = lease.segment();
    for (int i = 0; i < planes.size(); i++) {
      turn(from, layout.planes().get(i), to, planes.get(i), steps[i]);
    }
    Color color = layout.color();
    SampleLayout turned =
        new SampleLayout(target.pixelFormat(), target.width(), target.height(), color, planes);
    return lease.setProperties(properties.withLayout(turned)).publish();
  }

  private void turn(MemorySegment from, Plane source, MemorySegment to, Plane result, int step) {
    int width = (int) (result.rowBytes() / step);
    int height = result.height();
    for (int top = 0; top < height; top += TILE) {
      for (int left = 0; left < width; left += TILE) {
        for (int y = top; y < Math.min(top + TILE, height); y++) {
          turnRow(from, source, to, result, step, y, left, Math.min(left + TILE, width));
        }
      }
    }
  }

  private void turnRow(
      MemorySegment from,
      Plane source,
      MemorySegment to,
      Plane result,
      int step,
      int y,
      int left,
      int right) {
    int lastRow = source.height() - 1;
    int lastColumn = (int) (source.rowBytes() / step) - 1;
    // Where the first pixel of the row comes from, and how far apart its neighbours lie there.
    long first;
    long apart;
    switch (degrees) {
      case 90 -> {
        first = source.offset() + lastRow * source.stride() + (long) y * step;
        apart = -source.stride();
      }
      case 180 -> {
        first = source.offset() + (lastRow - y) * source.stride() + (long) lastColumn * step;
        apart = -step;
      }
      default -> {
        first = source.offset() + (long) (lastColumn - y) * step;
        apart = source.stride();
      }
    }
    long at = result.offset() + y * result.stride();
    for (int x = left; x < right; x++) {
      copyPixel(from, first + x * apart, to, at + (long) x * step, step);
    }
  }

  private static void copyPixel(
      MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int step) {
    switch (step) {
      case 1 ->
          to.set(ValueLayout.JAVA_BYTE, toOffset, from.get(ValueLayout.JAVA_BYTE, fromOffset));
      case 2 ->
          to.set(
              ValueLayout.JAVA_SHORT_UNALIGNED,
              toOffset,
              from.get(ValueLayout.JAVA_SHORT_UNALIGNED, fromOffset));
      case 4 ->
          to.set(
              ValueLayout.JAVA_INT_UNALIGNED,
              toOffset,
              from.get(ValueLayout.JAVA_INT_UNALIGNED, fromOffset));
      default -> MemorySegment.copy(from, fromOffset, to, toOffset, step);
    }
  }
}
