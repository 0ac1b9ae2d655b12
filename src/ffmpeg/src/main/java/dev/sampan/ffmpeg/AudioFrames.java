package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;

/** Says in frames what blocks of sound are. */
final class AudioFrames implements StreamEncoder.FrameFiller {

  private final Audio format;
  private final int sampleFormat;
  private final Ratio timeBase;

  AudioFrames(Audio format, Ratio timeBase) {
    this.format = format;
    this.sampleFormat = Formats.sampleFormat(format.sampleFormat());
    this.timeBase = timeBase;
  }

  @Override
  public void fill(MemorySegment frame, long time, Sample sample, SampleLayout layout)
      throws FFmpegException {
    if (layout.height() != format.channels() || !layout.format().equals(format.sampleFormat())) {
      throw new FFmpegException(
          "a block of sound is %s with %d channels, and the stream is %s with %d channels"
              .formatted(
                  layout.format(), layout.height(), format.sampleFormat(), format.channels()),
          0);
    }
    Frames.format(frame, sampleFormat);
    Frames.nbSamples(frame, layout.width());
    Frames.sampleRate(frame, format.sampleRate());
    ChannelLayouts.set(Frames.channelLayout(frame), format);
    // Of sound, the first entry is the size of each plane, and there is no other.
    Frames.linesize(frame, 0, Math.toIntExact(layout.planes().get(0).rowBytes()));
    for (int i = 1; i < Math.min(layout.planes().size(), Frames.POINTERS); i++) {
      Frames.linesize(frame, i, 0);
    }
    Frames.timeBase(frame, timeBase);
    Frames.pts(frame, Rationals.rescale(time, Rationals.TICK, timeBase));
    Frames.duration(frame, layout.width());
  }
}
