package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.FFmpegException;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** AVOutputFormat, and an AVFormatContext that writes. */
public final class Muxers {

  private Muxers() {}

  /** The container for a file's extension, or the null pointer. */
  public static MemorySegment guess(String fileName) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.av_guess_format(Pointers.NULL, arena.allocateFrom(fileName), Pointers.NULL);
    }
  }

  /** FFmpeg's name of a container, for example {@code asf}. */
  public static String name(MemorySegment format) {
    return Pointers.string(Pointers.get(format, FFmpeg.AVOutputFormat_name()), "?");
  }

  public static int flags(MemorySegment format) {
    return Pointers.getInt(format, FFmpeg.AVOutputFormat_flags());
  }

  /** The codec that a container prefers for a file name and kind of stream. */
  public static int preferredCodec(MemorySegment format, String fileName, int mediaType) {
    try (Arena arena = Arena.ofConfined()) {
      return FFmpeg.av_guess_codec(
          format, Pointers.NULL, arena.allocateFrom(fileName), Pointers.NULL, mediaType);
    }
  }

  /**
   * Makes a context that writes.
   *
   * @param format the container
   * @param file what will be written
   * @return the context, which {@link #free} frees
   * @throws FFmpegException if there is no memory for it
   */
  public static MemorySegment alloc(MemorySegment format, Path file) throws FFmpegException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slot = arena.allocate(FFmpeg.C_POINTER);
      AvError.check(
          FFmpeg.avformat_alloc_output_context2(
              slot, format, Pointers.NULL, arena.allocateFrom(file.toString())),
          "prepare the container " + name(format));
      return Pointers.of(slot.get(FFmpeg.C_POINTER, 0).address());
    }
  }

  /** Frees a context, its streams, and the packets that it still has. */
  public static void free(MemorySegment context) {
    FFmpeg.avformat_free_context(context);
  }

  public static MemorySegment newStream(MemorySegment context) {
    return AvError.checkAllocated(FFmpeg.avformat_new_stream(context, Pointers.NULL), "a stream");
  }

  public static void maxDelay(MemorySegment context, int microseconds) {
    Pointers.setInt(context, FFmpeg.AVFormatContext_max_delay(), microseconds);
  }

  /** Opens the file that the context writes. */
  public static void open(MemorySegment context, Path file) throws FFmpegException {
    try (Arena arena = Arena.ofConfined()) {
      AvError.check(
          FFmpeg.avio_open(
              FormatContexts.pbSlot(context),
              // With the protocol, a name that holds a colon is still a name.
              arena.allocateFrom("file:" + file),
              FFmpeg.AVIO_FLAG_WRITE()),
          "create " + file);
    }
  }

  /** Closes the file; what was buffered is written. Does nothing if it is not open. */
  public static int close(MemorySegment context) {
    return FFmpeg.avio_closep(FormatContexts.pbSlot(context));
  }

  public static int writeHeader(MemorySegment context) {
    return FFmpeg.avformat_write_header(context, Pointers.NULL);
  }

  /** Writes a packet when its turn comes, and leaves it empty. */
  public static int write(MemorySegment context, MemorySegment packet) {
    return FFmpeg.av_interleaved_write_frame(context, packet);
  }

  public static int writeTrailer(MemorySegment context) {
    return FFmpeg.av_write_trailer(context);
  }

  /** Says in a stream's parameters what its encoder makes. */
  public static void describe(MemorySegment stream, MemorySegment encoder) throws FFmpegException {
    AvError.check(
        FFmpeg.avcodec_parameters_from_context(Streams.codecpar(stream), encoder),
        "describe a stream");
  }

  /** Counts a packet's times in another unit. */
  public static void rescale(MemorySegment packet, Ratio from, Ratio to) {
    if (from.equals(to)) {
      return;
    }
    if (Packets.pts(packet) != Frames.NOPTS) {
      Packets.pts(packet, Rationals.rescale(Packets.pts(packet), from, to));
    }
    if (Packets.dts(packet) != Frames.NOPTS) {
      Packets.dts(packet, Rationals.rescale(Packets.dts(packet), from, to));
    }
    if (Packets.duration(packet) > 0) {
      Packets.duration(packet, Rationals.rescale(Packets.duration(packet), from, to));
    }
  }
}
