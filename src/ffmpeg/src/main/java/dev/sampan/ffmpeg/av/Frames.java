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

/** AVFrame: a picture or a block of sound. Names are those of the fields. */
public final class Frames {

  /** No timestamp. */
  public static final long NOPTS = FFmpeg.AV_NOPTS_VALUE();

  /** How many entries data, linesize and buf have. */
  public static final int POINTERS = FFmpeg.AV_NUM_DATA_POINTERS();

  private static final long DATA = FFmpeg.AVFrame_data();
  private static final long LINESIZE = FFmpeg.AVFrame_linesize();
  private static final long EXTENDED_DATA = FFmpeg.AVFrame_extended_data();
  private static final long WIDTH = FFmpeg.AVFrame_width();
  private static final long HEIGHT = FFmpeg.AVFrame_height();
  private static final long NB_SAMPLES = FFmpeg.AVFrame_nb_samples();
  private static final long FORMAT = FFmpeg.AVFrame_format();
  private static final long PICT_TYPE = FFmpeg.AVFrame_pict_type();
  private static final long SAMPLE_ASPECT_RATIO = FFmpeg.AVFrame_sample_aspect_ratio();
  private static final long PTS = FFmpeg.AVFrame_pts();
  private static final long PKT_DTS = FFmpeg.AVFrame_pkt_dts();
  private static final long TIME_BASE = FFmpeg.AVFrame_time_base();
  private static final long QUALITY = FFmpeg.AVFrame_quality();
  private static final long OPAQUE = FFmpeg.AVFrame_opaque();
  private static final long REPEAT_PICT = FFmpeg.AVFrame_repeat_pict();
  private static final long SAMPLE_RATE = FFmpeg.AVFrame_sample_rate();
  private static final long BUF = FFmpeg.AVFrame_buf();
  private static final long FLAGS = FFmpeg.AVFrame_flags();
  private static final long BEST_EFFORT_TIMESTAMP = FFmpeg.AVFrame_best_effort_timestamp();
  private static final long DECODE_ERROR_FLAGS = FFmpeg.AVFrame_decode_error_flags();
  private static final long CH_LAYOUT = FFmpeg.AVFrame_ch_layout();
  private static final long DURATION = FFmpeg.AVFrame_duration();

  private Frames() {}

  /** Makes an empty frame, which {@link #free} frees. */
  public static MemorySegment alloc() {
    return AvError.checkAllocated(FFmpeg.av_frame_alloc(), "a frame");
  }

  /** Frees a frame and drops its references; free callbacks may run before this returns. */
  public static void free(MemorySegment frame) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slot = arena.allocateFrom(FFmpeg.C_POINTER, frame);
      FFmpeg.av_frame_free(slot);
    }
  }

  public static void unref(MemorySegment frame) {
    FFmpeg.av_frame_unref(frame);
  }

  public static void moveRef(MemorySegment to, MemorySegment from) {
    FFmpeg.av_frame_move_ref(to, from);
  }

  public static long data(MemorySegment frame, int plane) {
    return getLong(frame, DATA + plane * 8L);
  }

  public static void data(MemorySegment frame, int plane, long address) {
    setLong(frame, DATA + plane * 8L, address);
  }

  public static int linesize(MemorySegment frame, int plane) {
    return getInt(frame, LINESIZE + plane * 4L);
  }

  public static void linesize(MemorySegment frame, int plane, int bytes) {
    setInt(frame, LINESIZE + plane * 4L, bytes);
  }

  /** The address of a plane beyond the eighth too. */
  public static long extendedData(MemorySegment frame, int plane) {
    return getLong(Pointers.get(frame, EXTENDED_DATA), plane * 8L);
  }

  /** The array data itself, as extended_data points to it where eight pointers suffice. */
  public static MemorySegment dataArray(MemorySegment frame) {
    return frame.asSlice(DATA, POINTERS * 8L);
  }

  public static MemorySegment linesizeArray(MemorySegment frame) {
    return frame.asSlice(LINESIZE, POINTERS * 4L);
  }

  public static MemorySegment extendedData(MemorySegment frame) {
    return Pointers.get(frame, EXTENDED_DATA);
  }

  public static void extendedData(MemorySegment frame, MemorySegment array) {
    Pointers.set(frame, EXTENDED_DATA, array);
  }

  public static MemorySegment buf(MemorySegment frame, int index) {
    return Pointers.get(frame, BUF + index * 8L);
  }

  public static void buf(MemorySegment frame, int index, MemorySegment reference) {
    Pointers.set(frame, BUF + index * 8L, reference);
  }

  public static int width(MemorySegment frame) {
    return getInt(frame, WIDTH);
  }

  public static void width(MemorySegment frame, int pixels) {
    setInt(frame, WIDTH, pixels);
  }

  public static int height(MemorySegment frame) {
    return getInt(frame, HEIGHT);
  }

  public static void height(MemorySegment frame, int pixels) {
    setInt(frame, HEIGHT, pixels);
  }

  public static int nbSamples(MemorySegment frame) {
    return getInt(frame, NB_SAMPLES);
  }

  public static void nbSamples(MemorySegment frame, int samples) {
    setInt(frame, NB_SAMPLES, samples);
  }

  public static int format(MemorySegment frame) {
    return getInt(frame, FORMAT);
  }

  public static void format(MemorySegment frame, int format) {
    setInt(frame, FORMAT, format);
  }

  public static int pictType(MemorySegment frame) {
    return getInt(frame, PICT_TYPE);
  }

  public static void pictType(MemorySegment frame, int type) {
    setInt(frame, PICT_TYPE, type);
  }

  public static Ratio sampleAspectRatio(MemorySegment frame) {
    return Rationals.get(frame, SAMPLE_ASPECT_RATIO);
  }

  public static void sampleAspectRatio(MemorySegment frame, Ratio ratio) {
    Rationals.set(frame, SAMPLE_ASPECT_RATIO, ratio);
  }

  public static long pts(MemorySegment frame) {
    return getLong(frame, PTS);
  }

  public static void pts(MemorySegment frame, long pts) {
    setLong(frame, PTS, pts);
  }

  public static long pktDts(MemorySegment frame) {
    return getLong(frame, PKT_DTS);
  }

  public static long bestEffortTimestamp(MemorySegment frame) {
    return getLong(frame, BEST_EFFORT_TIMESTAMP);
  }

  public static Ratio timeBase(MemorySegment frame) {
    return Rationals.get(frame, TIME_BASE);
  }

  public static void timeBase(MemorySegment frame, Ratio unit) {
    Rationals.set(frame, TIME_BASE, unit);
  }

  public static long duration(MemorySegment frame) {
    return getLong(frame, DURATION);
  }

  public static void duration(MemorySegment frame, long duration) {
    setLong(frame, DURATION, duration);
  }

  public static void quality(MemorySegment frame, int quality) {
    setInt(frame, QUALITY, quality);
  }

  public static void opaque(MemorySegment frame, MemorySegment value) {
    Pointers.set(frame, OPAQUE, value);
  }

  public static int repeatPict(MemorySegment frame) {
    return getInt(frame, REPEAT_PICT);
  }

  public static int sampleRate(MemorySegment frame) {
    return getInt(frame, SAMPLE_RATE);
  }

  public static void sampleRate(MemorySegment frame, int rate) {
    setInt(frame, SAMPLE_RATE, rate);
  }

  public static int flags(MemorySegment frame) {
    return getInt(frame, FLAGS);
  }

  public static void flags(MemorySegment frame, int flags) {
    setInt(frame, FLAGS, flags);
  }

  public static boolean isKeyFrame(MemorySegment frame) {
    return (flags(frame) & FFmpeg.AV_FRAME_FLAG_KEY()) != 0;
  }

  public static int decodeErrorFlags(MemorySegment frame) {
    return getInt(frame, DECODE_ERROR_FLAGS);
  }

  /** The AVChannelLayout inside the frame. */
  public static MemorySegment channelLayout(MemorySegment frame) {
    return frame.asSlice(CH_LAYOUT, FFmpeg.AVChannelLayout_sizeof());
  }

  /** Copies what {@code frame} looks like to an empty frame: format, size, colour, channels. */
  public static void copyDescription(MemorySegment to, MemorySegment frame) {
    format(to, format(frame));
    width(to, width(frame));
    height(to, height(frame));
    nbSamples(to, nbSamples(frame));
    color(to, color(frame));
    FFmpeg.av_channel_layout_copy(channelLayout(to), channelLayout(frame));
  }

  public static Color color(MemorySegment frame) {
    return new Color(
        getInt(frame, FFmpeg.AVFrame_color_range()),
        getInt(frame, FFmpeg.AVFrame_color_primaries()),
        getInt(frame, FFmpeg.AVFrame_color_trc()),
        getInt(frame, FFmpeg.AVFrame_colorspace()),
        getInt(frame, FFmpeg.AVFrame_chroma_location()));
  }

  public static void color(MemorySegment frame, Color color) {
    setInt(frame, FFmpeg.AVFrame_color_range(), color.range());
    setInt(frame, FFmpeg.AVFrame_color_primaries(), color.primaries());
    setInt(frame, FFmpeg.AVFrame_color_trc(), color.transfer());
    setInt(frame, FFmpeg.AVFrame_colorspace(), color.matrix());
    setInt(frame, FFmpeg.AVFrame_chroma_location(), color.chromaLocation());
  }
}
