package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.PoolPlan;
import dev.sampan.PoolTooSmallException;
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

  private static final Holder BLOCKS = Holder.application("audio blocks");
  private static final Holder WRITER = new Holder("writer", Holder.Kind.WRITER);

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

  /**
   * Who holds the pictures of a pool after the decoder, be it the decoder's or a converter's.
   *
   * @param repeats whether the last picture is kept until the next is there
   * @param encoder the AVCodec that reads them
   */
  private PoolPlan pictures(boolean repeats, MemorySegment encoder) {
    Holder reads = new Holder(Codecs.name(encoder) + " encoder", Holder.Kind.ENCODER);
    return PoolPlan.of("video")
        .with(WRITER, 0, QUEUE + 1, "its queue, and the one that is written")
        .with(VideoPump.HOLDER, repeats ? 1 : 0, 2, "the last picture may have to be repeated")
        .with(reads, 0, depth(encoder), "");
  }

  /** How many pictures a job holds between its decoder and its encoder, and inside that. */
  int picturesHeld(MemorySegment encoder) {
    return pictures(false, encoder).samples();
  }

  /** How many blocks of sound a job holds between its decoder and its encoder: short ones. */
  int blocksHeld() {
    PoolPlan plan = PoolPlan.of("audio").with(WRITER, 0, QUEUE + 1, "").with(BLOCKS, 0, 2, "");
    return 2 * plan.samples();
  }

  /**
   * Refuses a fixed number of samples with which a stream comes to a standstill. What only shows
   * later, such as an encoder that keeps pictures, is found then.
   *
   * @param stream index of the stream
   * @param input what is read
   * @param formats what it becomes
   * @param kept how many pictures the decoder keeps at least
   * @throws FFmpegException that says who would keep them, and which number works
   */
  void check(int stream, JobInput input, JobFormats formats, int kept) throws FFmpegException {
    if (settings.samples > 0 && input.isVideo()) {
      Holder decoder = new Holder(input.media().codec() + " decoder", Holder.Kind.READER);
      boolean repeats = formats.clockMode().repeats();
      boolean converts = converts(stream, input, formats);
      PoolPlan decoded =
          pictures(repeats && !converts, input.encoder()).with(decoder, kept, kept, "references");
      try {
        decoded.check(settings.samples);
        if (converts) {
          pictures(repeats, input.encoder()).check(settings.samples);
        }
      } catch (PoolTooSmallException refused) {
        throw new FFmpegException("too few samples to start: " + refused.getMessage(), refused);
      }
    }
  }

  /** Whether the pictures that are kept to be repeated are a converter's. */
  private static boolean converts(int stream, JobInput input, JobFormats formats) {
    Video from = (Video) input.format();
    Video to = (Video) formats.targets().get(stream);
    return input.degrees() != 0
        || from.width() != to.width()
        || from.height() != to.height()
        || !PixelNames.isSameButForRange(from.pixelFormat(), to.pixelFormat())
        || PixelNames.range(from.pixelFormat(), input.color()) != formats.color(stream).range();
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
