package dev.sampan.ffmpeg.av;

import static dev.sampan.ffmpeg.av.Pointers.getInt;
import static dev.sampan.ffmpeg.av.Pointers.getLong;
import static dev.sampan.ffmpeg.av.Pointers.setInt;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;

/** AVStream: a stream of a container. Names are those of the fields. */
public final class Streams {

  private Streams() {}

  public static int index(MemorySegment stream) {
    return getInt(stream, FFmpeg.AVStream_index());
  }

  public static MemorySegment codecpar(MemorySegment stream) {
    return Pointers.get(stream, FFmpeg.AVStream_codecpar());
  }

  public static Ratio timeBase(MemorySegment stream) {
    return Rationals.get(stream, FFmpeg.AVStream_time_base());
  }

  public static void timeBase(MemorySegment stream, Ratio unit) {
    Rationals.set(stream, FFmpeg.AVStream_time_base(), unit);
  }

  public static long startTime(MemorySegment stream) {
    return getLong(stream, FFmpeg.AVStream_start_time());
  }

  public static long duration(MemorySegment stream) {
    return getLong(stream, FFmpeg.AVStream_duration());
  }

  public static long nbFrames(MemorySegment stream) {
    return getLong(stream, FFmpeg.AVStream_nb_frames());
  }

  public static int disposition(MemorySegment stream) {
    return getInt(stream, FFmpeg.AVStream_disposition());
  }

  public static void disposition(MemorySegment stream, int flags) {
    setInt(stream, FFmpeg.AVStream_disposition(), flags);
  }

  public static int discard(MemorySegment stream) {
    return getInt(stream, FFmpeg.AVStream_discard());
  }

  public static void discard(MemorySegment stream, int discard) {
    setInt(stream, FFmpeg.AVStream_discard(), discard);
  }

  public static Ratio sampleAspectRatio(MemorySegment stream) {
    return Rationals.get(stream, FFmpeg.AVStream_sample_aspect_ratio());
  }

  public static void sampleAspectRatio(MemorySegment stream, Ratio ratio) {
    Rationals.set(stream, FFmpeg.AVStream_sample_aspect_ratio(), ratio);
  }

  public static Ratio avgFrameRate(MemorySegment stream) {
    return Rationals.get(stream, FFmpeg.AVStream_avg_frame_rate());
  }

  public static void avgFrameRate(MemorySegment stream, Ratio rate) {
    Rationals.set(stream, FFmpeg.AVStream_avg_frame_rate(), rate);
  }

  public static Ratio realFrameRate(MemorySegment stream) {
    return Rationals.get(stream, FFmpeg.AVStream_r_frame_rate());
  }

  public static int eventFlags(MemorySegment stream) {
    return getInt(stream, FFmpeg.AVStream_event_flags());
  }

  public static int ptsWrapBits(MemorySegment stream) {
    return getInt(stream, FFmpeg.AVStream_pts_wrap_bits());
  }

  public static MemorySegment metadata(MemorySegment stream) {
    return Pointers.get(stream, FFmpeg.AVStream_metadata());
  }

  /** Where the pointer to the metadata is. */
  public static MemorySegment metadataSlot(MemorySegment stream) {
    return stream.asSlice(FFmpeg.AVStream_metadata(), 8);
  }
}
