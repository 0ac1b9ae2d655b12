package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.lang.foreign.MemorySegment;
import java.util.Comparator;
import java.util.List;

/** Which formats an encoder takes, and which of them is nearest to what there is. */
final class EncoderFormats {

  /** MPEG-4 counts time in units of at least 1/65535 s. */
  private static final int MPEG4_LARGEST_UNIT = 65535;

  /** Windows Media Audio 1 and 2 refuse more when they are opened; they do not say so before. */
  private static final int WMA_CHANNELS = 2;

  private static final int WMA_RATE = 48000;

  private EncoderFormats() {}

  static Video nearest(MemorySegment codec, Video format) {
    List<Integer> formats = Encoders.pixelFormats(codec);
    int source = Formats.pixelFormat(format.pixelFormat());
    int best =
        formats == null || formats.contains(source)
            ? source
            : Encoders.bestPixelFormat(formats, source);
    return new Video(
        best == source ? format.pixelFormat() : Formats.pixelName(best),
        format.width(),
        format.height(),
        nearestRate(codec, format.frameRate()),
        format.pixelAspect());
  }

  /** The colour range that an encoder takes: that of the pictures if it can. */
  static int nearestRange(MemorySegment codec, int range) {
    List<Integer> ranges = Encoders.colorRanges(codec);
    return ranges == null || ranges.isEmpty() || ranges.contains(range) ? range : ranges.get(0);
  }

  private static Ratio nearestRate(MemorySegment codec, Ratio rate) {
    if (!Rationals.isPositive(rate)) {
      return rate;
    }
    List<Ratio> rates = Encoders.frameRates(codec);
    if (rates != null) {
      return rates.stream()
          .min(Comparator.comparingDouble(each -> Math.abs(value(each) - value(rate))))
          .orElse(rate);
    }
    return Codecs.id(codec) == FFmpeg.AV_CODEC_ID_MPEG4()
        ? Rationals.reduce(rate, MPEG4_LARGEST_UNIT)
        : rate;
  }

  static Audio nearest(MemorySegment codec, Audio format) {
    String layout = nearestLayout(codec, format);
    return new Audio(
        nearestSampleFormat(codec, format.sampleFormat()),
        nearestSampleRate(codec, format.sampleRate()),
        ChannelLayouts.channelsOf(layout),
        layout);
  }

  private static String nearestSampleFormat(MemorySegment codec, String name) {
    List<Integer> formats = Encoders.sampleFormats(codec);
    int source = Formats.sampleFormat(name);
    if (formats == null || formats.isEmpty() || formats.contains(source)) {
      return name;
    }
    int best = formats.get(0);
    for (int each : formats) {
      if (loss(each, source) < loss(best, source)) {
        best = each;
      }
    }
    return Formats.sampleName(best);
  }

  /** What a conversion costs, weighed as FFmpeg's filters weigh it when they choose a format. */
  private static int loss(int to, int from) {
    int more = Formats.bytesPerSample(to) - Formats.bytesPerSample(from);
    int loss = more < 0 ? -100 * more : 10 * more;
    if (Formats.isPlanar(to) != Formats.isPlanar(from)) {
      loss++;
    }
    int packedTo = FFmpeg.av_get_packed_sample_fmt(to);
    int packedFrom = FFmpeg.av_get_packed_sample_fmt(from);
    if (packedTo == FFmpeg.AV_SAMPLE_FMT_S32() && packedFrom == FFmpeg.AV_SAMPLE_FMT_FLT()) {
      loss += 20;
    }
    if (packedTo == FFmpeg.AV_SAMPLE_FMT_FLT() && packedFrom == FFmpeg.AV_SAMPLE_FMT_S32()) {
      loss += 2;
    }
    return loss;
  }

  private static int nearestSampleRate(MemorySegment codec, int rate) {
    List<Integer> rates = Encoders.sampleRates(codec);
    if (rates == null || rates.isEmpty()) {
      return isWma(codec) ? Math.min(rate, WMA_RATE) : rate;
    }
    return rates.stream()
        .min(Comparator.comparingInt((Integer each) -> Math.abs(each - rate)))
        .orElse(rate);
  }

  private static String nearestLayout(MemorySegment codec, Audio format) {
    String source =
        ChannelLayouts.channelsOf(format.channelLayout()) == format.channels()
            ? format.channelLayout()
            : ChannelLayouts.usual(format.channels());
    List<String> layouts = Encoders.channelLayouts(codec);
    if (layouts == null || layouts.isEmpty()) {
      return isWma(codec) && format.channels() > WMA_CHANNELS
          ? ChannelLayouts.usual(WMA_CHANNELS)
          : source;
    }
    if (layouts.contains(source)) {
      return source;
    }
    // As many channels as can be kept; of layouts with as many, the first.
    String best = layouts.get(0);
    for (String each : layouts) {
      if (keptChannels(each, format.channels()) > keptChannels(best, format.channels())) {
        best = each;
      }
    }
    return best;
  }

  private static int keptChannels(String layout, int channels) {
    int count = ChannelLayouts.channelsOf(layout);
    return count <= channels ? count : channels - count;
  }

  private static boolean isWma(MemorySegment codec) {
    int id = Codecs.id(codec);
    return id == FFmpeg.AV_CODEC_ID_WMAV1() || id == FFmpeg.AV_CODEC_ID_WMAV2();
  }

  private static double value(Ratio ratio) {
    return (double) ratio.numerator() / ratio.denominator();
  }
}
