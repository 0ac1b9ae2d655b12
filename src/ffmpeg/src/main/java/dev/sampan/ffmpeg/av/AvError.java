package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.FFmpegException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** FFmpeg's error codes. */
public final class AvError {

  /** End of file, or of what a codec had left. */
  public static final int EOF = FFmpeg.AVERROR_EOF();

  /** The codec wants the other call first: more input, or its output taken. */
  public static final int EAGAIN = FFmpeg.SAMPAN_AVERROR_EAGAIN();

  /** Out of memory. */
  public static final int ENOMEM = FFmpeg.SAMPAN_AVERROR_ENOMEM();

  /** Damaged or unknown data. */
  public static final int INVALIDDATA = FFmpeg.AVERROR_INVALIDDATA();

  /** A call was ended by the interrupt callback. */
  public static final int EXIT = FFmpeg.AVERROR_EXIT();

  private AvError() {}

  /**
   * Passes a result on if it is none of the errors.
   *
   * @param code what FFmpeg returned
   * @param what what was being done, to begin a sentence with, for example {@code open clip.mp4}
   * @return the code, at least 0
   * @throws FFmpegException if the code is negative
   */
  public static int check(int code, String what) throws FFmpegException {
    if (code < 0) {
      throw exception(code, what);
    }
    return code;
  }

  /**
   * Passes a pointer on if it is one.
   *
   * @param pointer what FFmpeg allocated
   * @param what what it is
   * @return the pointer, not null
   * @throws OutOfMemoryError if the pointer is null
   */
  public static MemorySegment checkAllocated(MemorySegment pointer, String what) {
    if (Pointers.isNull(pointer)) {
      throw new OutOfMemoryError("FFmpeg could not allocate " + what);
    }
    return pointer;
  }

  /**
   * Makes the exception for a code.
   *
   * @param code what FFmpeg returned
   * @param what what was being done
   * @return the exception, to be thrown
   */
  public static FFmpegException exception(int code, String what) {
    StringBuilder message =
        new StringBuilder("could not ").append(what).append(": ").append(text(code));
    String logged = Log.takeLastError();
    if (logged != null) {
      message.append(" (").append(logged).append(')');
    }
    String remedy = remedy(code);
    if (remedy != null) {
      message.append("; ").append(remedy);
    }
    return new FFmpegException(message.toString(), code);
  }

  /**
   * Returns FFmpeg's text for a code.
   *
   * @param code a negative code
   * @return the text
   */
  public static String text(int code) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(FFmpeg.AV_ERROR_MAX_STRING_SIZE());
      FFmpeg.av_strerror(code, text, text.byteSize());
      return text.getString(0);
    }
  }

  private static @Nullable String remedy(int code) {
    if (code == INVALIDDATA) {
      return "the data is damaged, cut off, or of a kind that FFmpeg does not know";
    }
    if (code == FFmpeg.AVERROR_DECODER_NOT_FOUND() || code == FFmpeg.AVERROR_ENCODER_NOT_FOUND()) {
      return "this build of FFmpeg does not have that codec";
    }
    if (code == FFmpeg.SAMPAN_AVERROR_ENOSPC()) {
      return "the disk is full: make room or write elsewhere";
    }
    if (code == FFmpeg.SAMPAN_AVERROR_EACCES() || code == FFmpeg.SAMPAN_AVERROR_EPERM()) {
      return "check who may read or write there";
    }
    return null;
  }
}
