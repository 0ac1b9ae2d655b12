package dev.sampan.cli;

import dev.sampan.io.IoEngine;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** How bytes are moved between files and samples. */
final class CopyOptions {

  private static final int MOST_DEPTH = 1024;

  @Option(
      names = "--depth",
      paramLabel = "N",
      description = "Reads, and writes, in flight at once. Default: ${DEFAULT-VALUE}.")
  int depth = 8;

  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description =
          "Demand io_uring, channel (the JDK's, direct) or buffered (through the page cache)."
              + " Default: the first of these that works.")
  @Nullable IoEngine engine;

  void check(CommandSpec spec) {
    if (depth < 1 || depth > MOST_DEPTH) {
      throw new ParameterException(
          spec.commandLine(), "--depth must be from 1 to %d: %d".formatted(MOST_DEPTH, depth));
    }
  }
}
