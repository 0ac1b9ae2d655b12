package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ffmpeg.FFmpegReader;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code sampan probe IN}. */
@Command(
    name = "probe",
    description =
        "Shows what is in IN, and which decoders fill Sampan's samples themselves and which must be"
            + " copied.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ProbeCommand implements Callable<Integer>, JsonCommand {

  @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
  Path input = Path.of("");

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws Exception {
    if (Files.isDirectory(input)) {
      throw new CommandFailure("cannot read %s: it is a folder".formatted(input));
    }
    if (!Files.exists(input)) {
      throw new NoSuchFileException(input.toString());
    }
    try (FFmpegReader reader = FFmpegReader.open(input, FFmpegReader.Options.DEFAULT)) {
      if (json()) {
        System.out.println(ProbeReport.json(reader).text());
      } else {
        System.out.print(ProbeReport.text(reader));
      }
    }
    return CommandLine.ExitCode.OK;
  }
}
