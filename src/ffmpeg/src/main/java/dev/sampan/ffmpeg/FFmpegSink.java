package dev.sampan.ffmpeg;

import dev.sampan.ReleaseHandler;
import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Encodes samples and writes them into a media file. Encoders read the samples' own memory.
 *
 * <p>The file is written beside its final name and renamed when it is complete.
 */
public final class FFmpegSink implements SampleSink {

  private final Builder settings;

  // Set by begin, read by the threads that the writer starts after it; a later begin replaces them.
  private List<StreamEncoder> encoders = List.of();
  private @Nullable Muxer muxer;
  private @Nullable PartialFile file;

  private FFmpegSink(Builder settings) {
    this.settings = settings;
  }

  /**
   * Starts to describe a sink.
   *
   * @param target the file to write; its extension chooses the container
   * @return a builder
   */
  public static Builder to(Path target) {
    return new Builder(target);
  }

  static long checkBitRate(long bitsPerSecond) {
    if (bitsPerSecond <= 0) {
      throw new IllegalArgumentException("a bit rate must be above 0: " + bitsPerSecond);
    }
    return bitsPerSecond;
  }

  static int checkThreads(int threads) {
    if (threads < 0) {
      throw new IllegalArgumentException("threads must not be negative: " + threads);
    }
    return threads;
  }

  /**
   * Returns the format nearest to another one that this sink's encoder takes. Samples in other
   * formats must be converted to it before they are written. May be called before {@link #begin}.
   *
   * @param format what there is
   * @return the same if the encoder takes it
   * @throws IOException if the container or the encoder does not exist, or there is none for such
   *     streams
   */
  public StreamFormat accepted(StreamFormat format) throws IOException {
    Container container = Container.of(settings.target);
    if (format instanceof StreamFormat.Video video) {
      MemorySegment codec = container.encoder(true, settings.videoEncoder);
      return EncoderFormats.nearest(codec, video);
    }
    if (format instanceof StreamFormat.Audio audio) {
      MemorySegment codec = container.encoder(false, settings.audioEncoder);
      return EncoderFormats.nearest(codec, audio);
    }
    return format;
  }

  /**
   * Returns how many samples per channel each block of audio must have; the last one may be
   * shorter. To be called after {@link #begin}.
   *
   * @param stream index of the stream
   * @return the encoder's frame size, 0 if blocks may have any size and for streams that are not
   *     audio
   */
  public int frameSize(int stream) {
    return encoders.get(stream).frameSize();
  }

  @Override
  public void begin(List<StreamFormat> streams) throws IOException {
    Container container = Container.of(settings.target);
    PartialFile partial = new PartialFile(settings.target);
    Muxer opened = new Muxer(container, partial, settings.bitExact);
    file = partial;
    muxer = opened;
    List<StreamEncoder> made = new ArrayList<>();
    encoders = made;
    try {
      EncoderSetup setup = new EncoderSetup(settings, container, opened);
      for (int i = 0; i < streams.size(); i++) {
        made.add(setup.open(i, streams.get(i)));
      }
      setup.describeFile();
      opened.start();
    } catch (Throwable failure) {
      abort();
      throw failure;
    }
  }

  @Override
  public void write(int stream, long time, Sample sample) throws IOException, InterruptedException {
    encoders.get(stream).encode(time, sample);
  }

  @Override
  public void endOfStream(int stream) throws IOException, InterruptedException {
    encoders.get(stream).drain();
  }

  @Override
  public void end() throws IOException {
    Muxer writing = muxer;
    PartialFile partial = file;
    if (writing == null || partial == null) {
      throw new IllegalStateException("the sink has not begun");
    }
    try {
      writing.finish();
      settings.profile.drained();
      free();
      partial.complete();
      file = null;
    } catch (Throwable failure) {
      abort();
      throw failure;
    }
  }

  @Override
  public void abort() {
    free();
    PartialFile partial = file;
    if (partial != null) {
      file = null;
      partial.delete();
    }
  }

  /** Ends the encoders and the muxer; what they hold is let go of. */
  private void free() {
    encoders.forEach(StreamEncoder::free);
    Muxer writing = muxer;
    if (writing != null) {
      muxer = null;
      writing.free();
    }
    encoders.forEach(StreamEncoder::retire);
  }

  /**
   * Returns what was seen of each encoder since {@link #begin}.
   *
   * @return a row per stream
   */
  public List<ConsumerUse> consumers() {
    return encoders.stream().map(encoder -> encoder.observer().use()).toList();
  }

  /**
   * Returns how many bytes of encoded data the encoders made since {@link #begin}.
   *
   * @return bytes, without what the container adds
   */
  public long bytesEncoded() {
    return encoders.stream().mapToLong(StreamEncoder::bytes).sum();
  }

  List<StreamEncoder> encoders() {
    return encoders;
  }

  /** Describes a sink. Not for use by several threads at once. */
  public static final class Builder {

    final Path target;
    final Map<String, String> metadata = new LinkedHashMap<>();
    final Map<Integer, Map<String, String>> streamMetadata = new HashMap<>();
    final Map<Integer, List<String>> dispositions = new HashMap<>();
    final Map<Integer, SampleLayout.Color> colors = new HashMap<>();
    final Map<Integer, Integer> bitsPerSample = new HashMap<>();
    final Map<Integer, Boolean> topFieldFirstOf = new HashMap<>();
    final Map<Integer, StreamFormat.Ratio> timeBases = new HashMap<>();
    @Nullable String videoEncoder;
    @Nullable String audioEncoder;
    long videoBitRate;
    long audioBitRate;
    boolean bitExact;
    int threads;
    @Nullable ReleaseHandler returns;
    JobProfile profile = JobProfile.NONE;

    private Builder(Path target) {
      this.target = Objects.requireNonNull(target, "target");
    }

    /**
     * Chooses the video encoder.
     *
     * @param name as FFmpeg names it; the container's default if this is not called
     * @return this builder
     */
    public Builder videoEncoder(String name) {
      videoEncoder = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Chooses the audio encoder.
     *
     * @param name as FFmpeg names it; the container's default if this is not called
     * @return this builder
     */
    public Builder audioEncoder(String name) {
      audioEncoder = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Sets the video encoder's bit rate.
     *
     * @param bitsPerSecond above 0; 2,000,000 for encoders that need one if this is not called
     * @return this builder
     * @throws IllegalArgumentException if it is not above 0
     */
    public Builder videoBitRate(long bitsPerSecond) {
      videoBitRate = checkBitRate(bitsPerSecond);
      return this;
    }

    /**
     * Sets the audio encoder's bit rate.
     *
     * @param bitsPerSecond above 0; 128,000 for encoders that need one if this is not called
     * @return this builder
     * @throws IllegalArgumentException if it is not above 0
     */
    public Builder audioBitRate(long bitsPerSecond) {
      audioBitRate = checkBitRate(bitsPerSecond);
      return this;
    }

    /**
     * Says whether the output depends on nothing but the samples.
     *
     * @param exact false if this is not called
     * @return this builder
     */
    public Builder bitExact(boolean exact) {
      bitExact = exact;
      return this;
    }

    /**
     * Sets how many threads each encoder uses.
     *
     * @param count 0 lets FFmpeg choose, which it also does if this is not called
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder threads(int count) {
      threads = checkThreads(count);
      return this;
    }

    /**
     * Sets what the file says about itself, such as {@code title}.
     *
     * @param tags names and values
     * @return this builder
     */
    public Builder metadata(Map<String, String> tags) {
      metadata.putAll(tags);
      return this;
    }

    /**
     * Sets what the file says about one stream, such as {@code language}.
     *
     * @param stream index of the stream
     * @param tags names and values
     * @return this builder
     */
    public Builder streamMetadata(int stream, Map<String, String> tags) {
      streamMetadata.computeIfAbsent(stream, index -> new LinkedHashMap<>()).putAll(tags);
      return this;
    }

    /**
     * Says what a stream is for.
     *
     * @param stream index of the stream
     * @param names as FFmpeg names it, for example {@code default}; unknown names are left out
     * @return this builder
     */
    public Builder disposition(int stream, List<String> names) {
      dispositions.put(stream, List.copyOf(names));
      return this;
    }

    /**
     * Says how the numbers of a stream's pictures are meant, in place of what their layouts say.
     *
     * @param stream index of the stream
     * @param color how they are meant; unspecified if this is not called
     * @return this builder
     */
    public Builder color(int stream, SampleLayout.Color color) {
      colors.put(stream, color);
      return this;
    }

    /**
     * Says how many bits of each number of a stream are in use, where that is fewer than its format
     * has.
     *
     * @param stream index of the stream
     * @param bits how many; 0 if this is not called, which leaves it to the encoder
     * @return this builder
     */
    public Builder bitsPerSample(int stream, int bits) {
      bitsPerSample.put(stream, bits);
      return this;
    }

    /**
     * Says that a stream's pictures are interlaced. Samples that say it themselves, as those of
     * {@link FFmpegReader} do, may differ picture by picture.
     *
     * @param stream index of the stream
     * @param topFieldFirst which field is shown first; pictures are progressive if this is not
     *     called
     * @return this builder
     */
    public Builder interlaced(int stream, boolean topFieldFirst) {
      topFieldFirstOf.put(stream, topFieldFirst);
      return this;
    }

    /**
     * Sets the unit in which a video encoder counts time.
     *
     * @param stream index of the stream
     * @param unit in seconds; one over the frame rate if this is not called, and 1 ms if that is
     *     not known
     * @return this builder
     */
    public Builder timeBase(int stream, StreamFormat.Ratio unit) {
      timeBases.put(stream, unit);
      return this;
    }

    /**
     * Completes the description. Nothing is opened yet.
     *
     * @return the sink
     */
    public FFmpegSink build() {
      return new FFmpegSink(this);
    }
  }
}
