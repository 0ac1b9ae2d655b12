package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Scaler;
import dev.sampan.stream.StreamFormat.Video;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;

/**
 * Converts pictures to another pixel format, size or colour range, from one sample straight into
 * another. For one thread at a time.
 */
final class VideoConverter implements AutoCloseable {

  /** No chroma location. */
  private static final int CENTERED = 0;

  private static final int ALIGNMENT = 64;

  /** What vector code may write behind the last row. */
  private static final int PADDING = 64 + 16;

  private final Scaler scaler;
  private final int format;
  private final SampleLayout result;
  private final MemorySegment from = Frames.alloc();
  private final MemorySegment to = Frames.alloc();
  private String lastFormat = "";
  private int lastFormatNumber;
  private long converted;
  private long convertedBytes;

  /**
   * Makes a converter.
   *
   * @param target what pictures become
   * @param color how their numbers are meant then
   * @param strides bytes from row to row for each plane
   */
  VideoConverter(Video target, Color color, int[] strides) {
    this.format = Formats.pixelFormat(target.pixelFormat());
    this.result =
        new SampleLayout(
            target.pixelFormat(),
            target.width(),
            target.height(),
            color,
            planes(format, target, strides));
    this.scaler = new Scaler(0);
  }

  static List<Plane> planes(int format, Video target, int[] strides) {
    List<Plane> planes = new ArrayList<>();
    long offset = 0;
    for (int i = 0; i < Formats.planes(format); i++) {
      int height = Formats.planeHeight(format, i, target.height());
      planes.add(
          new Plane(offset, strides[i], Formats.rowBytes(format, i, target.width()), height));
      offset += align((long) strides[i] * height + PADDING);
    }
    return List.copyOf(planes);
  }

  private static long align(long size) {
    return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** How large samples for the results must be. */
  long sampleSize() {
    return sampleSize(result.planes());
  }

  static long sampleSize(List<Plane> planes) {
    Plane last = planes.get(planes.size() - 1);
    return last.offset() + align(last.stride() * last.height() + PADDING);
  }

  /**
   * Converts a picture.
   *
   * @param sample what to convert; it stays with the caller
   * @param lease where the result goes; it becomes a sample
   * @return the result, with the time and duration of the original
   */
  Sample convert(Sample sample, SampleLease lease) throws FFmpegException {
    SampleProperties properties = sample.properties();
    SampleLayout source = properties.layout();
    if (source == null) {
      throw new FFmpegException("a picture to be converted has no layout", 0);
    }
    describe(from, sample.address(), source, formatNumber(source.format()));
    describe(to, lease.address(), result, format);
    try {
      scaler.convert(from, to);
    } finally {
      Reference.reachabilityFence(sample);
      Reference.reachabilityFence(lease);
    }
    converted++;
    convertedBytes += sampleSize();
    return lease
        .setProperties(
            new SampleProperties(
                properties.time(),
                properties.duration(),
                properties.keyFrame(),
                result,
                properties.attributes()))
        .publish();
  }

  private int formatNumber(String name) {
    if (!name.equals(lastFormat)) {
      lastFormat = name;
      lastFormatNumber = Formats.pixelFormat(name);
    }
    return lastFormatNumber;
  }

  private static void describe(MemorySegment frame, long address, SampleLayout layout, int format) {
    Frames.format(frame, format);
    Frames.width(frame, layout.width());
    Frames.height(frame, layout.height());
    Color color = layout.color();
    // Like FFmpeg's scale filter, this takes chroma samples to be centred, whatever anybody says.
    Frames.color(
        frame,
        new Color(color.range(), color.primaries(), color.transfer(), color.matrix(), CENTERED));
    List<Plane> planes = layout.planes();
    for (int i = 0; i < 4; i++) {
      Plane plane = i < planes.size() ? planes.get(i) : null;
      Frames.data(frame, i, plane == null ? 0 : address + plane.offset());
      Frames.linesize(frame, i, plane == null ? 0 : (int) plane.stride());
    }
  }

  long converted() {
    return converted;
  }

  long convertedBytes() {
    return convertedBytes;
  }

  @Override
  public void close() {
    scaler.close();
    Frames.free(from);
    Frames.free(to);
  }
}
