package dev.sampan.border;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleProperties;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An input of a writer: its stream, what it takes, and what went through it. What it takes is set
 * before writing begins; then it does not change.
 */
final class WriterInput {

  /** No sample was written yet. */
  static final long NEVER = -1;

  private static final int TICKS_PER_MILLISECOND = 10_000;

  /** The container stores milliseconds in 32 bits, from a start some seconds before 0. */
  private static final long LAST_TIME = (0xFFFF_FFFFL - 60_000) * TICKS_PER_MILLISECOND;

  private static final long MOST_CHANNELS = 64;

  private final StreamSettings stream;

  /** What it takes; null for samples that are compressed already. */
  private final @Nullable MediaType type;

  /** Of pictures; sound has one per length. */
  private final @Nullable SampleLayout pictures;

  private final StreamFormat format;

  /** Serialises writers of this input, so that times are queued in their order. */
  final ReentrantLock lock = new ReentrantLock();

  private volatile long firstTime = NEVER;
  private volatile long lastTime = NEVER;
  private volatile long firstNanos;
  private final LongAdder samples = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final LongAdder droppedBytes = new LongAdder();
  private @Nullable SampleLayout lastSound;

  /**
   * Makes an input.
   *
   * @param stream what it becomes
   * @param type what it takes, null for samples that are compressed already
   * @throws BorderException NS_E_INVALID_INPUT_FORMAT if it cannot take that
   */
  WriterInput(StreamSettings stream, @Nullable MediaType type) {
    this.stream = stream;
    this.type = type;
    MediaType output = stream.type();
    if (type == null) {
      pictures = null;
      format =
          output.isVideo()
              ? video("yuv420p", output.width(), Math.abs(output.height()), output.frameRate())
              : audio("s16", output.channels(), output.rate());
    } else if (output.isVideo()) {
      PictureFormat picture = PictureFormat.of(type.subtype());
      int width = type.width();
      int height = type.height();
      if (picture == null || !picture.fits(width, Math.abs(height))) {
        throw unfit(
            picture == null
                ? "the subtype " + type.subtype()
                : "%s pictures of %d x %d: sizes must be even".formatted(picture, width, height));
      }
      if (width != output.width() || Math.abs(height) != Math.abs(output.height())) {
        throw unfit(
            "pictures of %d x %d; the stream's are %d x %d"
                .formatted(width, height, output.width(), output.height()));
      }
      pictures = picture.layout(width, height);
      format = video(picture.pixelFormat(), width, Math.abs(height), output.frameRate());
    } else {
      pictures = null;
      String name = sampleFormat(type);
      if (type.channels() != output.channels() || type.rate() != output.rate()) {
        throw unfit(
            "%d channels of %d samples per second; the stream has %d of %d"
                .formatted(type.channels(), type.rate(), output.channels(), output.rate()));
      }
      format = audio(name, type.channels(), type.rate());
    }
  }

  private static StreamFormat video(String pixelFormat, int width, int height, Ratio rate) {
    return new StreamFormat.Video(pixelFormat, width, height, rate, new Ratio(1, 1));
  }

  private static StreamFormat audio(String sampleFormat, int channels, int rate) {
    return new StreamFormat.Audio(
        sampleFormat,
        rate,
        channels,
        channels == 1 ? "mono" : channels == 2 ? "stereo" : channels + " channels");
  }

  private static String sampleFormat(MediaType type) {
    boolean pcm = type.formatTag() == Sampan.WAVE_FORMAT_PCM();
    String name =
        switch (type.bits()) {
          case 8 -> pcm ? "u8" : "";
          case 16 -> pcm ? "s16" : "";
          case 32 -> pcm ? "s32" : type.formatTag() == Sampan.WAVE_FORMAT_IEEE_FLOAT() ? "flt" : "";
          default -> "";
        };
    if (name.isEmpty()) {
      throw unfit(
          "sound of format tag %d with %d bits; PCM of 8, 16 or 32 and float of 32 are taken"
              .formatted(type.formatTag(), type.bits()));
    }
    if (type.channels() > MOST_CHANNELS || type.blockAlign() != type.channels() * type.bits() / 8) {
      throw unfit(
          "blocks of %d bytes for %d channels of %d bits"
              .formatted(type.blockAlign(), type.channels(), type.bits()));
    }
    return name;
  }

  private static BorderException unfit(String text) {
    return new BorderException(
        Sampan.NS_E_INVALID_INPUT_FORMAT(), "the input does not take " + text);
  }

  /** What inputs of a stream can be set to; the first is what they take unless told. */
  static List<MediaType> formats(StreamSettings stream) {
    MediaType output = stream.type();
    List<MediaType> formats = new ArrayList<>();
    if (output.isVideo()) {
      for (PictureFormat format : PictureFormat.values()) {
        if (format.fits(output.width(), Math.abs(output.height()))) {
          formats.add(
              MediaType.pictures(
                  format.subtype(),
                  output.width(),
                  Math.abs(output.height()),
                  output.ticksPerFrame()));
        }
      }
    } else {
      int pcm = Sampan.WAVE_FORMAT_PCM();
      formats.add(MediaType.sound(pcm, 16, output.channels(), output.rate()));
      formats.add(MediaType.sound(pcm, 8, output.channels(), output.rate()));
      formats.add(MediaType.sound(pcm, 32, output.channels(), output.rate()));
      formats.add(
          MediaType.sound(Sampan.WAVE_FORMAT_IEEE_FLOAT(), 32, output.channels(), output.rate()));
    }
    return formats;
  }

  /** The same input for another run: nothing went through it. */
  WriterInput again() {
    return new WriterInput(stream, type);
  }

  StreamSettings stream() {
    return stream;
  }

  @Nullable MediaType type() {
    return type;
  }

  boolean isVideo() {
    return stream.type().isVideo();
  }

  StreamFormat format() {
    return format;
  }

  /** What the container's maker is told. */
  EncodedStream encoded() {
    boolean compressed = type == null;
    return new EncodedStream(
        format,
        codec(),
        Integer.toUnsignedLong(stream.bitRate()),
        compressed && !isVideo() ? stream.type().blockAlign() : 0,
        compressed ? stream.type().codecData() : null);
  }

  private String codec() {
    Iid subtype = stream.type().subtype();
    if (subtype.equals(MediaGuids.PCM)) {
      int bits = stream.type().bits();
      return bits == 8 ? "pcm_u8" : "pcm_s%dle".formatted(bits);
    }
    String known =
        Map.of(
                MediaGuids.WMV1, "wmv1",
                MediaGuids.WMV2, "wmv2",
                MediaGuids.WMV3, "wmv3",
                MediaGuids.WMAUDIO_V8, "wmav2",
                MediaGuids.WMAUDIO_V9, "wmapro")
            .get(subtype);
    return known == null ? subtype.toString() : known;
  }

  /** Bytes of the largest sample that is usual: a picture, or a second of sound. */
  long usualSize() {
    return pictures != null
        ? pictures.end()
        : type != null
            ? (long) type.blockAlign() * type.rate()
            : Math.max(1 << 16, Integer.toUnsignedLong(stream.bitRate()) / 8);
  }

  /**
   * Says what a sample is.
   *
   * @throws BorderException E_INVALIDARG if it is empty, NS_E_INVALID_DATA if it does not fit
   */
  SampleProperties properties(long time, long length, boolean keyFrame) {
    if (length == 0) {
      throw new IllegalArgumentException("the sample is empty; call SetLength before WriteSample");
    }
    SampleLayout layout = null;
    if (pictures != null) {
      if (length < pictures.end()) {
        throw invalid(
            "a picture of %d bytes; %s needs %d".formatted(length, stream, pictures.end()));
      }
      layout = pictures;
    } else if (type != null) {
      if (length % type.blockAlign() != 0) {
        throw invalid(
            "%d bytes of sound are no whole number of %d-byte blocks"
                .formatted(length, type.blockAlign()));
      }
      layout = sound(length, type);
    }
    return new SampleProperties(time, 0, keyFrame, layout, Map.of());
  }

  /** Blocks of sound mostly have one length. Called under the lock. */
  private SampleLayout sound(long length, MediaType of) {
    SampleLayout known = lastSound;
    if (known == null || known.end() != length) {
      known =
          new SampleLayout(
              ((StreamFormat.Audio) format).sampleFormat(),
              (int) (length / of.blockAlign()),
              of.channels(),
              Color.UNSPECIFIED,
              List.of(new Plane(0, length, length, 1)));
      lastSound = known;
    }
    return known;
  }

  private static BorderException invalid(String text) {
    return new BorderException(Sampan.NS_E_INVALID_DATA(), text);
  }

  /**
   * Checks a time.
   *
   * @throws BorderException NS_E_INVALID_DATA if the container cannot store it
   */
  void checkTime(long time) {
    if (time < 0 || time > LAST_TIME) {
      throw invalid(
          "the time %s is later than the container can store"
              .formatted(Long.toUnsignedString(time)));
    }
    long last = lastTime;
    if (last != NEVER
        && (time <= last
            || (isVideo() && time / TICKS_PER_MILLISECOND == last / TICKS_PER_MILLISECOND))) {
      throw invalid(
          "the time %d of a sample of %s is not later than %d, that of the one before%s"
              .formatted(
                  time, stream, last, isVideo() ? "; the container counts milliseconds" : ""));
    }
  }

  /** Of the last sample, or {@link #NEVER}. */
  long lastTime() {
    return lastTime;
  }

  /** How far a live source is ahead of its clock, in units of 100 ns. */
  long ahead(long time) {
    return firstTime == NEVER ? 0 : time - firstTime - (System.nanoTime() - firstNanos) / 100;
  }

  /** A sample was taken. Called under the lock. */
  void wrote(long time, long length) {
    if (firstTime == NEVER) {
      firstNanos = System.nanoTime();
      firstTime = time;
    }
    lastTime = time;
    samples.increment();
    bytes.add(length);
  }

  void dropped(long length) {
    dropped.increment();
    droppedBytes.add(length);
  }

  long samples() {
    return samples.sum();
  }

  long bytes() {
    return bytes.sum();
  }

  long droppedSamples() {
    return dropped.sum();
  }

  long droppedBytes() {
    return droppedBytes.sum();
  }

  /** How much time its samples span, in units of 100 ns. */
  long span() {
    return lastTime == NEVER ? 0 : lastTime - firstTime;
  }

  /** How many samples per second there should be, in thousandths; 0 where that is not known. */
  int expectedRate() {
    if (!isVideo()) {
      return 0;
    }
    Ratio rate = stream.type().frameRate();
    return (int) (1000L * rate.numerator() / rate.denominator());
  }

  /**
   * Checks the properties that native code set on a buffer against those that are declared.
   *
   * @throws BorderException NS_E_DATA_UNIT_EXTENSION_TOO_LARGE, or NS_E_INVALID_DATA if a declared
   *     time code is missing
   */
  void checkProperties(long handle) {
    List<StreamSettings.Extension> extensions = stream.extensions();
    for (int i = 0; i < extensions.size(); i++) {
      StreamSettings.Extension extension = extensions.get(i);
      byte[] value = BufferProperties.get(handle, extension.key());
      if (value == null) {
        if (extension.key().equals(MediaGuids.TIMECODE)) {
          throw invalid("%s has time codes, and this sample has none".formatted(stream));
        }
      } else if (value.length > extension.size()) {
        throw new BorderException(
            Sampan.NS_E_DATA_UNIT_EXTENSION_TOO_LARGE(),
            "the property %s has %d bytes; %s declares %d"
                .formatted(extension.key(), value.length, stream, extension.size()));
      }
    }
  }
}
