package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Files to work on, made once by the command itself. */
final class Clips {

  private static final Path FOLDER =
      Path.of(System.getProperty("basedir", ""), "target", "clips").toAbsolutePath();

  private static @Nullable Path windowsMedia;
  private static @Nullable Path mpeg4;

  private Clips() {}

  /** 200 pictures of 640x360 and 8 s of sound. */
  static synchronized Path windowsMedia() throws IOException, InterruptedException {
    Path made = windowsMedia;
    if (made == null) {
      Files.createDirectories(FOLDER);
      Command.Result demo = Command.sampan(FOLDER, "demo");
      assertThat(demo.code()).as(demo.err()).isZero();
      made = FOLDER.resolve("sampan-demo.wmv");
      windowsMedia = made;
    }
    return made;
  }

  /** The same, whose table of contents is at the end. */
  static synchronized Path mpeg4() throws IOException, InterruptedException {
    Path made = mpeg4;
    if (made == null) {
      made = FOLDER.resolve("clip.mp4");
      Command.Result result =
          Command.sampan(FOLDER, "transcode", windowsMedia(), made, "--force", "--progress=none");
      assertThat(result.code()).as(result.err()).isZero();
      mpeg4 = made;
    }
    return made;
  }
}
