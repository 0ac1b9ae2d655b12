package dev.sampan.ffmpeg;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What the streams of a job become, chosen as the {@code ffmpeg} program chooses. */
final class JobFormats {

  /** What a new file does not take over from the old one, because it is not true of it. */
  private static final List<String> NOT_COPIED =
      List.of("creation_time", "company_name", "product_name", "product_version");

  private static final String COVER = "attached_pic";
  private static final List<String> COVERLESS = List.of("mp4", "mov", "ipod");

  /** The matrix of pictures that are red, green and blue. */
  private static final int MATRIX_RGB = 0;

  private static final int MATRIX_UNSPECIFIED = 2;

  /** What is assumed where neither the file nor its codec says a frame rate. */
  private static final Ratio USUAL_FRAME_RATE = new Ratio(25, 1);

  /** Where chroma samples lie after a conversion, as FFmpeg's scale filter leaves it. */
  private static final int CHROMA_UNSPECIFIED = 0;

  private final Transcoder.Builder settings;
  private final Container container;
  private final JobSource reader;
  private final List<JobInput> inputs;
  private final PictureClock.Mode clockMode;
  private final List<StreamFormat> targets = new ArrayList<>();
  private final List<Color> colors = new ArrayList<>();
  private final List<Ratio> timeBases = new ArrayList<>();

  JobFormats(
      Transcoder.Builder settings, Container container, JobSource reader, List<JobInput> inputs) {
    this.settings = settings;
    this.container = container;
    this.reader = reader;
    this.inputs = inputs;
    this.clockMode = chooseClockMode();
    for (JobInput input : inputs) {
      if (input.format() instanceof Video video) {
        addVideo(input, video);
      } else if (input.format() instanceof Audio audio) {
        Audio target = EncoderFormats.nearest(input.encoder(), audio);
        targets.add(target);
        colors.add(Color.UNSPECIFIED);
        timeBases.add(new Ratio(1, target.sampleRate()));
      }
    }
  }

  /** What a sample really is, where the container says something else or nothing. */
  static StreamFormat actual(
      StreamFormat declared, SampleLayout layout, Map<String, Object> attributes)
      throws FFmpegException {
    if (declared instanceof Video video) {
      Ratio aspect =
          attributes.get(FFmpegReader.PIXEL_ASPECT) instanceof Ratio decoded
                  && !Rationals.isPositive(video.pixelAspect())
              ? decoded
              : video.pixelAspect();
      return new Video(layout.format(), layout.width(), layout.height(), video.frameRate(), aspect);
    }
    return AudioPump.formatOf(layout, attributes);
  }

  private PictureClock.Mode chooseClockMode() {
    return switch (settings.frameRateMode) {
      case CONSTANT -> PictureClock.Mode.CONSTANT;
      case VARIABLE -> PictureClock.Mode.VARIABLE;
      case PASSTHROUGH -> PictureClock.Mode.PASSTHROUGH;
      case AUTO -> clockModeOfContainer();
    };
  }

  private PictureClock.Mode clockModeOfContainer() {
    if (container.has(FFmpeg.AVFMT_VARIABLE_FPS()) || container.name().equals("avi")) {
      return container.has(FFmpeg.AVFMT_NOTIMESTAMPS())
          ? PictureClock.Mode.PASSTHROUGH
          : PictureClock.Mode.VARIABLE;
    }
    // With nothing to stay in step with, a gap before the first picture needs no filling.
    return reader.media().size() == 1
        ? PictureClock.Mode.CONSTANT_FROM_FIRST
        : PictureClock.Mode.CONSTANT;
  }

  private void addVideo(JobInput input, Video format) {
    Ratio rate =
        clockMode.repeats() && !Rationals.isPositive(format.frameRate())
            ? USUAL_FRAME_RATE
            : format.frameRate();
    Video wanted =
        new Video(
            format.pixelFormat(), format.width(), format.height(), rate, format.pixelAspect());
    if (input.degrees() % 180 != 0) {
      wanted = VideoConversion.swapSides(wanted);
    }
    Video target = EncoderFormats.nearest(input.encoder(), wanted);
    if (input.degrees() != 0) {
      target = turnable(input, target);
    }
    if (!target.pixelFormat().equals(format.pixelFormat())) {
      target = withReducedAspect(target);
    }
    targets.add(target);
    timeBases.add(
        Rationals.isPositive(target.frameRate())
            ? Rationals.invert(target.frameRate())
            : input.media().timeBase());
    colors.add(color(input, format, target));
  }

  /** The same in a pixel format that can be turned. */
  private static Video turnable(JobInput input, Video video) {
    if (PictureTurner.canTurn(video.pixelFormat())) {
      return video;
    }
    Video other = withPixelFormat(video, "yuv444p");
    Video accepted = EncoderFormats.nearest(input.encoder(), other);
    return PictureTurner.canTurn(accepted.pixelFormat())
        ? accepted
        : withPixelFormat(video, "yuv420p");
  }

  private static Video withPixelFormat(Video video, String pixelFormat) {
    return new Video(
        pixelFormat, video.width(), video.height(), video.frameRate(), video.pixelAspect());
  }

  /** A conversion multiplies the aspect by the change of size, which reduces the fraction. */
  private static Video withReducedAspect(Video video) {
    Ratio aspect = video.pixelAspect();
    return new Video(
        video.pixelFormat(),
        video.width(),
        video.height(),
        video.frameRate(),
        Rationals.isPositive(aspect) ? Rationals.reduce(aspect, Integer.MAX_VALUE) : aspect);
  }

  private static Color color(JobInput input, Video format, Video target) {
    Color color = input.color();
    int from = PixelNames.range(format.pixelFormat(), color);
    boolean fromRgb = Formats.isRgb(Formats.pixelFormat(format.pixelFormat()));
    boolean toRgb = Formats.isRgb(Formats.pixelFormat(target.pixelFormat()));
    boolean sameValues = PixelNames.isSameButForRange(format.pixelFormat(), target.pixelFormat());
    int to;
    if (PixelNames.isAlwaysFull(target.pixelFormat())) {
      to = sameValues ? from : FFmpeg.AVCOL_RANGE_JPEG();
    } else {
      to =
          EncoderFormats.nearestRange(
              input.encoder(), fromRgb && !toRgb ? FFmpeg.AVCOL_RANGE_MPEG() : from);
    }
    int matrix = color.matrix();
    if (toRgb) {
      matrix = MATRIX_RGB;
    } else if (fromRgb && matrix == MATRIX_RGB) {
      matrix = MATRIX_UNSPECIFIED;
    }
    return new Color(
        to,
        color.primaries(),
        color.transfer(),
        matrix,
        sameValues && from == to ? color.chromaLocation() : CHROMA_UNSPECIFIED);
  }

  List<StreamFormat> targets() {
    return targets;
  }

  PictureClock.Mode clockMode() {
    return clockMode;
  }

  /** How the numbers of a stream's pictures are meant when the encoder gets them. */
  Color color(int stream) {
    return colors.get(stream);
  }

  Ratio timeBase(int stream) {
    return timeBases.get(stream);
  }

  /** The sink that writes them. */
  FFmpegSink sink(Path output, Returns returns, JobProfile profile) {
    FFmpegSink.Builder sink =
        FFmpegSink.to(output)
            .bitExact(settings.bitExact)
            .threads(settings.encoderThreads)
            .metadata(without(reader.metadata(), NOT_COPIED));
    sink.returns = returns;
    sink.profile = profile;
    if (settings.videoEncoder != null) {
      sink.videoEncoder(settings.videoEncoder);
    }
    if (settings.audioEncoder != null) {
      sink.audioEncoder(settings.audioEncoder);
    }
    if (settings.videoBitRate > 0) {
      sink.videoBitRate(settings.videoBitRate);
    }
    if (settings.audioBitRate > 0) {
      sink.audioBitRate(settings.audioBitRate);
    }
    for (int i = 0; i < inputs.size(); i++) {
      JobInput input = inputs.get(i);
      sink.streamMetadata(i, without(input.media().metadata(), List.of("encoder")));
      sink.disposition(i, dispositions(input));
      if (input.isVideo()) {
        sink.color(i, colors.get(i));
        sink.timeBase(i, timeBases.get(i));
        Object fields = input.fields();
        if (fields != null) {
          sink.interlaced(i, fields.equals("top"));
        }
      }
      if (input.format().equals(targets.get(i))) {
        sink.bitsPerSample(i, input.media().bitsPerSample());
      }
    }
    return sink.build();
  }

  /**
   * What a stream is for. MP4 refuses a cover picture in a codec for films; there it becomes a film
   * of one picture, and the rest of the file is not lost.
   */
  private List<String> dispositions(JobInput input) {
    List<String> names = input.media().dispositions();
    return names.contains(COVER) && COVERLESS.contains(container.name())
        ? names.stream().filter(name -> !name.equals(COVER)).toList()
        : names;
  }

  private static Map<String, String> without(Map<String, String> metadata, List<String> keys) {
    Map<String, String> rest = new LinkedHashMap<>(metadata);
    rest.keySet().removeIf(key -> keys.contains(key.toLowerCase(Locale.ROOT)));
    return rest;
  }
}
