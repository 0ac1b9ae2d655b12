package dev.sampan.ffmpeg;

import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One stream of a media file, as its container and the first packets describe it.
 *
 * @param index of the stream in the file
 * @param kind what it carries
 * @param codec as FFmpeg names it, for example {@code h264}
 * @param decodable whether this build of FFmpeg has a decoder for it
 * @param fillsSamples whether that decoder takes samples for its buffers; what others make is
 *     copied into samples
 * @param format what the decoder will make of it
 * @param timeBase the unit of the container's timestamps, in seconds
 * @param startTime when it begins, relative to the file's start, in units of 100 ns; {@link
 *     dev.sampan.SampleProperties#NO_TIME} where it is not known
 * @param duration in units of 100 ns, -1 where it is not known
 * @param frameCount how many frames or packets the container says there are, 0 where it does not
 * @param bitRate in bits per second, 0 where it is not known
 * @param averageFrameRate pictures over duration; 0/1 where it is not known
 * @param bitsPerSample bits in use of each number, where the codec says it, or 0
 * @param rotation how many degrees clockwise a player should turn the pictures, 0 to 359
 * @param dispositions FFmpeg's names of its roles, for example {@code default}
 * @param metadata what else the container says, for example {@code language}
 */
public record MediaStream(
    int index,
    Kind kind,
    String codec,
    boolean decodable,
    boolean fillsSamples,
    StreamFormat format,
    Ratio timeBase,
    long startTime,
    long duration,
    long frameCount,
    long bitRate,
    Ratio averageFrameRate,
    int bitsPerSample,
    int rotation,
    List<String> dispositions,
    Map<String, String> metadata) {

  /** What a stream carries. */
  public enum Kind {
    /** Pictures. */
    VIDEO,
    /** Sound. */
    AUDIO,
    /** Subtitles, which are not decoded. */
    SUBTITLE,
    /** Anything else, such as timecodes or attached fonts. */
    OTHER;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Copies the collections. */
  public MediaStream {
    dispositions = List.copyOf(dispositions);
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Returns the language.
   *
   * @return as the container writes it, for example {@code eng}; empty where it does not say
   */
  public String language() {
    return metadata.getOrDefault("language", "");
  }

  /** Returns how messages name the stream: {@code stream 0 (video, h264)}. */
  @Override
  public String toString() {
    return "stream " + index + " (" + kind + ", " + codec + ")";
  }

  MediaStream withFormat(StreamFormat newFormat) {
    return new MediaStream(
        index,
        kind,
        codec,
        decodable,
        fillsSamples,
        newFormat,
        timeBase,
        startTime,
        duration,
        frameCount,
        bitRate,
        averageFrameRate,
        bitsPerSample,
        rotation,
        dispositions,
        metadata);
  }
}
