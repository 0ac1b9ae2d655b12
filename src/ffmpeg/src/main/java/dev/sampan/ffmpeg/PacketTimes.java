package dev.sampan.ffmpeg;

import static dev.sampan.ffmpeg.av.Frames.NOPTS;
import static dev.sampan.ffmpeg.av.Rationals.MICROSECOND;
import static dev.sampan.ffmpeg.av.Rationals.rescale;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.CodecParameters;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Log;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.ffmpeg.av.Streams;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;

/**
 * Corrects the timestamps of the packets of a file as the ffmpeg program does: relative to the
 * file's start, with wraps of short counters undone, and with jumps closed in formats whose
 * timestamps may jump, such as MPEG transport streams that were put together. Guarded by the lock
 * of its {@link Demuxer}.
 */
final class PacketTimes {

  /** A jump in a format with jumps: longer than 10 s, or back by more than 0.1 s. */
  private static final long JUMP = 10_000_000;

  private static final long STEP_BACK = 100_000;

  /** In other formats, a timestamp that is more than 30 h off is not one. */
  private static final long NONSENSE = 3600L * 30 * 1_000_000;

  private final boolean mayJump;
  private final long start;
  private final long offset;
  private final StreamState[] streams;

  /** What was taken off for jumps so far. */
  private long jumps;

  private long lastTime = NOPTS;

  private static final class StreamState {
    final Ratio timeBase;
    final int wrapBits;
    final boolean video;
    final int sampleRate;
    final int frameSize;
    final Ratio frameRate;
    final int delay;
    boolean wrapChecked;
    boolean seen;
    long time;
    long nextTime = NOPTS;

    StreamState(MemorySegment stream) {
      MemorySegment parameters = Streams.codecpar(stream);
      timeBase = Streams.timeBase(stream);
      wrapBits = Streams.ptsWrapBits(stream);
      video = CodecParameters.codecType(parameters) == FFmpeg.AVMEDIA_TYPE_VIDEO();
      sampleRate = CodecParameters.sampleRate(parameters);
      frameSize = CodecParameters.frameSize(parameters);
      frameRate = Streams.avgFrameRate(stream);
      delay = CodecParameters.videoDelay(parameters);
    }
  }

  /**
   * Begins a file.
   *
   * @param context the file, with {@code discard} set on the streams that are not read
   */
  PacketTimes(MemorySegment context) {
    mayJump = (FormatContexts.inputFormatFlags(context) & FFmpeg.AVFMT_TS_DISCONT()) != 0;
    streams = new StreamState[FormatContexts.nbStreams(context)];
    for (int i = 0; i < streams.length; i++) {
      streams[i] = new StreamState(FormatContexts.stream(context, i));
    }
    long fileStart = FormatContexts.startTime(context);
    start = mayJump && fileStart != NOPTS ? startOfSelected(context, fileStart) : fileStart;
    offset = start == NOPTS ? 0 : -start;
  }

  /** The earliest start of the streams that are read, in microseconds. */
  private static long startOfSelected(MemorySegment context, long fileStart) {
    long earliest = Long.MAX_VALUE;
    for (int i = 0; i < FormatContexts.nbStreams(context); i++) {
      MemorySegment stream = FormatContexts.stream(context, i);
      long time = Streams.startTime(stream);
      if (time != NOPTS && Streams.discard(stream) != FFmpeg.AVDISCARD_ALL()) {
        earliest = Math.min(earliest, rescale(time, Streams.timeBase(stream), MICROSECOND));
      }
    }
    return earliest == Long.MAX_VALUE ? fileStart : Math.max(fileStart, earliest);
  }

  /** What is subtracted from the file's timestamps, in microseconds; 0 where it has none. */
  long start() {
    return -offset;
  }

  /** Corrects a packet, which gets its stream's time base too. */
  void correct(MemorySegment packet) {
    StreamState stream = streams[Packets.streamIndex(packet)];
    Packets.timeBase(packet, stream.timeBase);
    undoWrap(stream, packet);
    shift(packet, rescale(offset, MICROSECOND, stream.timeBase));
    shift(packet, rescale(jumps, MICROSECOND, stream.timeBase));
    if (Packets.dts(packet) != NOPTS) {
      closeJump(stream, packet);
    }
    predict(stream, packet);
  }

  private void undoWrap(StreamState stream, MemorySegment packet) {
    if (stream.wrapChecked || start == NOPTS || stream.wrapBits >= 64 || stream.wrapBits < 2) {
      return;
    }
    stream.wrapChecked = true;
    long limit = rescale(start, MICROSECOND, stream.timeBase) + (1L << (stream.wrapBits - 1));
    if (Packets.dts(packet) != NOPTS && Packets.dts(packet) > limit) {
      Packets.dts(packet, Packets.dts(packet) - (1L << stream.wrapBits));
      stream.wrapChecked = false;
    }
    if (Packets.pts(packet) != NOPTS && Packets.pts(packet) > limit) {
      Packets.pts(packet, Packets.pts(packet) - (1L << stream.wrapBits));
      stream.wrapChecked = false;
    }
  }

  private static void shift(MemorySegment packet, long by) {
    if (Packets.dts(packet) != NOPTS) {
      Packets.dts(packet, Packets.dts(packet) + by);
    }
    if (Packets.pts(packet) != NOPTS) {
      Packets.pts(packet, Packets.pts(packet) + by);
    }
  }

  private void closeJump(StreamState stream, MemorySegment packet) {
    long dts = rescale(Packets.dts(packet), stream.timeBase, MICROSECOND);
    if (stream.nextTime != NOPTS) {
      long delta = dts - stream.nextTime;
      if (mayJump) {
        if (Math.abs(delta) > JUMP || dts + STEP_BACK < stream.time) {
          jump(stream, packet, delta);
        }
      } else {
        dropNonsense(stream, packet, delta);
      }
    } else if (mayJump && lastTime != NOPTS && Math.abs(dts - lastTime) > JUMP) {
      jump(stream, packet, dts - lastTime);
    }
    lastTime = rescale(Packets.dts(packet), stream.timeBase, MICROSECOND);
  }

  private void jump(StreamState stream, MemorySegment packet, long delta) {
    jumps -= delta;
    Log.LOGGER.log(
        Level.DEBUG, "timestamps jump by {0} us in stream {1}", delta, Packets.streamIndex(packet));
    shift(packet, -rescale(delta, MICROSECOND, stream.timeBase));
  }

  private static void dropNonsense(StreamState stream, MemorySegment packet, long delta) {
    if (Math.abs(delta) > NONSENSE) {
      Packets.dts(packet, NOPTS);
    }
    if (Packets.pts(packet) != NOPTS) {
      long pts = rescale(Packets.pts(packet), stream.timeBase, MICROSECOND);
      if (Math.abs(pts - stream.nextTime) > NONSENSE) {
        Packets.pts(packet, NOPTS);
      }
    }
  }

  /** Predicts when the next packet of the stream will be due. */
  private static void predict(StreamState stream, MemorySegment packet) {
    if (!stream.seen) {
      stream.seen = true;
      if (Rationals.isPositive(stream.frameRate)) {
        stream.time =
            -(long)
                (stream.delay
                    * 1e6
                    * stream.frameRate.denominator()
                    / stream.frameRate.numerator());
      }
      if (Packets.pts(packet) != NOPTS) {
        stream.time += rescale(Packets.pts(packet), stream.timeBase, MICROSECOND);
      }
    }
    if (stream.nextTime == NOPTS) {
      stream.nextTime = stream.time;
    }
    if (Packets.dts(packet) != NOPTS) {
      stream.nextTime = rescale(Packets.dts(packet), stream.timeBase, MICROSECOND);
    }
    stream.time = stream.nextTime;
    if (!stream.video && stream.sampleRate > 0) {
      stream.nextTime += 1_000_000L * stream.frameSize / stream.sampleRate;
    } else if (Packets.duration(packet) != 0) {
      stream.nextTime += rescale(Packets.duration(packet), stream.timeBase, MICROSECOND);
    } else if (stream.video && Rationals.isPositive(stream.frameRate)) {
      stream.nextTime += rescale(1, Rationals.invert(stream.frameRate), MICROSECOND);
    }
  }
}
