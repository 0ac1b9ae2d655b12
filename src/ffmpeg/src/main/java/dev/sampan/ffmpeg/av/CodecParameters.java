package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;
import static dev.sampan.ffmpeg.av.Pointers.getLong;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;

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
