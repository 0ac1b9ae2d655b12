package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Loads FFmpeg's libraries, once: from the directory that the system property {@value
 * #PATH_PROPERTY} names, or else from the artifact {@code org.bytedeco:ffmpeg} on the class path or
 * among the modules.
 */
public final class Libraries {

  /** The system property that names a directory with FFmpeg's shared libraries. */
  public static final String PATH_PROPERTY = "sampan.ffmpeg.library.path";

  private Libraries() {}

  /**
   * Makes FFmpeg ready. Every entry point of this module calls it before its first call of FFmpeg.
   *
   * @throws UnsatisfiedLinkError if the libraries are not found, cannot be loaded, or are of
   *     another major version
   */
  public static void load() {
    if (Loaded.FAILURE != null) {
      throw new UnsatisfiedLinkError(Loaded.FAILURE);
    }
  }

  /**
   * Loads when it is initialised; what went wrong is kept, so that every later call says the same.
   */
  private static final class Loaded {
    static final @Nullable String FAILURE = tryLoad();

    private static @Nullable String tryLoad() {
      try {
        loadAll();
        return null;
      } catch (UnsatisfiedLinkError | IllegalCallerException | UncheckedIOException failure) {
        Log.LOGGER.log(System.Logger.Level.DEBUG, "FFmpeg could not be loaded", failure);
        return String.valueOf(failure.getMessage());
      }
    }
  }

  @SuppressWarnings("restricted")
  private static void loadAll() {
    String directory = System.getProperty(PATH_PROPERTY);
    List<Path> files;
    try {
      files =
          directory != null
              ? NativeFiles.inDirectory(Path.of(directory))
              : NativeFiles.fromArtifact();
    } catch (IOException failure) {
      throw new UncheckedIOException(
          "FFmpeg's libraries could not be unpacked: " + failure.getMessage(), failure);
    }
    for (Path file : files) {
      System.load(file.toString());
    }
    checkMajor("avutil", FFmpeg.avutil_version(), FFmpeg.LIBAVUTIL_VERSION_MAJOR());
    checkMajor("avcodec", FFmpeg.avcodec_version(), FFmpeg.LIBAVCODEC_VERSION_MAJOR());
    checkMajor("avformat", FFmpeg.avformat_version(), FFmpeg.LIBAVFORMAT_VERSION_MAJOR());
    checkMajor("swscale", FFmpeg.swscale_version(), FFmpeg.LIBSWSCALE_VERSION_MAJOR());
    checkMajor("swresample", FFmpeg.swresample_version(), FFmpeg.LIBSWRESAMPLE_VERSION_MAJOR());
    Log.install();
  }

  /**
   * Refuses a library whose structures may be laid out differently from those of the bindings.
   *
   * @param library its name without lib
   * @param loaded what its version function returned
   * @param bound the major version of the bindings
   * @throws UnsatisfiedLinkError if the major versions differ; the message names both
   */
  static void checkMajor(String library, int loaded, int bound) {
    int major = loaded >>> 16;
    if (major != bound) {
      throw new UnsatisfiedLinkError(
          ("FFmpeg's lib%s is version %d.%d.%d, and Sampan is made for major version %d (FFmpeg 8.0):"
                  + " use org.bytedeco:ffmpeg:8.0.1-1.5.13, or let %s name a directory with FFmpeg 8")
              .formatted(
                  library, major, (loaded >>> 8) & 0xff, loaded & 0xff, bound, PATH_PROPERTY));
    }
  }
}
