package dev.sampan.cli;

import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.Locale;

/** Numbers and formats as people read them. */
public final class Text {

  private static final long TICKS_PER_SECOND = 10_000_000;

  private Text() {}

  /** {@code 12,345}. */
  public static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** {@code 512 B}, {@code 1.5 KiB}, {@code 2.0 MiB}, {@code 3.1 GiB}. */
  public static String bytes(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes / 1024.0;
    String unit = "KiB";
    if (size >= 1024) {
      size /= 1024;
      unit = "MiB";
    }
    if (size >= 1024) {
      size /= 1024;
      unit = "GiB";
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }

  /** {@code 0:07}, {@code 12:34}, {@code 1:02:03}. */
  static String clock(long ticks) {
    long seconds = Math.max(0, ticks) / TICKS_PER_SECOND;
    long hours = seconds / 3600;
    return hours > 0
        ? String.format(Locale.ROOT, "%d:%02d:%02d", hours, seconds / 60 % 60, seconds % 60)
        : String.format(Locale.ROOT, "%d:%02d", seconds / 60, seconds % 60);
  }

  /** {@code 8.04 s}, {@code 12:34.56}; {@code unknown} for negative times. */
  static String duration(long ticks) {
    if (ticks < 0) {
      return "unknown";
    }
    long hundredths = Math.round(ticks / 1e5);
    if (hundredths < 6000) {
      return String.format(Locale.ROOT, "%.2f s", hundredths / 100.0);
    }
    return clock(hundredths * 100_000) + String.format(Locale.ROOT, ".%02d", hundredths % 100);
  }

  /** {@code 1.5 Mbit/s}, {@code 128 kbit/s}; empty for 0. */
  static String bitRate(long bitsPerSecond) {
    if (bitsPerSecond <= 0) {
      return "";
    }
    return bitsPerSecond >= 1_000_000
        ? String.format(Locale.ROOT, "%.2f Mbit/s", bitsPerSecond / 1e6)
        : String.format(Locale.ROOT, "%d kbit/s", Math.round(bitsPerSecond / 1e3));
  }

  /** {@code 25 fps}, {@code 29.97 fps}; empty where it is not known. */
  static String frameRate(Ratio rate) {
    if (rate.numerator() <= 0 || rate.denominator() <= 0) {
      return "";
    }
    return decimal(rate.numerator() / (double) rate.denominator()) + " fps";
  }

  /** Two decimals at most, none if they are 0. */
  static String decimal(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "");
  }

  /** {@code yuv420p 640x360 25 fps}, {@code fltp 48,000 Hz stereo}. */
  static String format(StreamFormat format) {
    if (format instanceof StreamFormat.Video video) {
      return "%s %dx%d %s"
          .formatted(
              video.pixelFormat(), video.width(), video.height(), frameRate(video.frameRate()))
          .strip();
    }
    if (format instanceof StreamFormat.Audio audio) {
      return "%s %d Hz %s"
          .formatted(audio.sampleFormat(), audio.sampleRate(), audio.channelLayout())
          .strip();
    }
    return ((StreamFormat.Data) format).description();
  }
}
