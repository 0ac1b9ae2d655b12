package dev.sampan.ffmpeg;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Describes where the planes of frames lie relative to a sample. Most frames of a stream lie alike,
 * so that the last description serves again. For one thread at a time.
 */
final class LayoutMaker {

  /** 256 colours of 4 bytes. */
  private static final int PALETTE = 1024;

  private final boolean video;
  private int lastFormat = -1;
  private @Nullable SampleLayout last;

  LayoutMaker(boolean video) {
    this.video = video;
  }

  /**
   * Describes a frame.
   *
   * @param frame the frame
   * @param address where the sample begins
   * @return its layout
   */
  SampleLayout of(MemorySegment frame, long address) {
    int format = Frames.format(frame);
    SampleLayout known = last;
    if (known != null && format == lastFormat && describes(known, frame, address)) {
      return known;
    }
    SampleLayout made = video ? picture(frame, address, format) : sound(frame, address, format);
    lastFormat = format;
    last = made;
    return made;
  }

  private boolean describes(SampleLayout layout, MemorySegment frame, long address) {
    if (video
        ? layout.width() != Frames.width(frame)
            || layout.height() != Frames.height(frame)
            || !layout.color().equals(Frames.color(frame))
        : layout.width() != Frames.nbSamples(frame)
            || layout.height() != ChannelLayouts.channels(Frames.channelLayout(frame))) {
      return false;
    }
    List<Plane> planes = layout.planes();
    for (int i = 0; i < planes.size(); i++) {
      Plane plane = planes.get(i);
      long data = video ? Frames.data(frame, i) : Frames.extendedData(frame, i);
      boolean padded = video && i < Formats.planes(lastFormat);
      if (plane.offset() != data - address
          || (padded && plane.stride() != Frames.linesize(frame, i))) {
        return false;
      }
    }
    return true;
  }

  private static SampleLayout picture(MemorySegment frame, long address, int format) {
    int width = Frames.width(frame);
    int height = Frames.height(frame);
    List<Plane> planes = new ArrayList<>();
    int count = Formats.planes(format);
    for (int i = 0; i < count; i++) {
      planes.add(
          new Plane(
              Frames.data(frame, i) - address,
              Frames.linesize(frame, i),
              Formats.rowBytes(format, i, width),
              Formats.planeHeight(format, i, height)));
    }
    if (Formats.hasPalette(format)) {
      planes.add(new Plane(Frames.data(frame, 1) - address, PALETTE, PALETTE, 1));
    }
    return new SampleLayout(Formats.pixelName(format), width, height, Frames.color(frame), planes);
  }

  private static SampleLayout sound(MemorySegment frame, long address, int format) {
    int samples = Frames.nbSamples(frame);
    int channels = ChannelLayouts.channels(Frames.channelLayout(frame));
    int count = Formats.isPlanar(format) ? channels : 1;
    long bytes = (long) samples * Formats.bytesPerSample(format) * (count == 1 ? channels : 1);
    List<Plane> planes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      planes.add(
          new Plane(Frames.extendedData(frame, i) - address, Frames.linesize(frame, 0), bytes, 1));
    }
    return new SampleLayout(
        Formats.sampleName(format), samples, channels, Color.UNSPECIFIED, planes);
  }
}
