package dev.sampan.ffmpeg;

import dev.sampan.stream.SampleWriter;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run of a {@link Transcoder}: sets everything up, waits for it, and takes it down. */
final class TranscodeJob {

  private static final String NONE = "none";

  /** How long consumers may be at work on one picture before that is taken for a standstill. */
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final Duration PATIENCE_WITH_FIXED_SAMPLES = Duration.ofSeconds(5);
  private static final Duration BUFFER_LIMIT = Duration.ofSeconds(2);

  /** Whoever fixes the number of samples may have to wait for every single one. */
  private static final Duration BUFFER_LIMIT_WITH_FIXED_SAMPLES = Duration.ofMillis(50);

  private final Transcoder.Builder settings;
  private final Path output;
  private final Returns returns = new Returns();
  private final JobProfile profile;
  private final PumpMaker pumpMaker;
  private final List<JobInput> inputs = new ArrayList<>();
  private final List<StreamPump> pumps = new ArrayList<>();
  private final long started = System.nanoTime();
  private @Nullable JobSource openReader;
  private @Nullable FFmpegSink openSink;

  TranscodeJob(Transcoder.Builder settings, Path output) {
    this.settings = settings;
    this.output = output;
    this.profile = new JobProfile(settings.profile);
    this.pumpMaker = new PumpMaker(settings, returns, profile);
  }

  TranscodeReport run() throws IOException, InterruptedException {
    Container container = Container.of(output);
    new PartialFile(output); // complains before anything is decoded
    FFmpegReader.Options options = readerOptions(container);
    ReaderHooks hooks = new ReaderHooks(returns, profile);
    try (JobSource reader = JobSource.open(settings.input, options, hooks)) {
      openReader = reader;
      try {
        readFirst(reader, container);
        return transcode(reader, container);
      } finally {
        inputs.forEach(JobInput::close);
        pumpMaker.pools().forEach(LeasePool::close);
      }
    }
  }

  private FFmpegReader.Options readerOptions(Container container) throws FFmpegException {
    boolean video = !NONE.equals(settings.videoEncoder) && container.holds(true);
    boolean audio = !NONE.equals(settings.audioEncoder) && container.holds(false);
    if (!video && !audio) {
      throw new FFmpegException(
          "nothing is left to write into %s: leave pictures or sound in".formatted(output), 0);
    }
    int pictures =
        video ? pumpMaker.picturesHeld(container.encoder(true, settings.videoEncoder)) : 1;
    boolean fixed = settings.samples > 0;
    return FFmpegReader.Options.DEFAULT
        .withStreams(video, audio)
        .withDecoderThreads(settings.decoderThreads)
        .withExtraSamples(pictures, pumpMaker.blocksHeld())
        .withSamples(settings.samples)
        .withLimits(
            fixed ? BUFFER_LIMIT_WITH_FIXED_SAMPLES : BUFFER_LIMIT,
            fixed ? PATIENCE_WITH_FIXED_SAMPLES : PATIENCE);
  }

  private void readFirst(JobSource reader, Container container)
      throws IOException, InterruptedException {
    List<MediaStream> selected = reader.selected();
    for (int i = 0; i < selected.size(); i++) {
      boolean video = selected.get(i).kind() == MediaStream.Kind.VIDEO;
      MemorySegment encoder =
          container.encoder(video, video ? settings.videoEncoder : settings.audioEncoder);
      inputs.add(JobInput.read(reader, i, encoder));
    }
    if (inputs.stream().allMatch(JobInput::isEmpty)) {
      throw new FFmpegException(
          "there is nothing to transcode in %s: its streams end before the first picture or sound"
              .formatted(settings.input),
          0);
    }
  }

  private TranscodeReport transcode(JobSource reader, Container container)
      throws IOException, InterruptedException {
    JobFormats formats = new JobFormats(settings, container, reader, inputs);
    for (int i = 0; i < inputs.size(); i++) {
      int index = inputs.get(i).index();
      int kept = reader instanceof FFmpegReader file ? file.decoderKeepsAtLeast(index) : 0;
      pumpMaker.check(i, inputs.get(i), formats, kept);
    }
    FFmpegSink sink = formats.sink(output, returns, profile);
    openSink = sink;
    SampleWriter.Builder builder =
        SampleWriter.to(sink).name(container.name() + " writer").queue(PumpMaker.QUEUE);
    formats.targets().forEach(builder::stream);
    try (SampleWriter writer = builder.build()) {
      writer.begin();
      pump(reader, writer, sink, formats);
      writer.end();
    } catch (IOException failure) {
      throw JobThreads.plain(failure);
    }
    reader.close();
    pumpMaker.pools().forEach(LeasePool::close);
    TranscodeReport report =
        new JobReport(
                settings,
                output,
                container,
                reader,
                sink,
                formats,
                inputs,
                pumps,
                pumpMaker.pools())
            .make(returns, profile, (System.nanoTime() - started) / 1e9);
    if (settings.progress != null) {
      settings.progress.progress(progress(reader, sink));
    }
    return report;
  }

  private void pump(JobSource reader, SampleWriter writer, FFmpegSink sink, JobFormats formats)
      throws IOException, InterruptedException {
    JobThreads threads = new JobThreads();
    boolean running = false;
    try {
      Pace pace = new Pace(inputs.size());
      for (int i = 0; i < inputs.size(); i++) {
        JobStream stream = new JobStream(reader, inputs.get(i).index(), writer, i, pace);
        pumps.add(pumpMaker.make(stream, inputs.get(i), formats, sink.encoders().get(i)));
      }
      running = true;
      threads.start(pumps);
      threads.await(settings.progress, () -> progress(reader, sink));
    } finally {
      threads.stop();
      if (!running) {
        pumps.forEach(StreamPump::close);
      }
    }
  }

  private Progress progress(JobSource reader, FFmpegSink sink) {
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

  /** Samples that are still out, after a run that succeeded and after one that failed. */
  long samplesOut() {
    long out = openReader == null ? 0 : openReader.statistics().samplesOut();
    for (LeasePool pool : pumpMaker.pools()) {
      out += pool.allocator().statistics().out();
    }
    if (openSink != null) {
      for (StreamEncoder encoder : openSink.encoders()) {
        PacketMemory packets = encoder.packetMemory();
        out += packets == null ? 0 : packets.allocator().statistics().out();
      }
    }
    return out;
  }
}
