package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;
import static dev.sampan.ffmpeg.av.Pointers.getLong;
import static dev.sampan.ffmpeg.av.Pointers.setInt;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVFormatContext: a container being read or written. Names are those of the fields. */
public final class FormatContexts {

  private FormatContexts() {}

  /** Makes an empty context. */
  public static MemorySegment alloc() {
    return AvError.checkAllocated(FFmpeg.avformat_alloc_context(), "a format context");
  }

  /** Closes a file that was read, and frees its context. */
  public static void closeInput(MemorySegment context) {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.avformat_close_input(arena.allocateFrom(FFmpeg.C_POINTER, context));
    }
  }

  public static MemorySegment inputFormat(MemorySegment context) {
    return Pointers.get(context, FFmpeg.AVFormatContext_iformat());
  }

  public static MemorySegment outputFormat(MemorySegment context) {
    return Pointers.get(context, FFmpeg.AVFormatContext_oformat());
  }

  public static String inputFormatName(MemorySegment context) {
    return Pointers.string(Pointers.get(inputFormat(context), FFmpeg.AVInputFormat_name()), "?");
  }

  public static int inputFormatFlags(MemorySegment context) {
    return getInt(inputFormat(context), FFmpeg.AVInputFormat_flags());
  }

  public static int outputFormatFlags(MemorySegment context) {
    return getInt(outputFormat(context), FFmpeg.AVOutputFormat_flags());
  }

  public static int nbStreams(MemorySegment context) {
    return getInt(context, FFmpeg.AVFormatContext_nb_streams());
  }

  public static MemorySegment stream(MemorySegment context, int index) {
    return Pointers.element(Pointers.get(context, FFmpeg.AVFormatContext_streams()), index);
  }

  public static long startTime(MemorySegment context) {
    return getLong(context, FFmpeg.AVFormatContext_start_time());
  }

  public static long duration(MemorySegment context) {
    return getLong(context, FFmpeg.AVFormatContext_duration());
  }

  public static long bitRate(MemorySegment context) {
    return getLong(context, FFmpeg.AVFormatContext_bit_rate());
  }

  public static int flags(MemorySegment context) {
    return getInt(context, FFmpeg.AVFormatContext_flags());
  }

  public static void addFlags(MemorySegment context, int flags) {
    setInt(context, FFmpeg.AVFormatContext_flags(), flags(context) | flags);
  }

  public static MemorySegment metadata(MemorySegment context) {
    return Pointers.get(context, FFmpeg.AVFormatContext_metadata());
  }

  /** Where the pointer to the metadata is. */
  public static MemorySegment metadataSlot(MemorySegment context) {
    return context.asSlice(FFmpeg.AVFormatContext_metadata(), 8);
  }

  public static MemorySegment pb(MemorySegment context) {
    return Pointers.get(context, FFmpeg.AVFormatContext_pb());
  }

  /** Where the pointer to the I/O context is. */
  public static MemorySegment pbSlot(MemorySegment context) {
    return context.asSlice(FFmpeg.AVFormatContext_pb(), 8);
  }

  /**
   * Sets what blocking calls ask whether they should end.
   *
   * @param context before it is opened
   * @param callback made once and immortal
   * @param opaque what the callback gets
   */
  public static void interruptCallback(MemorySegment context, MemorySegment callback, long opaque) {
    long base = FFmpeg.AVFormatContext_interrupt_callback();
    Pointers.set(context, base + FFmpeg.AVIOInterruptCB_callback(), callback);
    Pointers.setLong(context, base + FFmpeg.AVIOInterruptCB_opaque(), opaque);
  }
}
