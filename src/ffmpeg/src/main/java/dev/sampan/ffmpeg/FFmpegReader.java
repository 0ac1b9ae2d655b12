package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.ffmpeg.MediaStream.Kind;
import dev.sampan.ffmpeg.av.Dictionaries;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads a media file: FFmpeg's decoders fill samples, which nobody copies.
 *
 * <pre>{@code
 * try (FFmpegReader reader = FFmpegReader.open(Path.of("clip.mp4"), FFmpegReader.Options.DEFAULT)) {
 *   for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
 *     try (sample) {
 *       show(sample.segment(), sample.properties().layout());
 *     }
 *   }
 * }
 * }</pre>
 *
 * <p>A decoder keeps samples too, as references for the pictures to come, and shares them with who
 * reads: they are read-only. Each stream may be read by its own thread; streams that are not read
 * should not be selected, because their packets wait in memory. A sample's layout says which format
 * it has, which may change within a stream. Times are relative to the file's start.
 *
 * <p>What is damaged is left out or shown as well as FFmpeg can, and counted, see {@link
 * #statistics()}.
 */
public final class FFmpegReader implements JobSource {

  /** Attribute of samples of sound: samples per second, an {@link Integer}. */
  public static final String SAMPLE_RATE = "sampleRate";

  /** Attribute of samples of sound: the channels as FFmpeg names them, a {@link String}. */
  public static final String CHANNEL_LAYOUT = "channelLayout";

  /** Attribute of interlaced pictures: which field is first, {@code "top"} or {@code "bottom"}. */
  public static final String INTERLACED = "interlaced";

  /** Attribute of pictures: width of a pixel over its height, a {@link StreamFormat.Ratio}. */
  public static final String PIXEL_ASPECT = "pixelAspect";

  /**
   * How to read.
   *
   * @param video whether to read the best video stream
   * @param audio whether to read the best audio stream
   * @param decoderThreads threads of each decoder, 0 for as many as FFmpeg chooses
   * @param extraVideoSamples how many samples of the video stream consumers may hold at once
   *     without slowing the decoder down
   * @param extraAudioSamples the same of the audio stream
   * @param samples how many samples the video stream has altogether, with those that the decoder
   *     keeps; 0 for as many as decoder and consumers need
   * @param bufferLimit how long a decoder waits for a sample, inside FFmpeg, before FFmpeg's own
   *     memory serves
   * @param exhaustionLimit how long a read waits while consumers hold all samples and return none
   *     before it fails
   * @param holder in whose name messages speak of the samples that were read
   */
  public record Options(
      boolean video,
      boolean audio,
      int decoderThreads,
      int extraVideoSamples,
      int extraAudioSamples,
      int samples,
      Duration bufferLimit,
      Duration exhaustionLimit,
      String holder) {

    /** Video and audio, 4 and 16 samples for consumers, limits of 2 and of 10 seconds. */
    public static final Options DEFAULT =
        new Options(
            true, true, 0, 4, 16, 0, Duration.ofSeconds(2), Duration.ofSeconds(10), "reader");

    /** Checks the numbers. */
    public Options {
      if (decoderThreads < 0 || extraVideoSamples < 1 || extraAudioSamples < 1 || samples < 0) {
        throw new IllegalArgumentException(
            "threads and samples must not be negative, and consumers need one sample at least: "
                + List.of(decoderThreads, extraVideoSamples, extraAudioSamples, samples));
      }
      if (bufferLimit.isNegative() || exhaustionLimit.isNegative()) {
        throw new IllegalArgumentException("limits must not be negative");
      }
      Objects.requireNonNull(holder, "holder");
    }

    /**
     * Returns these options with another choice of streams.
     *
     * @param readVideo whether to read the best video stream
     * @param readAudio whether to read the best audio stream
     * @return the new options
     */
    public Options withStreams(boolean readVideo, boolean readAudio) {
      return new Options(
          readVideo,
          readAudio,
          decoderThreads,
          extraVideoSamples,
          extraAudioSamples,
          samples,
          bufferLimit,
          exhaustionLimit,
          holder);
    }

    /**
     * Returns these options with another number of threads.
     *
     * @param threads of each decoder, 0 for as many as FFmpeg chooses
     * @return the new options
     */
    public Options withDecoderThreads(int threads) {
      return new Options(
          video,
          audio,
          threads,
          extraVideoSamples,
          extraAudioSamples,
          samples,
          bufferLimit,
          exhaustionLimit,
          holder);
    }

    /**
     * Returns these options with other numbers of samples for consumers.
     *
     * @param videoSamples how many samples of the video stream consumers may hold at once
     * @param audioSamples the same of the audio stream
     * @return the new options
     */
    public Options withExtraSamples(int videoSamples, int audioSamples) {
      return new Options(
          video,
          audio,
          decoderThreads,
          videoSamples,
          audioSamples,
          samples,
          bufferLimit,
          exhaustionLimit,
          holder);
    }

    /**
     * Returns these options with a fixed number of samples for the video stream.
     *
     * @param count altogether, 0 for as many as decoder and consumers need
     * @return the new options
     */
    public Options withSamples(int count) {
      return new Options(
          video,
          audio,
          decoderThreads,
          extraVideoSamples,
          extraAudioSamples,
          count,
          bufferLimit,
          exhaustionLimit,
          holder);
    }

    /**
     * Returns these options with other time limits.
     *
     * @param forBuffer how long a decoder waits for a sample
     * @param untilExhausted how long a read waits while consumers return none
     * @return the new options
     */
    public Options withLimits(Duration forBuffer, Duration untilExhausted) {
      return new Options(
          video,
          audio,
          decoderThreads,
          extraVideoSamples,
          extraAudioSamples,
          samples,
          forBuffer,
          untilExhausted,
          holder);
    }
  }

  private final Demuxer demuxer;
  private final String container;
  private final Map<String, String> metadata;
  private final long startTime;
  private final long duration;
  private final long bitRate;
  private final List<MediaStream> media;
  private final List<StreamDecoder> decoders;

  private FFmpegReader(
      Demuxer demuxer, long start, List<MediaStream> media, List<StreamDecoder> decoders) {
    this.demuxer = demuxer;
    this.media = media;
    this.decoders = decoders;
    this.startTime = start * 10;
    var context = demuxer.context();
    container = FormatContexts.inputFormatName(context);
    metadata = Collections.unmodifiableMap(Dictionaries.toMap(FormatContexts.metadata(context)));
    duration = MediaDescriber.duration(FormatContexts.duration(context), Rationals.MICROSECOND);
    bitRate = Math.max(0, FormatContexts.bitRate(context));
  }

  /**
   * Opens a file.
   *
   * @param file the file
   * @param options how to read it
   * @return a reader of the best stream of each kind that was asked for and is there: video, then
   *     audio
   * @throws IOException if the file is missing, cannot be read, is no media file, or has no stream
   *     of the kinds asked for that this build of FFmpeg can decode; the message says what to do
   * @throws UnsatisfiedLinkError if FFmpeg's libraries are not there or are of another major
   *     version
   */
  public static FFmpegReader open(Path file, Options options) throws IOException {
    return open(file, options, ReaderHooks.NONE);
  }

  /** Opens a file; a release handler hears of every sample that comes back. */
  static FFmpegReader open(Path file, Options options, ReaderHooks hooks) throws IOException {
    return open(file, options, hooks, Demuxer.QUEUE_LIMIT);
  }

  /** The same with another limit for packets of streams that are not read. */
  static FFmpegReader open(Path file, Options options, ReaderHooks hooks, long queueLimit)
      throws IOException {
    Demuxer demuxer = new Demuxer(file, queueLimit);
    List<StreamDecoder> decoders = new ArrayList<>();
    try {
      List<MediaStream> found = describe(demuxer, 0);
      List<Integer> selected = select(demuxer, found, options);
      long start = demuxer.begin();
      List<MediaStream> media = describe(demuxer, start);
      for (int index : selected) {
        decoders.add(new StreamDecoder(demuxer, media.get(index), options, hooks));
      }
      FFmpegReader reader =
          new FFmpegReader(demuxer, start, withDecoded(media, decoders), decoders);
      OpenReaders.opened(reader);
      return reader;
    } catch (IOException | RuntimeException | Error failure) {
      decoders.forEach(StreamDecoder::close);
      demuxer.close();
      throw failure;
    }
  }

  private static List<MediaStream> describe(Demuxer demuxer, long start) {
    List<MediaStream> streams = new ArrayList<>();
    for (int i = 0; i < demuxer.streamCount(); i++) {
      streams.add(MediaDescriber.describe(demuxer.context(), demuxer.stream(i), start));
    }
    return List.copyOf(streams);
  }

  /** What an open decoder says about its stream is more exact than what the container said. */
  private static List<MediaStream> withDecoded(
      List<MediaStream> media, List<StreamDecoder> decoders) {
    List<MediaStream> exact = new ArrayList<>(media);
    decoders.forEach(decoder -> exact.set(decoder.stream().index(), decoder.stream()));
    return List.copyOf(exact);
  }

  private static List<Integer> select(Demuxer demuxer, List<MediaStream> streams, Options options)
      throws FFmpegException {
    List<Integer> selected = new ArrayList<>();
    if (options.video()) {
      selected.add(MediaDescriber.best(demuxer.context(), streams, Kind.VIDEO));
    }
    if (options.audio()) {
      selected.add(MediaDescriber.best(demuxer.context(), streams, Kind.AUDIO));
    }
    selected.removeIf(index -> index < 0);
    if (selected.isEmpty()) {
      throw new FFmpegException(nothingToRead(demuxer, streams, options), 0);
    }
    selected.forEach(demuxer::select);
    return selected;
  }

  private static String nothingToRead(Demuxer demuxer, List<MediaStream> streams, Options options) {
    String wanted = options.video() ? options.audio() ? "video or audio" : "video" : "audio";
    String has =
        streams.isEmpty()
            ? "no streams at all"
            : streams.stream()
                .map(stream -> stream + (stream.decodable() ? "" : ", which has no decoder here"))
                .collect(Collectors.joining("; "));
    return "could not read %s: it has no %s stream that can be decoded, it has %s"
        .formatted(demuxer.file(), wanted, has);
  }

  /**
   * Returns the file.
   *
   * @return as it was given to {@link #open}
   */
  public Path file() {
    return demuxer.file();
  }

  /**
   * Returns what kind of container the file is.
   *
   * @return as FFmpeg names it, for example {@code mov,mp4,m4a,3gp,3g2,mj2}
   */
  @Override
  public String container() {
    return container;
  }

  /**
   * Returns what the container says about the whole file.
   *
   * @return keys and values in the file's order
   */
  @Override
  public Map<String, String> metadata() {
    return metadata;
  }

  /**
   * Returns the timestamp at which the file begins, which has been subtracted from all times.
   *
   * @return in units of 100 ns
   */
  public long startTime() {
    return startTime;
  }

  /**
   * Returns how long the file is.
   *
   * @return in units of 100 ns, -1 where it is not known
   */
  @Override
  public long duration() {
    return duration;
  }

  /**
   * Returns the bit rate of the whole file.
   *
   * @return in bits per second, 0 where it is not known
   */
  public long bitRate() {
    return bitRate;
  }

  /**
   * Returns all streams of the file, read or not.
   *
   * @return in the file's order
   */
  @Override
  public List<MediaStream> media() {
    return media;
  }

  /**
   * Returns the streams that are read.
   *
   * @return a description for each of {@link #streams()}
   */
  @Override
  public List<MediaStream> selected() {
    return decoders.stream().map(StreamDecoder::stream).toList();
  }

  @Override
  public List<StreamFormat> streams() {
    return decoders.stream().map(decoder -> decoder.stream().format()).toList();
  }

  /**
   * {@inheritDoc}
   *
   * @throws dev.sampan.AllocatorExhaustedException if consumers hold all samples and return none
   *     for as long as {@link Options#exhaustionLimit()}; it names them
   * @throws IndexOutOfBoundsException if there is no such stream
   */
  @Override
  public @Nullable Sample read(int stream) throws IOException, InterruptedException {
    return decoders.get(stream).read();
  }

  /** How many samples the decoder of a stream keeps for certain while it fills the next. */
  int decoderKeepsAtLeast(int stream) {
    return decoders.get(stream).keepsAtLeast();
  }

  /**
   * Returns what was done so far. After {@link #close()} it is still there, and tells whether
   * everything has come back.
   *
   * @return the numbers
   */
  @Override
  public ReaderStatistics statistics() {
    return new ReaderStatistics(decoders.stream().map(StreamDecoder::statistics).toList());
  }

  /**
   * Ends reading; reads that are under way fail. Samples that were read stay valid. A second call
   * does nothing.
   */
  @Override
  public void close() {
    demuxer.interrupt();
    decoders.forEach(StreamDecoder::interrupt);
    decoders.forEach(StreamDecoder::close);
    demuxer.close();
    OpenReaders.closed(this);
  }
}
