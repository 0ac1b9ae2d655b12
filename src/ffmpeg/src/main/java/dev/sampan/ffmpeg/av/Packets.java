package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.AVPacket;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVPacket: a piece of one compressed stream. Names are those of the fields. */
public final class Packets {

  private Packets() {}

  /** Makes an empty packet, which {@link #free} frees. */
  public static MemorySegment alloc() {
    return AvError.checkAllocated(FFmpeg.av_packet_alloc(), "a packet");
  }

  public static void free(MemorySegment packet) {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.av_packet_free(arena.allocateFrom(FFmpeg.C_POINTER, packet));
    }
  }

  public static void unref(MemorySegment packet) {
    FFmpeg.av_packet_unref(packet);
  }

  public static void moveRef(MemorySegment to, MemorySegment from) {
    FFmpeg.av_packet_move_ref(to, from);
  }

  public static MemorySegment buf(MemorySegment packet) {
    return AVPacket.buf(packet);
  }

  public static void buf(MemorySegment packet, MemorySegment reference) {
    AVPacket.buf(packet, reference);
  }

  public static MemorySegment data(MemorySegment packet) {
    return AVPacket.data(packet);
  }

  public static void data(MemorySegment packet, MemorySegment bytes) {
    AVPacket.data(packet, bytes);
  }

  public static int size(MemorySegment packet) {
    return AVPacket.size(packet);
  }

  public static void size(MemorySegment packet, int bytes) {
    AVPacket.size(packet, bytes);
  }

  public static int streamIndex(MemorySegment packet) {
    return AVPacket.stream_index(packet);
  }

  public static void streamIndex(MemorySegment packet, int index) {
    AVPacket.stream_index(packet, index);
  }

  public static long pts(MemorySegment packet) {
    return AVPacket.pts(packet);
  }

  public static void pts(MemorySegment packet, long pts) {
    AVPacket.pts(packet, pts);
  }

  public static long dts(MemorySegment packet) {
    return AVPacket.dts(packet);
  }

  public static void dts(MemorySegment packet, long dts) {
    AVPacket.dts(packet, dts);
  }

  public static long duration(MemorySegment packet) {
    return AVPacket.duration(packet);
  }

  public static void duration(MemorySegment packet, long duration) {
    AVPacket.duration(packet, duration);
  }

  public static int flags(MemorySegment packet) {
    return AVPacket.flags(packet);
  }

  public static void flags(MemorySegment packet, int flags) {
    AVPacket.flags(packet, flags);
  }

  public static Ratio timeBase(MemorySegment packet) {
    return Rationals.get(packet, AVPacket.time_base$offset());
  }

  public static void timeBase(MemorySegment packet, Ratio unit) {
    Rationals.set(packet, AVPacket.time_base$offset(), unit);
  }
}
