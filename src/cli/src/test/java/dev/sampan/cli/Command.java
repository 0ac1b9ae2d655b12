package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs the launcher, or another program, in a process of its own. */
final class Command {

  static final Path LAUNCHER = Path.of(System.getProperty("sampan.launcher", "sampan"));

  private static final long LIMIT_SECONDS = 60;

  /**
   * What a process left.
   *
   * @param code its exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  record Result(int code, String out, String err) {

    /** The lines of standard error that are not progress. */
    List<String> messages() {
      return err.lines()
          .filter(line -> !line.matches("(transcoding|drawing|copying|recording) .*"))
          .toList();
    }

    /** Fails unless the process said one thing, said it well, and ended in a code. */
    void assertRefused(int expectedCode, String... parts) {
      assertThat(code).as(err).isEqualTo(expectedCode);
      assertThat(out).isEmpty();
      assertThat(err).contains(parts).doesNotContain("\tat ", "Exception");
      assertThat(messages()).hasSizeBetween(1, 2);
      assertThat(messages().get(0)).startsWith("sampan: ");
    }
  }

  private Command() {}

  /** Runs the launcher in a folder. */
  static Result sampan(Path folder, Object... arguments) throws IOException, InterruptedException {
    return run(folder, launcher(arguments));
  }

  static String[] launcher(Object... arguments) {
    List<String> line = new ArrayList<>(List.of(LAUNCHER.toString()));
    for (Object argument : arguments) {
      line.add(argument.toString());
    }
    return line.toArray(String[]::new);
  }

  /** Starts a program whose output goes to files in the folder. */
  static Process start(Path folder, String... line) throws IOException {
    return new ProcessBuilder(line)
        .directory(folder.toFile())
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectOutput(folder.resolve("stdout").toFile())
        .redirectError(folder.resolve("stderr").toFile())
        .start();
  }

  /** Waits for a process, and returns its exit code. */
  static int await(Process process) throws InterruptedException {
    if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(process.info().commandLine() + " hangs");
    }
    return process.exitValue();
  }

  static Result run(Path folder, String... line) throws IOException, InterruptedException {
    int code = await(start(folder, line));
    return new Result(code, read(folder, "stdout"), read(folder, "stderr"));
  }

  static String read(Path folder, String name) {
    try {
      return Files.readString(folder.resolve(name), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
