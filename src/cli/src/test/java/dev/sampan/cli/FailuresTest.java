package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.FFmpegException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailuresTest {

  @Test
  void filesAreNamedWithTheReason() {
    assertThat(Failures.message(new NoSuchFileException("in.mp4")))
        .isEqualTo("in.mp4: there is no such file");
    assertThat(Failures.message(new AccessDeniedException("in.mp4")))
        .isEqualTo("in.mp4: access is denied");
    assertThat(Failures.message(new FileSystemException("in.mp4", null, "Is a directory")))
        .isEqualTo("in.mp4: Is a directory");
  }

  @Test
  void messagesThatSayAllAreShownAsTheyAre() {
    assertThat(Failures.message(new FFmpegException("could not open x", 0)))
        .isEqualTo("could not open x");
    assertThat(Failures.message(new IOException("stream closed"))).isEqualTo("stream closed");
  }

  @Test
  void whatNobodyExpectedIsCalledADefect() {
    assertThat(Failures.message(new IllegalStateException("odd")))
        .contains("defect of Sampan", "java.lang.IllegalStateException: odd", "--verbose");
    assertThat(Failures.message(new IOException())).contains("defect");
  }

  @Test
  void missingLibrariesAreSaidToBeFFmpegs() {
    assertThat(Failures.message(new UnsatisfiedLinkError("libavutil is version 59")))
        .isEqualTo("FFmpeg cannot be used: libavutil is version 59");
  }
}
