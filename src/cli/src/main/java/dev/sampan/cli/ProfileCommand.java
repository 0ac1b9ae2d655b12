package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ffmpeg.TranscodeReport;
import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code sampan profile IN OUT}. */
@Command(
    name = "profile",
    description =
        "Does what transcode does, with the same options, and shows how each holder used the samples: how"
            + " many it held, for how long, on which threads it let go, and how many each pool needs.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ProfileCommand extends TranscodeCommand {

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    TranscodeReport report = transcode(job().profile(true));
    if (json()) {
      System.out.println(ProfileJson.of(report).text());
    } else {
      System.out.print(ProfileText.of(report));
    }
    return report.samplesOut() == 0 ? CommandLine.ExitCode.OK : notAllCameBack(report);
  }
}
