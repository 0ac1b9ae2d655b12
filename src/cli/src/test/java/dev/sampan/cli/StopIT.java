package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A job that is ended in the middle leaves no file under the final name, and does not hang. */
class StopIT {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130"})
  void aJobThatIsStoppedCleansUp(String signal, int code) throws Exception {
    Process job = startAndWaitForProgress();
    send(signal, job);
    String rest = new String(job.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(Command.await(job)).isEqualTo(code);
    assertThat(rest)
        .contains("sampan: stopped before the end; no output was written")
        .doesNotContain("\tat ", "Exception", "does not stop");
    assertThat(files()).isEmpty();
  }

  @Test
  void aJobThatIsKilledLeavesNothingUnderTheFinalName() throws Exception {
    Process job = startAndWaitForProgress();
    send("KILL", job);
    assertThat(Command.await(job)).isEqualTo(137);
    assertThat(files()).doesNotContain("out.mkv");
  }

  private List<String> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> String.valueOf(file.getFileName())).toList();
    }
  }

  /** A job that is slow: lossless, on one thread. */
  private Process startAndWaitForProgress() throws Exception {
    Path input = Clips.windowsMedia();
    String[] line =
        Command.launcher(
            "transcode",
            input,
            "out.mkv",
            "--decoder-threads=1",
            "--encoder-threads=1",
            "--progress=bar");
    Process job = new ProcessBuilder(line).directory(folder.toFile()).start();
    waitFor("transcoding", job.getErrorStream());
    return job;
  }

  /** Reads no further than needed, so that the rest can be read later. */
  private static void waitFor(String text, InputStream stream) throws IOException {
    StringBuilder read = new StringBuilder();
    int next;
    while (read.indexOf(text) < 0 && (next = stream.read()) >= 0) {
      read.append((char) next);
    }
    assertThat(read).contains(text);
  }

  private static void send(String signal, Process job) throws Exception {
    Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(job.pid())).start();
    try (BufferedReader errors = kill.errorReader()) {
      assertThat(errors.lines()).isEmpty();
    }
    assertThat(kill.waitFor()).isZero();
  }
}
