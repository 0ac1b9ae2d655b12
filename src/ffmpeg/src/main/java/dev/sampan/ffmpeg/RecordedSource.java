package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.io.Recording;
import dev.sampan.io.RecordingReader;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/** The samples of a recording, for a job that encodes them. */
final class RecordedSource implements JobSource {

  /** Samples of each stream that are read ahead. */
  private static final int DEPTH = 4;

  /** Some of FFmpeg's functions read a little more than there is. */
  private static final int PADDING = 64;

  private static final String CODEC = "samples";

  private final Recording recording;
  private final List<MediaStream> media = new ArrayList<>();
  private final List<MediaStream> selected = new ArrayList<>();
  private final List<SampleAllocator> allocators = new ArrayList<>();
  private final RecordingReader reader;

  /** Samples that were read, by stream of the recording. */
  private final AtomicLongArray samples;

  private RecordedSource(Recording recording, FFmpegReader.Options options, ReaderHooks hooks)
      throws IOException {
    this.recording = recording;
    List<StreamFormat> formats = recording.streams();
    samples = new AtomicLongArray(formats.size());
    boolean open = false;
    try {
      for (int i = 0; i < formats.size(); i++) {
        StreamFormat format = formats.get(i);
        MediaStream stream = describe(i, format);
        media.add(stream);
        boolean video = stream.kind() == MediaStream.Kind.VIDEO && options.video();
        boolean audio = stream.kind() == MediaStream.Kind.AUDIO && options.audio();
        if ((video || audio) && selected.stream().noneMatch(s -> s.kind() == stream.kind())) {
          selected.add(stream);
        }
        int held = video ? options.extraVideoSamples() : audio ? options.extraAudioSamples() : 0;
        allocators.add(allocator(i, stream, held + DEPTH + 1, hooks));
      }
      reader = recording.read(allocators, DEPTH);
      open = true;
    } finally {
      if (!open) {
        allocators.forEach(SampleAllocator::close);
      }
    }
  }

  static RecordedSource open(Path folder, FFmpegReader.Options options, ReaderHooks hooks)
      throws IOException {
    Recording recording = Recording.open(folder);
    if (recording.streams().isEmpty()) {
      throw new FFmpegException("the recording in " + folder + " has no streams", 0);
    }
    return new RecordedSource(recording, options, hooks);
  }

  private SampleAllocator allocator(int index, MediaStream stream, int count, ReaderHooks hooks) {
    SampleAllocator allocator =
        hooks
            .profile()
            .build(
                SampleAllocator.builder(recording.folder() + " " + stream.kind())
                    .sampleSize(recording.largestSample(index) + PADDING)
                    .count(count));
    if (hooks.returns() != null) {
      allocator.setReleaseHandler(hooks.returns());
    }
    return allocator;
  }

  private MediaStream describe(int index, StreamFormat format) {
    MediaStream.Kind kind =
        format instanceof StreamFormat.Video
            ? MediaStream.Kind.VIDEO
            : format instanceof StreamFormat.Audio
                ? MediaStream.Kind.AUDIO
                : MediaStream.Kind.OTHER;
    Ratio rate = format instanceof StreamFormat.Video video ? video.frameRate() : new Ratio(0, 1);
    return new MediaStream(
        index,
        kind,
        CODEC,
        true,
        true,
        format,
        Rationals.TICK,
        SampleProperties.NO_TIME,
        recording.duration(),
        recording.samples(index),
        0,
        rate,
        0,
        0,
        List.of(),
        Map.of());
  }

  @Override
  public String container() {
    return "recording";
  }

  @Override
  public Map<String, String> metadata() {
    return Map.of();
  }

  @Override
  public long duration() {
    return recording.duration();
  }

  @Override
  public List<MediaStream> media() {
    return List.copyOf(media);
  }

  @Override
  public List<MediaStream> selected() {
    return List.copyOf(selected);
  }

  @Override
  public List<StreamFormat> streams() {
    return selected.stream().map(MediaStream::format).toList();
  }

  @Override
  public @Nullable Sample read(int stream) throws IOException, InterruptedException {
    int index = selected.get(stream).index();
    Sample sample = reader.read(index);
    if (sample != null) {
      samples.incrementAndGet(index);
    }
    return sample;
  }

  @Override
  public ReaderStatistics statistics() {
    List<ReaderStatistics.Stream> rows = new ArrayList<>();
    for (MediaStream stream : selected) {
      SampleAllocator allocator = allocators.get(stream.index());
      rows.add(
          new ReaderStatistics.Stream(
              stream,
              CODEC,
              0,
              0,
              samples.get(stream.index()),
              0,
              0,
              0,
              0,
              "",
              0,
              List.of(
                  new ReaderStatistics.Allocator(
                      allocator.name(), allocator.sampleSize(), allocator.statistics()))));
    }
    return new ReaderStatistics(rows);
  }

  @Override
  public void close() {
    reader.close();
    allocators.forEach(SampleAllocator::close);
  }
}
