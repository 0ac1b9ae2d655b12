package dev.sampan.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** The {@code sampan} command. */
@Command(
    name = "sampan",
    description = "Moves video and sound through page-aligned samples that nobody copies.",
    mixinStandardHelpOptions = true,
    versionProvider = Versions.class,
    subcommands = {
      TranscodeCommand.class,
      ProfileCommand.class,
      ProbeCommand.class,
      CopyCommand.class,
      RecordCommand.class,
      ReplayCommand.class,
      ReportCommand.class,
      DemoCommand.class,
      ExplainCommand.class
    },
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"0:done", "1:failed", "2:wrong usage"})
final class Main implements Runnable {

  static final int FAILED = 1;
  static final int WRONG_USAGE = 2;

  @Spec private CommandSpec spec;

  Main() {
    // Picocli sets it before anything runs.
    spec = CommandSpec.create();
  }

  /**
   * Runs the command and ends the process.
   *
   * @param arguments the command line
   */
  public static void main(String[] arguments) {
    System.exit(Stoppable.run(() -> execute(arguments)));
  }

  private static int execute(String[] arguments) {
    try {
      return commandLine().execute(arguments);
    } catch (Error error) { // FFmpeg is not there, or memory is not
      Failures.report(error, false);
      return FAILED;
    }
  }

  static CommandLine commandLine() {
    return new CommandLine(new Main())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler((failure, arguments) -> wrongUsage(failure))
        .setExecutionExceptionHandler(
            (failure, command, parsed) -> {
              Object asked = command.getCommand();
              Failures.report(failure, asked instanceof JsonCommand asking && asking.json());
              return FAILED;
            });
  }

  /** A command line without a command. */
  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "which command? transcode, profile, probe, copy, record, replay, report, demo or explain");
  }

  private static int wrongUsage(ParameterException failure) {
    CommandLine command = failure.getCommandLine();
    String suggestion = "";
    if (failure instanceof UnmatchedArgumentException unmatched
        && !unmatched.getSuggestions().isEmpty()) {
      suggestion = "; did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?";
    }
    Terminal.STDERR.line("sampan: " + failure.getMessage() + suggestion);
    Terminal.STDERR.line(
        "'%s --help' shows how it is used.".formatted(command.getCommandSpec().qualifiedName()));
    return WRONG_USAGE;
  }
}
