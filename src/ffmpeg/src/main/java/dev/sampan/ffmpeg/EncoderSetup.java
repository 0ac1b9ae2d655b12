package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.ffmpeg.av.CodecContexts;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Dictionaries;
import dev.sampan.ffmpeg.av.EncodeBuffers;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Muxers;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.ffmpeg.av.Streams;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Opens the encoders of a sink, and describes their streams to its muxer. */
final class EncoderSetup {

  /** The unit of times where the frame rate is not known. */
  private static final Ratio MILLISECOND = new Ratio(1, 1000);

  private static final long DEFAULT_VIDEO_BIT_RATE = 2_000_000;
  private static final long DEFAULT_AUDIO_BIT_RATE = 128_000;

  private static final int VIDEO_PACKETS = 32;
  private static final int AUDIO_PACKETS = 64;
  private static final long SMALLEST_VIDEO_PACKET = 64 << 10;
  private static final long SMALLEST_AUDIO_PACKET = 4 << 10;

  private final FFmpegSink.Builder settings;
  private final Container container;
  private final Muxer muxer;

  EncoderSetup(FFmpegSink.Builder settings, Container container, Muxer muxer) {
    this.settings = settings;
    this.container = container;
    this.muxer = muxer;
  }

  StreamEncoder open(int index, StreamFormat format) throws IOException {
    if (format instanceof Video video) {
      return openVideo(index, video);
    }
    if (format instanceof Audio audio) {
      return openAudio(index, audio);
    }
    throw new FFmpegException(
        "stream %d has neither pictures nor sound, but %s".formatted(index, format), 0);
  }

  private StreamEncoder openVideo(int index, Video format) throws IOException {
    MemorySegment codec = container.encoder(true, settings.videoEncoder);
    int pixelFormat = Formats.pixelFormat(format.pixelFormat());
    refuseUnless(format, EncoderFormats.nearest(codec, format), codec);
    SampleLayout.Color color = settings.colors.getOrDefault(index, SampleLayout.Color.UNSPECIFIED);
    Ratio timeBase = videoTimeBase(index, format);
    MemorySegment context = CodecContexts.alloc(codec);
    try {
      CodecContexts.width(context, format.width());
      CodecContexts.height(context, format.height());
      CodecContexts.pixFmt(context, pixelFormat);
      CodecContexts.sampleAspectRatio(context, format.pixelAspect());
      CodecContexts.timeBase(context, timeBase);
      CodecContexts.framerate(context, format.frameRate());
      CodecContexts.color(context, color);
      CodecContexts.fieldOrder(
          context, fieldOrder(settings.topFieldFirstOf.get(index), Codecs.id(codec)));
      CodecContexts.bitsPerRawSample(
          context,
          Math.min(settings.bitsPerSample.getOrDefault(index, 0), Formats.depth(pixelFormat)));
      setBitRate(context, codec, settings.videoBitRate, DEFAULT_VIDEO_BIT_RATE);
      ConsumerObserver observer = new ConsumerObserver(Codecs.name(codec) + " encoder");
      long packetSize =
          isLossless(codec)
              ? 2L * format.width() * format.height() + SMALLEST_VIDEO_PACKET
              : (long) format.width() * format.height() / 4;
      PacketMemory packets =
          packetMemory(
              context, index, observer, Math.max(packetSize, SMALLEST_VIDEO_PACKET), VIDEO_PACKETS);
      open(context);
      MemorySegment stream = describe(index, context);
      Streams.sampleAspectRatio(stream, format.pixelAspect());
      Streams.avgFrameRate(stream, format.frameRate());
      return new StreamEncoder(
          context, index, new VideoFrames(format, color, timeBase), muxer, packets, observer);
    } catch (Throwable failure) {
      EncodeBuffers.detach(context);
      CodecContexts.free(context);
      throw failure;
    }
  }

  /** Coded as one picture, and shown one field after the other. */
  private static int fieldOrder(@Nullable Boolean topFirst, int codecId) {
    if (topFirst == null) {
      return FFmpeg.AV_FIELD_PROGRESSIVE();
    }
    if (codecId == FFmpeg.AV_CODEC_ID_MJPEG()) {
      return topFirst ? FFmpeg.AV_FIELD_TT() : FFmpeg.AV_FIELD_BB();
    }
    return topFirst ? FFmpeg.AV_FIELD_TB() : FFmpeg.AV_FIELD_BT();
  }

  private Ratio videoTimeBase(int index, Video format) {
    Ratio wanted = settings.timeBases.get(index);
    if (wanted != null) {
      return wanted;
    }
    return Rationals.isPositive(format.frameRate())
        ? Rationals.invert(format.frameRate())
        : MILLISECOND;
  }

  private StreamEncoder openAudio(int index, Audio format) throws IOException {
    MemorySegment codec = container.encoder(false, settings.audioEncoder);
    refuseUnless(format, EncoderFormats.nearest(codec, format), codec);
    int sampleFormat = Formats.sampleFormat(format.sampleFormat());
    Ratio timeBase = new Ratio(1, format.sampleRate());
    MemorySegment context = CodecContexts.alloc(codec);
    try {
      CodecContexts.sampleFmt(context, sampleFormat);
      CodecContexts.sampleRate(context, format.sampleRate());
      ChannelLayouts.set(CodecContexts.channelLayout(context), format);
      CodecContexts.timeBase(context, timeBase);
      CodecContexts.bitsPerRawSample(
          context,
          Math.min(
              settings.bitsPerSample.getOrDefault(index, 0),
              8 * Formats.bytesPerSample(sampleFormat)));
      setBitRate(context, codec, settings.audioBitRate, DEFAULT_AUDIO_BIT_RATE);
      ConsumerObserver observer = new ConsumerObserver(Codecs.name(codec) + " encoder");
      long packetSize = isLossless(codec) ? 8192L * 4 * format.channels() : SMALLEST_AUDIO_PACKET;
      PacketMemory packets = packetMemory(context, index, observer, packetSize, AUDIO_PACKETS);
      open(context);
      describe(index, context);
      return new StreamEncoder(
          context, index, new AudioFrames(format, timeBase), muxer, packets, observer);
    } catch (Throwable failure) {
      EncodeBuffers.detach(context);
      CodecContexts.free(context);
      throw failure;
    }
  }

  private static void refuseUnless(StreamFormat format, StreamFormat accepted, MemorySegment codec)
      throws FFmpegException {
    if (!format.equals(accepted)) {
      throw new FFmpegException(
          "the %s encoder does not take %s; convert to %s"
              .formatted(Codecs.name(codec), format, accepted),
          0);
    }
  }

  private static void setBitRate(
      MemorySegment context, MemorySegment codec, long wanted, long otherwise) {
    if (wanted > 0) {
      CodecContexts.bitRate(context, wanted);
    } else if (!isLossless(codec)) {
      CodecContexts.bitRate(context, otherwise);
    }
  }

  /** Whether the codec has no bit rate to choose: what it can only do without loss. */
  private static boolean isLossless(MemorySegment codec) {
    return (Codecs.properties(Codecs.id(codec)) & FFmpeg.AV_CODEC_PROP_LOSSY()) == 0;
  }

  private @Nullable PacketMemory packetMemory(
      MemorySegment context, int index, ConsumerObserver observer, long size, int count) {
    if (!Codecs.has(CodecContexts.codec(context), FFmpeg.AV_CODEC_CAP_DR1())) {
      return null;
    }
    SampleAllocator allocator =
        settings.profile.build(
            SampleAllocator.builder(observer.name() + JobProfile.PACKETS)
                .sampleSize(size)
                .count(count));
    allocator.setReleaseHandler(settings.returns);
    PacketMemory memory =
        new PacketMemory(
            allocator, new Holder(observer.name(), Holder.Kind.ENCODER), muxer.holder(index));
    EncodeBuffers.attach(context, memory);
    return memory;
  }

  private void open(MemorySegment context) throws FFmpegException {
    CodecContexts.addFlags(context, FFmpeg.AV_CODEC_FLAG_FRAME_DURATION());
    if (container.has(FFmpeg.AVFMT_GLOBALHEADER())) {
      CodecContexts.addFlags(context, FFmpeg.AV_CODEC_FLAG_GLOBAL_HEADER());
    }
    if (settings.bitExact) {
      CodecContexts.addFlags(context, FFmpeg.AV_CODEC_FLAG_BITEXACT());
    }
    CodecContexts.threadCount(context, settings.threads);
    Encoders.open(context, Map.of());
  }

  private MemorySegment describe(int index, MemorySegment context) throws FFmpegException {
    MemorySegment stream = muxer.newStream();
    Muxers.describe(stream, context);
    Streams.timeBase(stream, CodecContexts.timeBase(context));
    Streams.disposition(stream, Dispositions.flags(settings.dispositions.get(index)));
    String encoder =
        (settings.bitExact ? "Lavc" : Codecs.libraryName())
            + " "
            + Codecs.name(CodecContexts.codec(context));
    MemorySegment slot = Streams.metadataSlot(stream);
    Dictionaries.putAll(slot, Map.of("encoder", encoder));
    Map<String, String> tags = settings.streamMetadata.get(index);
    if (tags != null) {
      Dictionaries.putAll(slot, tags);
    }
    return stream;
  }

  /** Sets what the file says about itself. */
  void describeFile() {
    Dictionaries.putAll(FormatContexts.metadataSlot(muxer.context()), settings.metadata);
  }
}
