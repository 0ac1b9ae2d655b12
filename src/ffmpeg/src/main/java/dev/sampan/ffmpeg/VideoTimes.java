package dev.sampan.ffmpeg;

import static dev.sampan.ffmpeg.av.Frames.NOPTS;
import static dev.sampan.ffmpeg.av.Rationals.rescale;

import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;

/**
 * Finds out when a decoded picture is due and for how long, as the ffmpeg program does: a picture
 * without a timestamp follows the one before. For one thread at a time.
 */
final class VideoTimes {

  private final Ratio timeBase;
  private final Ratio averageFrameRate;
  private final boolean unreliable;

  private long lastTime = NOPTS;
  private long lastDuration;

  /**
   * Begins a stream.
   *
   * @param timeBase the unit of its timestamps
   * @param averageFrameRate what the container says
   * @param unreliable whether the container has no timestamps of its own
   */
  VideoTimes(Ratio timeBase, Ratio averageFrameRate, boolean unreliable) {
    this.timeBase = timeBase;
    this.averageFrameRate = averageFrameRate;
    this.unreliable = unreliable;
  }

  /**
   * Takes the next picture in the order of output.
   *
   * @param frame the picture
   * @param codecFrameRate what the decoder says now
   */
  void accept(MemorySegment frame, Ratio codecFrameRate) {
    long time = Frames.bestEffortTimestamp(frame);
    if (time == NOPTS) {
      time = lastTime == NOPTS ? 0 : lastTime + lastDuration;
    }
    lastDuration = duration(frame, time, codecFrameRate);
    lastTime = time;
  }

  private long duration(MemorySegment frame, long time, Ratio codecFrameRate) {
    long step = lastTime == NOPTS ? -1 : time - lastTime;
    long stated = Frames.duration(frame);
    // Demuxers make up a duration of 1 where the container has none.
    boolean madeUp = stated == 1 && step > 2;
    if (stated > 0 && !unreliable && !madeUp) {
      return stated;
    }
    long byCodec = 0;
    if (Rationals.isPositive(codecFrameRate)) {
      byCodec =
          rescale(
              Frames.repeatPict(frame) + 2L,
              (long) codecFrameRate.denominator() * timeBase.denominator(),
              2L * codecFrameRate.numerator() * timeBase.numerator());
    }
    if (byCodec > 0 && unreliable) {
      return byCodec;
    }
    if (step > 0) {
      return step;
    }
    if (stated > 0) {
      return stated;
    }
    if (byCodec > 0) {
      return byCodec;
    }
    if (Rationals.isPositive(averageFrameRate)) {
      long average = rescale(1, Rationals.invert(averageFrameRate), timeBase);
      if (average > 0) {
        return average;
      }
    }
    return Math.max(lastDuration, 1);
  }

  /** When the picture is due, in units of 100 ns. */
  long time() {
    return rescale(lastTime, timeBase, Rationals.TICK);
  }

  /** For how long, in units of 100 ns. */
  long length() {
    return Math.max(0, rescale(lastDuration, timeBase, Rationals.TICK));
  }
}
