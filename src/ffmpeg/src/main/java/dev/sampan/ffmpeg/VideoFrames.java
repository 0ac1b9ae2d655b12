package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.lang.foreign.MemorySegment;
import java.util.Map;

/** Says in frames what pictures are. */
final class VideoFrames implements StreamEncoder.FrameFiller {

  private final Video format;
  private final int pixelFormat;
  private final SampleLayout.Color color;
  private final Ratio timeBase;

  VideoFrames(Video format, SampleLayout.Color color, Ratio timeBase) {
    this.format = format;
    this.pixelFormat = Formats.pixelFormat(format.pixelFormat());
    this.color = color;
    this.timeBase = timeBase;
  }

  @Override
  public void fill(MemorySegment frame, long time, Sample sample, SampleLayout layout)
      throws FFmpegException {
    if (layout.width() != format.width()
        || layout.height() != format.height()
        || !layout.format().equals(format.pixelFormat())) {
      throw new FFmpegException(
          "a picture is %s %dx%d, and the stream is %s %dx%d"
              .formatted(
                  layout.format(),
                  layout.width(),
                  layout.height(),
                  format.pixelFormat(),
                  format.width(),
                  format.height()),
          0);
    }
    Frames.format(frame, pixelFormat);
    Frames.width(frame, format.width());
    Frames.height(frame, format.height());
    Frames.sampleAspectRatio(frame, format.pixelAspect());
    Frames.color(frame, color.equals(SampleLayout.Color.UNSPECIFIED) ? layout.color() : color);
    Frames.flags(frame, fieldFlags(sample.properties().attributes()));
    Frames.pictType(frame, FFmpeg.AV_PICTURE_TYPE_NONE());
    Frames.quality(frame, 0);
    Frames.timeBase(frame, timeBase);
    Frames.pts(frame, Rationals.rescale(time, Rationals.TICK, timeBase));
    Frames.duration(
        frame, Rationals.rescale(sample.properties().duration(), Rationals.TICK, timeBase));
  }

  /** Interlaced pictures say which field is first. */
  private static int fieldFlags(Map<String, Object> attributes) {
    Object first = attributes.get(FFmpegReader.INTERLACED);
    if (first == null) {
      return 0;
    }
    return FFmpeg.AV_FRAME_FLAG_INTERLACED()
        | (first.equals("top") ? FFmpeg.AV_FRAME_FLAG_TOP_FIELD_FIRST() : 0);
  }
}
