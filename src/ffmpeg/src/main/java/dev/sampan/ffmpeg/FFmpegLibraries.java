package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Libraries;
import dev.sampan.ffmpeg.av.Pointers;

/** FFmpeg's libraries, as far as programs ask for them. */
public final class FFmpegLibraries {

  private FFmpegLibraries() {}

  /**
   * Returns which FFmpeg is used, and loads it if nothing has done so.
   *
   * @return as its builder named it, for example {@code 8.0.1}
   * @throws UnsatisfiedLinkError if the libraries are not found, cannot be loaded, or are of
   *     another major version
   */
  public static String version() {
    Libraries.load();
    return Pointers.string(FFmpeg.av_version_info(), "unknown");
  }
}
