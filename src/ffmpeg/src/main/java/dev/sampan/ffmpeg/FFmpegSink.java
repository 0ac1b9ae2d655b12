package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
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
   * Returns the format nearest to another one that this sink's encoder takes. Samples in other formats
   * must be converted to it before they are written. May be called before {@link #begin}.
   *
   * @param format what there is
   * @return the same if the encoder takes it
   * @throws IOException if the container or the encoder does not exist, or there is none for such streams
   */
  public StreamFormat accepted(StreamFormat format) throws IOException {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns how many samples per channel each block of audio must have; the last one may be shorter. To
   * be called after {@link #begin}.
   *
   * @param stream index of the stream
   * @return the encoder's frame size, 0 if blocks may have any size and for streams that are not audio
   */
  public int frameSize(int stream) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void begin(List<StreamFormat> streams) throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void write(int stream, long time, Sample sample)
      throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void endOfStream(int stream) throws IOException, InterruptedException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void end() throws IOException {
    throw new UnsupportedOperationException();
  }

  @Override
  public void abort() {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns what was seen of each encoder since {@link #begin}.
   *
   * @return a row per stream
   */
  public List<ConsumerUse> consumers() {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns how many bytes of encoded data the encoders made since {@link #begin}.
   *
   * @return bytes, without what the container adds
   */
  public long bytesEncoded() {
    throw new UnsupportedOperationException();
  }

  /** Describes a sink. Not for use by several threads at once. */
  public static final class Builder {

    final Path target;
    final Map<String, String> metadata = new HashMap<>();
    final Map<Integer, Map<String, String>> streamMetadata = new HashMap<>();
    final Map<Integer, Integer> dispositions = new HashMap<>();
    @Nullable String videoEncoder;
    @Nullable String audioEncoder;
    long videoBitRate;
    long audioBitRate;
    boolean bitExact;
    int threads;

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
      streamMetadata.computeIfAbsent(stream, index -> new HashMap<>()).putAll(tags);
      return this;
    }

    /**
     * Sets a stream's disposition.
     *
     * @param stream index of the stream
     * @param flags FFmpeg's {@code AV_DISPOSITION_} flags
     * @return this builder
     */
    public Builder disposition(int stream, int flags) {
      dispositions.put(stream, flags);
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
