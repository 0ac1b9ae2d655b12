package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.FFmpegException;
import dev.sampan.stream.StreamFormat.Audio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * SwrContext: converts sound to another sample format, rate or channel layout. For one thread at a
 * time.
 */
public final class Resampler implements AutoCloseable {

  private final MemorySegment context;
  private final long fromRate;
  private final long toRate;

  /**
   * Makes a resampler.
   *
   * @param from what there is
   * @param to what is wanted
   * @throws FFmpegException if that cannot be converted
   */
  public Resampler(Audio from, Audio to) throws FFmpegException {
    fromRate = from.sampleRate();
    toRate = to.sampleRate();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slot = arena.allocate(FFmpeg.C_POINTER);
      MemorySegment fromLayout = ChannelLayouts.of(from, arena);
      MemorySegment toLayout = ChannelLayouts.of(to, arena);
      String what = "convert sound from %s to %s".formatted(from, to);
      int code =
          FFmpeg.swr_alloc_set_opts2(
              slot,
              toLayout,
              Formats.sampleFormat(to.sampleFormat()),
              to.sampleRate(),
              fromLayout,
              Formats.sampleFormat(from.sampleFormat()),
              from.sampleRate(),
              0,
              Pointers.NULL);
      FFmpeg.av_channel_layout_uninit(fromLayout);
      FFmpeg.av_channel_layout_uninit(toLayout);
      AvError.check(code, what);
      context = slot.get(FFmpeg.C_POINTER, 0);
      code = FFmpeg.swr_init(context);
      if (code < 0) {
        close();
        throw AvError.exception(code, what);
      }
    }
  }

  /**
   * Says when the next input begins.
   *
   * @param time in samples of the input's rate
   * @return when the next output begins, in samples of the output's rate
   */
  public long nextOutput(long time) {
    long next = FFmpeg.swr_next_pts(context, time * toRate);
    long half = fromRate / 2;
    return next >= 0 ? (next + half) / fromRate : -((-next + half) / fromRate);
  }

  /**
   * Says how much input can be given so that all that it becomes fits.
   *
   * @param count samples per channel that there are
   * @param room samples per channel that fit
   * @return how many of them, perhaps 0
   */
  public int fitting(int count, int room) {
    if (outputOf(count) <= room) {
      return count;
    }
    long guess = Math.max(0, room - outputOf(0)) * fromRate / toRate;
    int given = (int) Math.min(guess, count);
    while (given > 0 && outputOf(given) > room) {
      given--;
    }
    return given;
  }

  /** Samples per channel that come out at most if so many more go in. */
  private long outputOf(int count) {
    return FFmpeg.swr_get_out_samples(context, count);
  }

  /**
   * Converts. Input that does not fit is kept for the next call.
   *
   * @param to pointers to the output's planes
   * @param room samples per channel that fit there
   * @param from pointers to the input's planes, or the null pointer to get what is left at the end
   * @param count samples per channel there; 0 to get more of what was kept
   * @return samples per channel written
   * @throws FFmpegException if FFmpeg fails
   */
  public int convert(MemorySegment to, int room, MemorySegment from, int count)
      throws FFmpegException {
    return AvError.check(FFmpeg.swr_convert(context, to, room, from, count), "convert sound");
  }

  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.swr_free(arena.allocateFrom(FFmpeg.C_POINTER, context));
    }
  }
}
