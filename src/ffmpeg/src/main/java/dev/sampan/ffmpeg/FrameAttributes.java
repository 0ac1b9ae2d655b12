package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes the attributes of samples. They hardly change within a stream, so that the last map serves
 * again. For one thread at a time.
 */
final class FrameAttributes {

  private final boolean video;
  private Map<String, Object> last = Map.of();

  private int scan = -1;
  private Ratio pixelAspect = new Ratio(0, 0);
  private int sampleRate;
  private int channels;

  FrameAttributes(boolean video) {
    this.video = video;
  }

  Map<String, Object> of(MemorySegment frame) {
    return video ? ofPicture(frame) : ofSound(frame);
  }

  private Map<String, Object> ofPicture(MemorySegment frame) {
    int newScan =
        Frames.flags(frame)
            & (FFmpeg.AV_FRAME_FLAG_INTERLACED() | FFmpeg.AV_FRAME_FLAG_TOP_FIELD_FIRST());
    Ratio newAspect = Frames.sampleAspectRatio(frame);
    if (newScan != scan || !newAspect.equals(pixelAspect)) {
      scan = newScan;
      pixelAspect = newAspect;
      Map<String, Object> made = new HashMap<>();
      if ((scan & FFmpeg.AV_FRAME_FLAG_INTERLACED()) != 0) {
        boolean topFirst = (scan & FFmpeg.AV_FRAME_FLAG_TOP_FIELD_FIRST()) != 0;
        made.put(FFmpegReader.INTERLACED, topFirst ? "top" : "bottom");
      }
      if (Rationals.isPositive(newAspect)) {
        made.put(FFmpegReader.PIXEL_ASPECT, newAspect);
      }
      last = Map.copyOf(made);
    }
    return last;
  }

  private Map<String, Object> ofSound(MemorySegment frame) {
    int newRate = Frames.sampleRate(frame);
    int newChannels = ChannelLayouts.channels(Frames.channelLayout(frame));
    if (newRate != sampleRate || newChannels != channels) {
      sampleRate = newRate;
      channels = newChannels;
      last =
          Map.of(
              FFmpegReader.SAMPLE_RATE,
              newRate,
              FFmpegReader.CHANNEL_LAYOUT,
              ChannelLayouts.describe(Frames.channelLayout(frame)));
    }
    return last;
  }
}
