package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;
import static dev.sampan.ffmpeg.av.Pointers.getLong;
import static dev.sampan.ffmpeg.av.Pointers.setInt;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;

/** AVCodecParameters: what a container says about a stream. Names are those of the fields. */
public final class CodecParameters {

  private CodecParameters() {}

  public static int codecType(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_codec_type());
  }

  public static int codecId(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_codec_id());
  }

  public static int format(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_format());
  }

  public static long bitRate(MemorySegment parameters) {
    return getLong(parameters, FFmpeg.AVCodecParameters_bit_rate());
  }

  public static int width(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_width());
  }

  public static int height(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_height());
  }

  public static Ratio sampleAspectRatio(MemorySegment parameters) {
    return Rationals.get(parameters, FFmpeg.AVCodecParameters_sample_aspect_ratio());
  }

  public static int sampleRate(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_sample_rate());
  }

  public static int frameSize(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_frame_size());
  }

  public static int bitsPerRawSample(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_bits_per_raw_sample());
  }

  /** Says that a stream has pictures. */
  public static void video(MemorySegment parameters, int codecId, int width, int height) {
    setInt(parameters, FFmpeg.AVCodecParameters_codec_type(), FFmpeg.AVMEDIA_TYPE_VIDEO());
    setInt(parameters, FFmpeg.AVCodecParameters_codec_id(), codecId);
    setInt(parameters, FFmpeg.AVCodecParameters_width(), width);
    setInt(parameters, FFmpeg.AVCodecParameters_height(), height);
  }

  /** Says that a stream has sound. */
  public static void audio(MemorySegment parameters, int codecId, Audio format, int blockAlign) {
    setInt(parameters, FFmpeg.AVCodecParameters_codec_type(), FFmpeg.AVMEDIA_TYPE_AUDIO());
    setInt(parameters, FFmpeg.AVCodecParameters_codec_id(), codecId);
    setInt(parameters, FFmpeg.AVCodecParameters_sample_rate(), format.sampleRate());
    setInt(parameters, FFmpeg.AVCodecParameters_block_align(), blockAlign);
    ChannelLayouts.set(channelLayout(parameters), format);
  }

  public static void bitRate(MemorySegment parameters, long bitsPerSecond) {
    Pointers.setLong(parameters, FFmpeg.AVCodecParameters_bit_rate(), bitsPerSecond);
  }

  /** Sets what a decoder must know beforehand. */
  public static void extradata(MemorySegment parameters, ByteBuffer bytes) {
    int size = bytes.remaining();
    MemorySegment copy =
        Pointers.of(
            AvError.checkAllocated(
                    FFmpeg.av_mallocz((long) size + FFmpeg.AV_INPUT_BUFFER_PADDING_SIZE()),
                    "a codec's data")
                .address());
    for (int i = 0; i < size; i++) {
      copy.set(ValueLayout.JAVA_BYTE, i, bytes.get(bytes.position() + i));
    }
    Pointers.set(parameters, FFmpeg.AVCodecParameters_extradata(), copy);
    setInt(parameters, FFmpeg.AVCodecParameters_extradata_size(), size);
  }

  /** The side data of a kind, or the null pointer. */
  public static MemorySegment sideData(MemorySegment parameters, int type) {
    MemorySegment entry =
        FFmpeg.av_packet_side_data_get(
            Pointers.get(parameters, FFmpeg.AVCodecParameters_coded_side_data()),
            getInt(parameters, FFmpeg.AVCodecParameters_nb_coded_side_data()),
            type);
    return Pointers.isNull(entry)
        ? Pointers.NULL
        : Pointers.get(entry, FFmpeg.AVPacketSideData_data());
  }

  public static int videoDelay(MemorySegment parameters) {
    return getInt(parameters, FFmpeg.AVCodecParameters_video_delay());
  }

  /** The AVChannelLayout inside the parameters. */
  public static MemorySegment channelLayout(MemorySegment parameters) {
    return parameters.asSlice(
        FFmpeg.AVCodecParameters_ch_layout(), FFmpeg.AVChannelLayout_sizeof());
  }
}
