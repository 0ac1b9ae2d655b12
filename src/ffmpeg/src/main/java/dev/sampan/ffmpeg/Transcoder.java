package dev.sampan.ffmpeg;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Turns one media file into another: a decoder fills samples, they are converted where the encoder
 * needs it, and passed on to a writer that encodes and muxes them, all at the same time.
 *
 * <pre>{@code
 * TranscodeReport report = Transcoder.from(input).to(Path.of("out.wmv")).build().run();
 * }</pre>
 *
 * <p>The output appears under its name when it is complete, and not before. The best video stream
 * and the best audio stream are used, as the {@code ffmpeg} program chooses them.
 */
public final class Transcoder {

  private final Builder settings;
  private final Path output;

  private Transcoder(Builder settings, Path output) {
    this.settings = settings;
    this.output = output;
  }

  /**
   * Starts to describe a job.
   *
   * @param input the file to read, or a folder with a {@linkplain dev.sampan.io.Recording
   *     recording}
   * @return a builder
   */
  public static Builder from(Path input) {
    return new Builder(input);
  }

  /**
   * Does the job and waits for its end. Everything is returned and closed when this returns or
   * throws. A job can be run again.
   *
   * @return what was done
   * @throws IOException if the input cannot be read, has nothing to transcode or has changed to
   *     something that cannot be converted, if the output cannot be written, or if there are too
   *     few samples to make progress; there is no file under the output's name then, unless one was
   *     there before
   * @throws InterruptedException if the thread is interrupted; the job is stopped
   */
  public TranscodeReport run() throws IOException, InterruptedException {
    return new TranscodeJob(settings, output).run();
  }

  /** Describes a job. Not for use by several threads at once. */
  public static final class Builder {

    final Path input;
    @Nullable Path output;
    @Nullable String videoEncoder;
    @Nullable String audioEncoder;
    long videoBitRate;
    long audioBitRate;
    boolean bitExact;
    int decoderThreads;
    int encoderThreads;
    FrameRateMode frameRateMode = FrameRateMode.AUTO;
    int samples;
    boolean profile;
    @Nullable ProgressListener progress;

    private Builder(Path input) {
      this.input = Objects.requireNonNull(input, "input");
    }

    private Builder(Builder other) {
      input = other.input;
      output = other.output;
      videoEncoder = other.videoEncoder;
      audioEncoder = other.audioEncoder;
      videoBitRate = other.videoBitRate;
      audioBitRate = other.audioBitRate;
      bitExact = other.bitExact;
      decoderThreads = other.decoderThreads;
      encoderThreads = other.encoderThreads;
      frameRateMode = other.frameRateMode;
      samples = other.samples;
      profile = other.profile;
      progress = other.progress;
    }

    /**
     * Says where the result goes. The extension chooses the container. A file of that name is
     * replaced when the new one is complete.
     *
     * @param file the file to write
     * @return this builder
     */
    public Builder to(Path file) {
      output = Objects.requireNonNull(file, "file");
      return this;
    }

    /**
     * Chooses the video encoder.
     *
     * @param name as FFmpeg names it, for example {@code mpeg4}; {@code none} leaves pictures out;
     *     the container's default if this is not called
     * @return this builder
     */
    public Builder videoEncoder(String name) {
      videoEncoder = Objects.requireNonNull(name, "name");
      return this;
    }

    /**
     * Chooses the audio encoder.
     *
     * @param name as FFmpeg names it, for example {@code flac}; {@code none} leaves sound out; the
     *     container's default if this is not called
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
      videoBitRate = FFmpegSink.checkBitRate(bitsPerSecond);
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
      audioBitRate = FFmpegSink.checkBitRate(bitsPerSecond);
      return this;
    }

    /**
     * Says whether the output depends on nothing but the input: no versions, no dates, no
     * differences between processors.
     *
     * @param exact false if this is not called
     * @return this builder
     */
    public Builder bitExact(boolean exact) {
      bitExact = exact;
      return this;
    }

    /**
     * Sets how many threads each decoder uses.
     *
     * @param threads 0 lets FFmpeg choose, which it also does if this is not called
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder decoderThreads(int threads) {
      decoderThreads = FFmpegSink.checkThreads(threads);
      return this;
    }

    /**
     * Sets how many threads each encoder uses.
     *
     * @param threads 0 lets FFmpeg choose, which it also does if this is not called
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder encoderThreads(int threads) {
      encoderThreads = FFmpegSink.checkThreads(threads);
      return this;
    }

    /**
     * Says what becomes of the times of pictures.
     *
     * @param mode {@link FrameRateMode#AUTO} if this is not called
     * @return this builder
     */
    public Builder frameRateMode(FrameRateMode mode) {
      frameRateMode = Objects.requireNonNull(mode, "mode");
      return this;
    }

    /**
     * Sets how many samples the video decoder and the converters have each, in place of the number
     * derived from how many the decoder and the encoder hold.
     *
     * @param count 0 derives it, which is done if this is not called; with too few the job fails,
     *     and the message names who holds them
     * @return this builder
     * @throws IllegalArgumentException if it is negative
     */
    public Builder samples(int count) {
      if (count < 0) {
        throw new IllegalArgumentException("samples must not be negative: " + count);
      }
      samples = count;
      return this;
    }

    /**
     * Says whether it is measured how each holder uses the samples, for {@link
     * TranscodeReport#profile()}. It costs about 100 ns for each lease and hold.
     *
     * @param measure false if this is not called
     * @return this builder
     */
    public Builder profile(boolean measure) {
      profile = measure;
      return this;
    }

    /**
     * Says who hears how far the job is.
     *
     * @param listener nobody if this is not called
     * @return this builder
     */
    public Builder progress(ProgressListener listener) {
      progress = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Completes the description. Nothing is opened yet.
     *
     * @return the job
     * @throws IllegalStateException if no output was named
     */
    public Transcoder build() {
      Path file = output;
      if (file == null) {
        throw new IllegalStateException("call to(file) first: a transcoder needs an output");
      }
      return new Transcoder(new Builder(this), file);
    }
  }
}
