package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Muxers;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Streams;
import java.lang.foreign.MemorySegment;

/** Makes the times of one stream's packets such as its container can store. */
final class StreamTimes {

  private final MemorySegment stream;

  /** Whether each packet must be later than the one before, or may be at the same time. */
  private final boolean strict;

  private long last = Frames.NOPTS;

  StreamTimes(MemorySegment stream, boolean strict) {
    this.stream = stream;
    this.strict = strict;
  }

  /** Counts a packet's times in the stream's unit, and moves a decoding time that goes back. */
  void adjust(MemorySegment packet) {
    Muxers.rescale(packet, Packets.timeBase(packet), Streams.timeBase(stream));
    Packets.timeBase(packet, Streams.timeBase(stream));
    long dts = Packets.dts(packet);
    long pts = Packets.pts(packet);
    if (dts != Frames.NOPTS && pts != Frames.NOPTS && dts > pts) {
      // The container's writer refuses such a packet. The middle of the three is a fair guess.
      long next = last == Frames.NOPTS ? pts : last + 1;
      dts = pts = Math.max(Math.min(pts, dts), Math.min(Math.max(pts, dts), next));
    }
    if (dts != Frames.NOPTS && last != Frames.NOPTS) {
      long earliest = strict ? last + 1 : last;
      if (dts < earliest) {
        dts = earliest;
        if (pts != Frames.NOPTS) {
          pts = Math.max(pts, dts);
        }
      }
    }
    Packets.dts(packet, dts);
    Packets.pts(packet, pts);
    last = dts;
  }
}
