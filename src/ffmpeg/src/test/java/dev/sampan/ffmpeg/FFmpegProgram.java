package dev.sampan.ffmpeg;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32;

/**
 * The ffmpeg program inside the same artifact as the libraries: it makes clips, and says what is
 * right.
 */
final class FFmpegProgram {

  private static final Path WORK = Path.of("target", "ffmpeg-tests").toAbsolutePath();
  private static final String PLATFORM = "org/bytedeco/ffmpeg/linux-x86_64/";
  private static final List<String> FILES =
      List.of(
          "ffmpeg",
          "libdrm.so.2",
          "libva.so.2",
          "libva-drm.so.2",
          "libavutil.so.60",
          "libswresample.so.6",
          "libswscale.so.9",
          "libavcodec.so.62",
          "libavformat.so.62",
          "libavfilter.so.11",
          "libavdevice.so.62");

  private FFmpegProgram() {}

  /** Unpacked once per JVM, and kept as long as it has the right size. */
  private static final class Unpacked {
    static final Path DIRECTORY = unpack();

    private static Path unpack() {
      try {
        Path directory = Files.createDirectories(WORK.resolve("program"));
        for (String name : FILES) {
          Path target = directory.resolve(name);
          try (InputStream in =
              FFmpegProgram.class.getClassLoader().getResourceAsStream(PLATFORM + name)) {
            if (in == null) {
              throw new IOException("the artifact has no " + name);
            }
            if (!Files.exists(target)) {
              Path part = Files.createTempFile(directory, name, ".part");
              Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
              Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
            }
          }
        }
        if (!directory.resolve("ffmpeg").toFile().setExecutable(true)) {
          throw new IOException("the program cannot be made executable");
        }
        return directory;
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
    }
  }

  /** Runs the program and returns what it wrote to its output. Fails if it does. */
  static String run(List<String> arguments) throws IOException, InterruptedException {
    assumeTrue(
        FFmpegProgram.class.getClassLoader().getResource(PLATFORM + "ffmpeg") != null,
        "not on this machine: the ffmpeg program for Linux on x86-64");
    List<String> command = new ArrayList<>();
    command.add(Unpacked.DIRECTORY.resolve("ffmpeg").toString());
    command.addAll(List.of("-hide_banner", "-nostdin", "-v", "error", "-y"));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("LD_LIBRARY_PATH", Unpacked.DIRECTORY.toString());
    Path errors = Files.createTempFile(WORK, "errors", ".txt");
    try {
      builder.redirectError(errors.toFile());
      Process process = builder.start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException(command + " failed: " + Files.readString(errors));
      }
      return output;
    } finally {
      Files.delete(errors);
    }
  }

  /**
   * Makes a clip, unless an earlier run made it by the same command.
   *
   * @param name of the file; the extension chooses the container
   * @param arguments all but the output
   */
  static Path clip(String name, String... arguments) throws IOException, InterruptedException {
    CRC32 key = new CRC32();
    key.update(String.join("\0", arguments).getBytes(StandardCharsets.UTF_8));
    Path directory =
        Files.createDirectories(
            WORK.resolve("clips").resolve(HexFormat.of().toHexDigits((int) key.getValue())));
    Path clip = directory.resolve(name);
    if (!Files.exists(clip)) {
      Path part = directory.resolve("part-" + ProcessHandle.current().pid() + "-" + name);
      List<String> all = new ArrayList<>(List.of(arguments));
      all.add(part.toString());
      run(all);
      Files.move(part, clip, StandardCopyOption.ATOMIC_MOVE);
    }
    return clip;
  }

  /** A clip with a moving test picture and no sound. */
  static Path picture(String name, String size, int frames, String... encoding)
      throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-f",
                "lavfi",
                "-i",
                "testsrc2=size=" + size + ":rate=25",
                "-frames:v",
                "" + frames));
    arguments.addAll(List.of(encoding));
    return clip(name, arguments.toArray(String[]::new));
  }

  /** A clip with two tones and no pictures. */
  static Path sound(String name, String... encoding) throws IOException, InterruptedException {
    List<String> arguments =
        new ArrayList<>(
            List.of("-f", "lavfi", "-i", "aevalsrc=sin(2*PI*440*t)|sin(2*PI*660*t):s=44100:d=1.5"));
    arguments.addAll(List.of(encoding));
    return clip(name, arguments.toArray(String[]::new));
  }
}
