package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;
import static dev.sampan.ffmpeg.av.Pointers.getLong;
import static dev.sampan.ffmpeg.av.Pointers.setInt;
import static dev.sampan.ffmpeg.av.Pointers.setLong;

import dev.sampan.SampleLayout.Color;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** AVCodecContext: a decoder or encoder at work. Names are those of the fields. */
public final class CodecContexts {

  private CodecContexts() {}

  /** Makes a context, which {@link #free} frees. */
  public static MemorySegment alloc(MemorySegment codec) {
    return AvError.checkAllocated(FFmpeg.avcodec_alloc_context3(codec), "a codec context");
  }

  /** Ends the codec's threads and frees the context. Frames that are out stay valid. */
  public static void free(MemorySegment context) {
    try (Arena arena = Arena.ofConfined()) {
      FFmpeg.avcodec_free_context(arena.allocateFrom(FFmpeg.C_POINTER, context));
    }
  }

  public static MemorySegment codec(MemorySegment context) {
    return Pointers.get(context, FFmpeg.AVCodecContext_codec());
  }

  public static long opaque(MemorySegment context) {
    return getLong(context, FFmpeg.AVCodecContext_opaque());
  }

  public static void opaque(MemorySegment context, long value) {
    setLong(context, FFmpeg.AVCodecContext_opaque(), value);
  }

  public static int codecType(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_codec_type());
  }

  public static int codecId(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_codec_id());
  }

  public static void codecTag(MemorySegment context, int tag) {
    setInt(context, FFmpeg.AVCodecContext_codec_tag(), tag);
  }

  public static void bitRate(MemorySegment context, long bitsPerSecond) {
    setLong(context, FFmpeg.AVCodecContext_bit_rate(), bitsPerSecond);
  }

  public static int flags(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_flags());
  }

  public static void addFlags(MemorySegment context, int flags) {
    setInt(context, FFmpeg.AVCodecContext_flags(), flags(context) | flags);
  }

  public static Ratio timeBase(MemorySegment context) {
    return Rationals.get(context, FFmpeg.AVCodecContext_time_base());
  }

  public static void timeBase(MemorySegment context, Ratio unit) {
    Rationals.set(context, FFmpeg.AVCodecContext_time_base(), unit);
  }

  public static void pktTimebase(MemorySegment context, Ratio unit) {
    Rationals.set(context, FFmpeg.AVCodecContext_pkt_timebase(), unit);
  }

  public static Ratio framerate(MemorySegment context) {
    return Rationals.get(context, FFmpeg.AVCodecContext_framerate());
  }

  public static void framerate(MemorySegment context, Ratio rate) {
    Rationals.set(context, FFmpeg.AVCodecContext_framerate(), rate);
  }

  public static int width(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_width());
  }

  public static void width(MemorySegment context, int pixels) {
    setInt(context, FFmpeg.AVCodecContext_width(), pixels);
  }

  public static int height(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_height());
  }

  public static void height(MemorySegment context, int pixels) {
    setInt(context, FFmpeg.AVCodecContext_height(), pixels);
  }

  public static Ratio sampleAspectRatio(MemorySegment context) {
    return Rationals.get(context, FFmpeg.AVCodecContext_sample_aspect_ratio());
  }

  public static void sampleAspectRatio(MemorySegment context, Ratio ratio) {
    Rationals.set(context, FFmpeg.AVCodecContext_sample_aspect_ratio(), ratio);
  }

  public static int pixFmt(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_pix_fmt());
  }

  public static void pixFmt(MemorySegment context, int format) {
    setInt(context, FFmpeg.AVCodecContext_pix_fmt(), format);
  }

  public static int hasBFrames(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_has_b_frames());
  }

  public static int refs(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_refs());
  }

  public static int sampleRate(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_sample_rate());
  }

  public static void sampleRate(MemorySegment context, int rate) {
    setInt(context, FFmpeg.AVCodecContext_sample_rate(), rate);
  }

  public static int sampleFmt(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_sample_fmt());
  }

  public static void sampleFmt(MemorySegment context, int format) {
    setInt(context, FFmpeg.AVCodecContext_sample_fmt(), format);
  }

  /** The AVChannelLayout inside the context. */
  public static MemorySegment channelLayout(MemorySegment context) {
    return context.asSlice(FFmpeg.AVCodecContext_ch_layout(), FFmpeg.AVChannelLayout_sizeof());
  }

  public static int frameSize(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_frame_size());
  }

  public static void getBuffer2(MemorySegment context, MemorySegment callback) {
    Pointers.set(context, FFmpeg.AVCodecContext_get_buffer2(), callback);
  }

  public static void getEncodeBuffer(MemorySegment context, MemorySegment callback) {
    Pointers.set(context, FFmpeg.AVCodecContext_get_encode_buffer(), callback);
  }

  public static int threadCount(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_thread_count());
  }

  public static void threadCount(MemorySegment context, int threads) {
    setInt(context, FFmpeg.AVCodecContext_thread_count(), threads);
  }

  public static int activeThreadType(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_active_thread_type());
  }

  public static void applyCropping(MemorySegment context, boolean apply) {
    setInt(context, FFmpeg.AVCodecContext_apply_cropping(), apply ? 1 : 0);
  }

  public static void color(MemorySegment context, Color color) {
    setInt(context, FFmpeg.AVCodecContext_color_range(), color.range());
    setInt(context, FFmpeg.AVCodecContext_color_primaries(), color.primaries());
    setInt(context, FFmpeg.AVCodecContext_color_trc(), color.transfer());
    setInt(context, FFmpeg.AVCodecContext_colorspace(), color.matrix());
    setInt(context, FFmpeg.AVCodecContext_chroma_sample_location(), color.chromaLocation());
  }

  public static void bitsPerRawSample(MemorySegment context, int bits) {
    setInt(context, FFmpeg.AVCodecContext_bits_per_raw_sample(), bits);
  }

  public static void fieldOrder(MemorySegment context, int order) {
    setInt(context, FFmpeg.AVCodecContext_field_order(), order);
  }

  public static int maxBFrames(MemorySegment context) {
    return getInt(context, FFmpeg.AVCodecContext_max_b_frames());
  }
}
