package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Transcoder}: sets everything up, waits for it, and takes it down. */
final class TranscodeJob {

  /** Samples of a stream between its pump and its encoder. */
  private static final int QUEUE = 4;

  /** Held beside the queue: by the sink, by the pump, for repeating, and one being made. */
  private static final int BESIDE_QUEUE = 4;

  /** How long consumers may be at work on one picture before that is taken for a standstill. */
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final Duration PATIENCE_WITH_FIXED_SAMPLES = Duration.ofSeconds(5);
  private static final Duration BUFFER_LIMIT = Duration.ofSeconds(2);

  /** Whoever fixes the number of samples may have to wait for every single one. */
  private static final Duration BUFFER_LIMIT_WITH_FIXED_SAMPLES = Duration.ofMillis(50);

  /** What is assumed where neither the file nor its codec says a frame rate. */
  private static final Ratio USUAL_FRAME_RATE = new Ratio(25, 1);

  private final Transcoder.Builder settings;
  private final Path output;
  private final Returns returns = new Returns();
  private final List<LeasePool> pools = new ArrayList<>();
  private final List<InputStream> inputs = new ArrayList<>();
  private final List<StreamPump> pumps = new ArrayList<>();
  private final long started = System.nanoTime();

  TranscodeJob(Transcoder.Builder settings, Path output) {
    this.settings = settings;
    this.output = output;
  }

  /** A stream that is read, with its first sample, which says more than the container. */
  static final class InputStream {
    final int index;
    final MediaStream media;
    final StreamFormat format;
    final SampleLayout.Color color;
    final MemorySegment codec;
    @Nullable Sample first;

    InputStream(
        int index,
        MediaStream media,
        StreamFormat format,
        SampleLayout.Color color,
        MemorySegment codec,
        @Nullable Sample first) {
      this.index = index;
      this.media = media;
      this.format = format;
      this.color = color;
      this.codec = codec;
      this.first = first;
    }

    /** How far the pictures must be turned clockwise, in quarters; other angles are left alone. */
    int degrees() {
      return isVideo() && media.rotation() % 90 == 0 ? media.rotation() : 0;
    }

    boolean isVideo() {
      return format instanceof Video;
    }
  }

  TranscodeReport run() throws IOException, InterruptedException {
    Container container = Container.of(output);
    new PartialFile(output); // complains before anything is decoded
    FFmpegReader.Options options = readerOptions(container);
    // Rows as long as those of encoders that refer to pictures, so that these keep ours.
    ReaderHooks hooks = new ReaderHooks(returns, VideoConversion.EDGES);
    try (FFmpegReader reader = FFmpegReader.open(settings.input, options, hooks)) {
      try {
        readFirst(reader, container);
        return transcode(reader, container);
      } finally {
        closeFirst();
        pools.forEach(LeasePool::close);
      }
    }
  }

  private FFmpegReader.Options readerOptions(Container container) throws FFmpegException {
    boolean video = !"none".equals(settings.videoEncoder) && container.holds(true);
    boolean audio = !"none".equals(settings.audioEncoder) && container.holds(false);
    int held = QUEUE + BESIDE_QUEUE;
    int videoDepth = video ? depth(container.encoder(true, settings.videoEncoder)) : 0;
    boolean fixed = settings.samples > 0;
    return FFmpegReader.Options.DEFAULT
        .withStreams(video, audio)
        .withDecoderThreads(settings.decoderThreads)
        .withExtraSamples(held + videoDepth, 2 * held)
        .withSamples(settings.samples)
        .withLimits(
            fixed ? BUFFER_LIMIT_WITH_FIXED_SAMPLES : BUFFER_LIMIT,
            fixed ? PATIENCE_WITH_FIXED_SAMPLES : PATIENCE);
  }

  /** How many samples an encoder may keep. */
  private int depth(MemorySegment codec) {
    if (Codecs.has(codec, FFmpeg.AV_CODEC_CAP_FRAME_THREADS())) {
      int threads = settings.encoderThreads > 0 ? settings.encoderThreads : mostThreads();
      return threads + 2;
    }
    // The one at work, and those that wait until they can be referred to.
    return 4;
  }

  private static int mostThreads() {
    return Math.min(16, FFmpeg.av_cpu_count() + 1);
  }

  /** Reads the first sample of each stream: it says what the decoder really makes. */
  private void readFirst(FFmpegReader reader, Container container)
      throws IOException, InterruptedException {
    List<MediaStream> selected = reader.selected();
    boolean any = false;
    for (int i = 0; i < selected.size(); i++) {
      MediaStream media = selected.get(i);
      boolean video = media.kind() == MediaStream.Kind.VIDEO;
      MemorySegment codec =
          container.encoder(video, video ? settings.videoEncoder : settings.audioEncoder);
      Sample first = JobStream.read(reader, i);
      any |= first != null;
      SampleLayout layout = first == null ? null : first.properties().layout();
      StreamFormat format = media.format();
      SampleLayout.Color color = SampleLayout.Color.UNSPECIFIED;
      InputStream input = new InputStream(i, media, format, color, codec, first);
      inputs.add(input);
      if (first != null && layout != null) {
        format = JobFormats.actual(media.format(), layout, first.properties().attributes());
        color = layout.color();
        inputs.set(inputs.size() - 1, new InputStream(i, media, format, color, codec, first));
      }
    }
    if (!any) {
      throw new FFmpegException(
          "there is nothing to transcode in %s: its streams end before the first picture or sound"
              .formatted(settings.input),
          0);
    }
  }

  private void closeFirst() {
    for (InputStream input : inputs) {
      Sample first = input.first;
      input.first = null;
      if (first != null) {
        first.close();
      }
    }
  }

  private TranscodeReport transcode(FFmpegReader reader, Container container)
      throws IOException, InterruptedException {
    JobFormats formats = new JobFormats(settings, container, reader, inputs);
    FFmpegSink sink = formats.sink(output, returns);
    SampleWriter.Builder builder =
        SampleWriter.to(sink).name(container.name() + " writer").queue(QUEUE);
    formats.targets().forEach(builder::stream);
    JobThreads threads = new JobThreads();
    try (SampleWriter writer = builder.build()) {
      writer.begin();
      try {
        makePumps(reader, writer, sink, formats);
        threads.run(pumps, settings.progress, () -> progress(reader, sink));
        writer.end();
      } catch (IOException | InterruptedException | RuntimeException | Error failure) {
        threads.stop();
        throw failure;
      }
    } catch (IOException failure) {
      throw JobThreads.plain(failure);
    }
    reader.close();
    pools.forEach(LeasePool::close);
    TranscodeReport report =
        new JobReport(settings, output, container, reader, sink, formats, inputs, pumps, pools)
            .make(returns, (System.nanoTime() - started) / 1e9);
    if (settings.progress != null) {
      settings.progress.progress(progress(reader, sink));
    }
    return report;
  }

  private void makePumps(
      FFmpegReader reader, SampleWriter writer, FFmpegSink sink, JobFormats formats) {
    Pace pace = new Pace(inputs.size());
    for (int i = 0; i < inputs.size(); i++) {
      InputStream input = inputs.get(i);
      JobStream stream = new JobStream(reader, input.index, writer, i, pace);
      StreamEncoder encoder = sink.encoders().get(i);
      Sample first = input.first;
      input.first = null;
      StreamFormat target = formats.targets().get(i);
      pumps.add(
          target instanceof Video
              ? videoPump(stream, first, (Video) target, formats, encoder, input)
              : audioPump(stream, first, (Audio) target, encoder));
    }
  }

  private StreamPump videoPump(
      JobStream stream,
      @Nullable Sample first,
      Video target,
      JobFormats formats,
      StreamEncoder encoder,
      InputStream input) {
    SampleLayout.Color color = formats.color(stream.index());
    Ratio inputUnit =
        Rationals.isPositive(input.media.timeBase()) ? input.media.timeBase() : Rationals.TICK;
    PictureClock.Mode mode = formats.clockMode();
    PictureClock clock = new PictureClock(mode, inputUnit, formats.timeBase(stream.index()));
    boolean repeats =
        mode == PictureClock.Mode.CONSTANT || mode == PictureClock.Mode.CONSTANT_FROM_FIRST;
    // The pool asks the pump, which asks for the pool: neither before the job runs.
    StreamPump[] self = new StreamPump[1];
    int count = settings.samples > 0 ? settings.samples : QUEUE + BESIDE_QUEUE + depth(input.codec);
    VideoConversion conversion =
        new VideoConversion(
            target,
            color,
            input.degrees(),
            encoder,
            (name, size) -> pool(size, count, name, encoder, self));
    VideoPump pump = new VideoPump(stream, first, color, inputUnit, clock, repeats, conversion);
    self[0] = pump;
    return pump;
  }

  private StreamPump audioPump(
      JobStream stream, @Nullable Sample first, Audio target, StreamEncoder encoder) {
    StreamPump[] self = new StreamPump[1];
    int count = settings.samples > 0 ? settings.samples : 2 * (QUEUE + BESIDE_QUEUE);
    AudioPump pump =
        new AudioPump(
            stream,
            first,
            target,
            encoder.frameSize(),
            size -> pool(size, count, "audio converter", encoder, self));
    self[0] = pump;
    return pump;
  }

  private LeasePool pool(
      long size, int count, String name, StreamEncoder encoder, StreamPump[] pump) {
    SampleAllocator allocator = SampleAllocator.builder(name).sampleSize(size).count(count).build();
    allocator.setReleaseHandler(returns);
    LeasePool pool =
        new LeasePool(
            allocator,
            Holder.application(name),
            () -> pump[0] != null && pump[0].written() > encoder.frames());
    synchronized (pools) {
      pools.add(pool);
    }
    return pool;
  }

  private Progress progress(FFmpegReader reader, FFmpegSink sink) {
    StreamPump leading = pumps.get(0);
    double seconds = (System.nanoTime() - started) / 1e9;
    return new Progress(
        leading.decoded(),
        leading.written(),
        Math.max(0, leading.time()),
        reader.duration(),
        leading.written() / seconds,
        sink.bytesEncoded());
  }

  static Ratio usualFrameRate() {
    return USUAL_FRAME_RATE;
  }
}
