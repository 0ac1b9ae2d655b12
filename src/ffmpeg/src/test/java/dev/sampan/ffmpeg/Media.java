package dev.sampan.ffmpeg;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Camera footage beside the repository, where it is there. */
final class Media {

  private Media() {}

  static Path file(String name) {
    Path file =
        Path.of(System.getProperty("sampan.root", "."), "..", "shared", "media", name).normalize();
    assumeTrue(Files.exists(file), "not on this machine: " + file);
    return file;
  }
}
