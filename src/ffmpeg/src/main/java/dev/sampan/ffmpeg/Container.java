package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Libraries;
import dev.sampan.ffmpeg.av.Muxers;
import dev.sampan.ffmpeg.av.Pointers;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A kind of file that can be written, and the encoders that go into it. */
final class Container {

  private static final Map<String, String> VIDEO =
      Map.of(
          "asf", "wmv2",
          "mp4", "mpeg4",
          "mov", "mpeg4",
          "ipod", "mpeg4",
          "matroska", "ffv1");

  private static final Map<String, String> AUDIO =
      Map.of(
          "asf", "wmav2",
          "mp4", "aac",
          "mov", "aac",
          "ipod", "aac",
          "matroska", "flac");

  private final Path file;
  private final MemorySegment format;

  private Container(Path file, MemorySegment format) {
    this.file = file;
    this.format = format;
  }

  /** The container that a file's extension stands for. */
  static Container of(Path file) throws FFmpegException {
    Libraries.load();
    Path name = file.getFileName();
    MemorySegment format = name == null ? Pointers.NULL : Muxers.guess(name.toString());
    if (name == null || Pointers.isNull(format)) {
      throw new FFmpegException(
          "cannot tell the container of "
              + file
              + " by its extension; use one such as .wmv, .asf, .mp4 or .mkv",
          0);
    }
    if ((Muxers.flags(format) & (FFmpeg.AVFMT_NOFILE() | FFmpeg.AVFMT_NEEDNUMBER())) != 0) {
      throw new FFmpegException(
          "%s cannot be written: %s is not one file; use .wmv, .asf, .mp4 or .mkv"
              .formatted(file, Muxers.name(format)),
          0);
    }
    return new Container(file, format);
  }

  MemorySegment format() {
    return format;
  }

  /** FFmpeg's name of it. */
  String name() {
    return Muxers.name(format);
  }

  boolean has(int flag) {
    return (Muxers.flags(format) & flag) != 0;
  }

  /**
   * Chooses an encoder.
   *
   * @param video whether it is for pictures, or for sound
   * @param wanted its name, or null for the one that the container goes with
   * @return the AVCodec
   */
  MemorySegment encoder(boolean video, @Nullable String wanted) throws FFmpegException {
    int type = video ? FFmpeg.AVMEDIA_TYPE_VIDEO() : FFmpeg.AVMEDIA_TYPE_AUDIO();
    String kind = video ? "video" : "audio";
    String name = wanted != null ? wanted : (video ? VIDEO : AUDIO).get(name());
    if (name != null) {
      MemorySegment codec = Encoders.find(name);
      if (Pointers.isNull(codec) || Codecs.type(codec) != type) {
        throw new FFmpegException(
            "this build of FFmpeg has no %s encoder %s".formatted(kind, name),
            FFmpeg.AVERROR_ENCODER_NOT_FOUND());
      }
      return codec;
    }
    int id = Muxers.preferredCodec(format, file.toString(), type);
    MemorySegment codec = id == FFmpeg.AV_CODEC_ID_NONE() ? Pointers.NULL : Encoders.find(id);
    if (Pointers.isNull(codec)) {
      throw new FFmpegException(
          id == FFmpeg.AV_CODEC_ID_NONE()
              ? "%s has no %s streams".formatted(name(), kind)
              : "%s prefers %s, which this build of FFmpeg cannot encode; name another encoder"
                  .formatted(name(), Codecs.idName(id)),
          AvError.INVALIDDATA);
    }
    return codec;
  }

  /** Whether the container goes with streams of that kind. */
  boolean holds(boolean video) {
    if ((video ? VIDEO : AUDIO).containsKey(name())) {
      return true;
    }
    int type = video ? FFmpeg.AVMEDIA_TYPE_VIDEO() : FFmpeg.AVMEDIA_TYPE_AUDIO();
    return Muxers.preferredCodec(format, file.toString(), type) != FFmpeg.AV_CODEC_ID_NONE();
  }
}
