package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What is refused before anything is read or written. */
final class Outputs {

  private Outputs() {}

  /** Throws unless the input is there and the output may be written. */
  static void check(Path input, Path output, boolean force) throws IOException, CommandFailure {
    if (!Files.exists(input)) {
      throw new NoSuchFileException(input.toString());
    }
    if (!Files.exists(output)) {
      return;
    }
    if (Files.isSameFile(input, output)) {
      throw new CommandFailure(
          "%s is both what to read and what to write; choose another name".formatted(output));
    }
    if (!force && !Files.isDirectory(output)) {
      throw new CommandFailure("%s exists already; --force replaces it".formatted(output));
    }
  }
}
