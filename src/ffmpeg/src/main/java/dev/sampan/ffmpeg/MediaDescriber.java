package dev.sampan.ffmpeg;

import static dev.sampan.ffmpeg.av.Frames.NOPTS;

import dev.sampan.SampleProperties;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.MediaStream.Kind;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.CodecParameters;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Dictionaries;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Pointers;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.ffmpeg.av.Streams;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/** Says what an open file has, and which of its streams are the best. */
final class MediaDescriber {

  private static final Ratio UNKNOWN = new Ratio(0, 1);

  private MediaDescriber() {}

  /**
   * Describes a stream.
   *
   * @param context the file
   * @param stream one of its streams
   * @param start what times are relative to, in microseconds
   */
  static MediaStream describe(MemorySegment context, MemorySegment stream, long start) {
    MemorySegment parameters = Streams.codecpar(stream);
    int codecId = CodecParameters.codecId(parameters);
    Ratio timeBase = Streams.timeBase(stream);
    Kind kind = kind(parameters);
    MemorySegment decoder = Codecs.findDecoder(codecId);
    return new MediaStream(
        Streams.index(stream),
        kind,
        Codecs.idName(codecId),
        !Pointers.isNull(decoder),
        !Pointers.isNull(decoder) && Codecs.has(decoder, FFmpeg.AV_CODEC_CAP_DR1()),
        format(kind, context, stream),
        timeBase,
        Streams.startTime(stream) == NOPTS
            ? SampleProperties.NO_TIME
            : Rationals.rescale(Streams.startTime(stream), timeBase, Rationals.TICK) - start * 10,
        duration(Streams.duration(stream), timeBase),
        Math.max(0, Streams.nbFrames(stream)),
        Math.max(0, CodecParameters.bitRate(parameters)),
        known(Streams.avgFrameRate(stream)),
        CodecParameters.bitsPerRawSample(parameters),
        kind == Kind.VIDEO ? rotation(parameters) : 0,
        dispositions(Streams.disposition(stream)),
        Dictionaries.toMap(Streams.metadata(stream)));
  }

  /** Converts a duration to units of 100 ns, and an unknown one to -1. */
  static long duration(long duration, Ratio unit) {
    return duration == NOPTS || duration < 0
        ? -1
        : Rationals.rescale(duration, unit, Rationals.TICK);
  }

  private static Kind kind(MemorySegment parameters) {
    int type = CodecParameters.codecType(parameters);
    if (type == FFmpeg.AVMEDIA_TYPE_VIDEO()) {
      return Kind.VIDEO;
    }
    if (type == FFmpeg.AVMEDIA_TYPE_AUDIO()) {
      return Kind.AUDIO;
    }
    return type == FFmpeg.AVMEDIA_TYPE_SUBTITLE() ? Kind.SUBTITLE : Kind.OTHER;
  }

  private static StreamFormat format(Kind kind, MemorySegment context, MemorySegment stream) {
    MemorySegment parameters = Streams.codecpar(stream);
    return switch (kind) {
      case VIDEO ->
          new StreamFormat.Video(
              Formats.pixelName(CodecParameters.format(parameters)),
              CodecParameters.width(parameters),
              CodecParameters.height(parameters),
              guessedFrameRate(context, stream),
              pixelAspect(stream, parameters));
      case AUDIO -> {
        MemorySegment layout = CodecParameters.channelLayout(parameters);
        ChannelLayouts.guess(layout);
        yield new StreamFormat.Audio(
            Formats.sampleName(CodecParameters.format(parameters)),
            CodecParameters.sampleRate(parameters),
            ChannelLayouts.channels(layout),
            ChannelLayouts.describe(layout));
      }
      case SUBTITLE, OTHER ->
          new StreamFormat.Data(Codecs.idName(CodecParameters.codecId(parameters)));
    };
  }

  /** The frame rate that the ffmpeg program gives to encoders. */
  private static Ratio guessedFrameRate(MemorySegment context, MemorySegment stream) {
    try (Arena arena = Arena.ofConfined()) {
      return known(
          Rationals.get(FFmpeg.av_guess_frame_rate(arena, context, stream, MemorySegment.NULL), 0));
    }
  }

  /** What the container says goes before what the codec says, as in the ffmpeg program. */
  private static Ratio pixelAspect(MemorySegment stream, MemorySegment parameters) {
    Ratio container = known(Streams.sampleAspectRatio(stream));
    return Rationals.isPositive(container)
        ? container
        : known(CodecParameters.sampleAspectRatio(parameters));
  }

  private static Ratio known(Ratio ratio) {
    return Rationals.isPositive(ratio) ? ratio : UNKNOWN;
  }

  private static int rotation(MemorySegment parameters) {
    MemorySegment matrix = CodecParameters.sideData(parameters, FFmpeg.AV_PKT_DATA_DISPLAYMATRIX());
    if (Pointers.isNull(matrix)) {
      return 0;
    }
    double counterclockwise = FFmpeg.av_display_rotation_get(matrix);
    return Double.isNaN(counterclockwise)
        ? 0
        : Math.floorMod((int) -Math.round(counterclockwise), 360);
  }

  private static List<String> dispositions(int flags) {
    List<String> names = new ArrayList<>();
    for (int rest = flags; rest != 0; rest &= rest - 1) {
      String name = Pointers.string(FFmpeg.av_disposition_to_string(Integer.lowestOneBit(rest)));
      if (name != null) {
        names.add(name);
      }
    }
    return names;
  }

  /**
   * Chooses a stream as the ffmpeg program does: the one with the most pixels or channels, those
   * that the container calls default before the others, cover pictures last.
   *
   * @return its index, or -1 if there is none that can be decoded
   */
  static int best(MemorySegment context, List<MediaStream> streams, Kind kind) {
    int best = -1;
    long bestScore = -1;
    for (MediaStream candidate : streams) {
      if (candidate.kind() == kind && candidate.decodable()) {
        long score = score(FormatContexts.stream(context, candidate.index()), kind);
        if (score > bestScore) {
          best = candidate.index();
          bestScore = score;
        }
      }
    }
    return best;
  }

  private static long score(MemorySegment stream, Kind kind) {
    MemorySegment parameters = Streams.codecpar(stream);
    long score;
    if (kind == Kind.VIDEO) {
      if ((Streams.disposition(stream) & FFmpeg.AV_DISPOSITION_ATTACHED_PIC()) != 0) {
        return 1;
      }
      score = (long) CodecParameters.width(parameters) * CodecParameters.height(parameters);
    } else {
      score = ChannelLayouts.channels(CodecParameters.channelLayout(parameters));
    }
    if ((Streams.eventFlags(stream) & FFmpeg.AVSTREAM_EVENT_FLAG_NEW_PACKETS()) != 0) {
      score += 100_000_000L;
    }
    if ((Streams.disposition(stream) & FFmpeg.AV_DISPOSITION_DEFAULT()) != 0) {
      score += 5_000_000L;
    }
    return score;
  }
}
