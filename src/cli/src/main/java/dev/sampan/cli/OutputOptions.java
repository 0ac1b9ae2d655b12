package dev.sampan.cli;

import picocli.CommandLine.Option;

/** What every command has: how much to say, and in which form. */
final class OutputOptions {

  @Option(names = "--json", description = "Write the result to standard output as one JSON object.")
  boolean json;

  @Option(
      names = {"-v", "--verbose"},
      description = "Show FFmpeg's log, and where errors come from.")
  void verbose(boolean verbose) {
    if (verbose) {
      ConsoleLoggers.showEverything();
    }
  }
}
