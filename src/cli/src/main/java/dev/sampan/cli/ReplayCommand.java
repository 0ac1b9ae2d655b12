package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ffmpeg.Transcoder;
import dev.sampan.io.Recording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sampan replay DIR OUT}. */
@Command(
    name = "replay",
    description =
        "Encodes the samples of a recording and writes OUT, and shows what transcode shows. A recording"
            + " that was cut off is replayed as far as it goes.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayCommand implements Callable<Integer>, JsonCommand {

  @Parameters(index = "0", paramLabel = "DIR", description = "The folder with the recording.")
  Path folder = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description = "The file to write. Its extension chooses the container, as with transcode.")
  Path output = Path.of("");

  @Option(
      names = {"-f", "--force"},
      description = "Replace OUT if it exists.")
  boolean force;

  @Option(
      names = "--video-encoder",
      paramLabel = "NAME",
      description = "Video encoder as FFmpeg names it, or none.")
  @Nullable String videoEncoder;

  @Option(
      names = "--audio-encoder",
      paramLabel = "NAME",
      description = "Audio encoder as FFmpeg names it, or none.")
  @Nullable String audioEncoder;

  @Option(
      names = "--bitexact",
      description = "Write nothing that depends on versions, dates or the processor.")
  boolean bitExact;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "How progress is shown on standard error: ${COMPLETION-CANDIDATES}.")
  ProgressMode progress = ProgressMode.AUTO;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    Outputs.check(folder, output, force);
    if (!Files.isDirectory(folder)) {
      throw new CommandFailure(
          "cannot replay %s: it is no folder with a recording".formatted(folder));
    }
    if (!Recording.open(folder).isComplete()) {
      Terminal.STDERR.line("sampan: " + folder + " was cut off; it is replayed as far as it goes");
    }
    Transcoder.Builder job = Transcoder.from(folder).to(output).bitExact(bitExact);
    if (videoEncoder != null) {
      job.videoEncoder(videoEncoder);
    }
    if (audioEncoder != null) {
      job.audioEncoder(audioEncoder);
    }
    return TranscodeCommand.finish(TranscodeCommand.transcode(job, progress), json());
  }
}
