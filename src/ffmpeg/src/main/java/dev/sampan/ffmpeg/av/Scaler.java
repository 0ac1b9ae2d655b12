package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.FFmpegException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * SwsContext: converts pictures to another pixel format, size or colour range. What changes is read
 * from the frames, each time. For one thread at a time.
 */
public final class Scaler implements AutoCloseable {

  private final MemorySegment context;

  /**
   * Makes a scaler.
   *
   * @param threads how many convert a picture together, 0 for as many as there are processors
   */
  public Scaler(int threads) {
    context = AvError.checkAllocated(FFmpeg.sws_alloc_context(), "a scaler");
    set("threads", threads);
    set("sws_flags", FFmpeg.SWS_BICUBIC());
  }

  private void set(String option, long value) {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.av_opt_set_int(context, arena.allocateFrom(option), value, 0);
    }
  }

  /**
   * Converts a picture.
   *
   * @param from with planes, format, size and colour
   * @param to the same; its planes are filled
   * @throws FFmpegException if that cannot be converted
   */
  public void convert(MemorySegment from, MemorySegment to) throws FFmpegException {
    int code = FFmpeg.sws_scale_frame(context, to, from);
    if (code < 0) {
      throw AvError.exception(
          code,
          "convert pictures from %s %dx%d to %s %dx%d"
              .formatted(
                  Formats.pixelName(Frames.format(from)),
                  Frames.width(from),
                  Frames.height(from),
                  Formats.pixelName(Frames.format(to)),
                  Frames.width(to),
                  Frames.height(to)));
    }
  }

  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.sws_free_context(arena.allocateFrom(FFmpeg.C_POINTER, context));
    }
  }
}
