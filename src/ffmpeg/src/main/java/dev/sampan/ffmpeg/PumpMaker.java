package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.ReleaseHandler;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Makes the pumps of a job, and the pools that they take samples from; knows how many they need.
 */
final class PumpMaker {

  /** Samples of a stream between its pump and its encoder. */
  static final int QUEUE = 4;

  /** Held beside the queue: by the sink, by the pump, for repeating, and one being made. */
  private static final int BESIDE_QUEUE = 4;

  /**
   * What an encoder keeps that has no threads: the one at work, those waiting to be referred to.
   */
  private static final int USUAL_DEPTH = 4;

  private static final int MOST_THREADS = 16;

  private final Transcoder.Builder settings;
  private final ReleaseHandler returns;
  private final JobProfile profile;

  /** Added to by the pumps' threads. */
  private final List<LeasePool> pools = new ArrayList<>();

  PumpMaker(Transcoder.Builder settings, ReleaseHandler returns, JobProfile profile) {
    this.settings = settings;
    this.returns = returns;
    this.profile = profile;
  }

  /** How many pictures a job holds between its decoder and its encoder, and inside that. */
  int picturesHeld(MemorySegment encoder) {
    return QUEUE + BESIDE_QUEUE + depth(encoder);
  }

  /** How many blocks of sound a job holds between its decoder and its encoder. */
  int blocksHeld() {
    return 2 * (QUEUE + BESIDE_QUEUE);
  }

  private int depth(MemorySegment encoder) {
    if (!Codecs.has(encoder, FFmpeg.AV_CODEC_CAP_FRAME_THREADS())) {
      return USUAL_DEPTH;
    }
    int threads =
        settings.encoderThreads > 0
            ? settings.encoderThreads
            : Math.min(MOST_THREADS, FFmpeg.av_cpu_count() + 1);
    return threads + 2;
  }

  /** Makes the pump of a stream. */
  StreamPump make(JobStream stream, JobInput input, JobFormats formats, StreamEncoder encoder) {
    return input.isVideo()
        ? video(stream, input, formats, encoder)
        : audio(stream, input, (Audio) formats.targets().get(stream.index()), encoder);
  }

  private StreamPump video(
      JobStream stream, JobInput input, JobFormats formats, StreamEncoder encoder) {
    Video target = (Video) formats.targets().get(stream.index());
    SampleLayout.Color color = formats.color(stream.index());
    Ratio fileUnit = input.media().timeBase();
    Ratio inputUnit = Rationals.isPositive(fileUnit) ? fileUnit : Rationals.TICK;
    PictureClock.Mode mode = formats.clockMode();
    PictureClock clock = new PictureClock(mode, inputUnit, formats.timeBase(stream.index()));
    int count = settings.samples > 0 ? settings.samples : picturesHeld(input.encoder());
    VideoConversion conversion =
        new VideoConversion(
            target,
            color,
            input.degrees(),
            encoder,
            (name, size) -> pool(name, size, count, () -> stream.written() > encoder.frames()));
    return new VideoPump(
        stream, input.takeFirst(), color, inputUnit, clock, mode.repeats(), conversion);
  }

  private StreamPump audio(JobStream stream, JobInput input, Audio target, StreamEncoder encoder) {
    int count = settings.samples > 0 ? settings.samples : blocksHeld();
    return new AudioPump(
        stream,
        input.takeFirst(),
        target,
        encoder.frameSize(),
        size -> pool("audio converter", size, count, () -> stream.written() > encoder.frames()));
  }

  private LeasePool pool(String name, long size, int count, BooleanSupplier atWork) {
    SampleAllocator allocator =
        profile.build(SampleAllocator.builder(name).sampleSize(size).count(count));
    allocator.setReleaseHandler(returns);
    LeasePool pool = new LeasePool(allocator, Holder.application(name), atWork);
    synchronized (pools) {
      pools.add(pool);
    }
    return pool;
  }

  /** The pools that were made so far. */
  List<LeasePool> pools() {
    synchronized (pools) {
      return List.copyOf(pools);
    }
  }
}
