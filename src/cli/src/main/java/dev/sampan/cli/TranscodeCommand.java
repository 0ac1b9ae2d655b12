package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.Transcoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sampan transcode IN OUT}. */
@Command(
    name = "transcode",
    description =
        "Decodes IN into samples, encodes them and writes OUT, and shows who held what, who copied,"
            + " and that everything came back.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
sealed class TranscodeCommand implements Callable<Integer>, JsonCommand permits ProfileCommand {

  @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
  Path input = Path.of("");

  @Parameters(
      index = "1",
      paramLabel = "OUT",
      description =
          "The file to write. Its extension chooses the container: .wmv and .asf get wmv2 and wmav2, .mp4"
              + " mpeg4 and aac, .mkv ffv1 and flac. It appears when it is complete.")
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
      names = "--video-bitrate",
      paramLabel = "RATE",
      converter = BitRate.class,
      description = "Bits per second, for example 2M, 500k or 128000.")
  @Nullable Long videoBitRate;

  @Option(
      names = "--audio-bitrate",
      paramLabel = "RATE",
      converter = BitRate.class,
      description = "Bits per second.")
  @Nullable Long audioBitRate;

  @Option(
      names = "--fps-mode",
      paramLabel = "MODE",
      description =
          "What becomes of the times of pictures: ${COMPLETION-CANDIDATES}."
              + " Default: ${DEFAULT-VALUE}.")
  FpsMode fpsMode = FpsMode.AUTO;

  @Option(
      names = "--bitexact",
      description = "Write nothing that depends on versions, dates or the processor.")
  boolean bitExact;

  @Option(
      names = "--decoder-threads",
      paramLabel = "N",
      description = "Threads of each decoder. Default: as FFmpeg chooses.")
  int decoderThreads;

  @Option(
      names = "--encoder-threads",
      paramLabel = "N",
      description = "Threads of each encoder. Default: as FFmpeg chooses.")
  int encoderThreads;

  @Option(
      names = "--samples",
      paramLabel = "N",
      description =
          "Samples of the video decoder and of each converter. Default: as many as decoder and"
              + " encoder need.")
  int samples;

  @Option(
      names = "--report",
      paramLabel = "PAGE",
      description =
          "Record who held which sample, and draw it as an HTML page, as the report command does; also if"
              + " the job fails. --force replaces the page too.")
  @Nullable Path report;

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description =
          "How progress is shown on standard error: ${COMPLETION-CANDIDATES}. auto is a bar on a terminal"
              + " and lines elsewhere.")
  ProgressMode progress = ProgressMode.AUTO;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, CommandFailure {
    return finish(transcode(job()), json());
  }

  /** Runs a job with its progress shown, and draws it if that was asked for. */
  final TranscodeReport transcode(Transcoder.Builder job)
      throws IOException, InterruptedException, CommandFailure {
    if (report == null) {
      return transcode(job, progress);
    }
    try (ReportPage page = ReportPage.begin(report, String.valueOf(input.getFileName()))) {
      return page.around(() -> transcode(job, progress));
    }
  }

  /** Checks the command line and describes the job. */
  final Transcoder.Builder job() throws IOException, CommandFailure {
    checkNumber("--decoder-threads", decoderThreads);
    checkNumber("--encoder-threads", encoderThreads);
    checkNumber("--samples", samples);
    checkFiles();
    Transcoder.Builder builder =
        Transcoder.from(input)
            .to(output)
            .bitExact(bitExact)
            .decoderThreads(decoderThreads)
            .encoderThreads(encoderThreads)
            .frameRateMode(fpsMode.mode)
            .samples(samples);
    if (videoEncoder != null) {
      builder.videoEncoder(videoEncoder);
    }
    if (audioEncoder != null) {
      builder.audioEncoder(audioEncoder);
    }
    if (videoBitRate != null) {
      builder.videoBitRate(videoBitRate);
    }
    if (audioBitRate != null) {
      builder.audioBitRate(audioBitRate);
    }
    return builder;
  }

  /** Runs a job with its progress shown. */
  static TranscodeReport transcode(Transcoder.Builder job, ProgressMode mode)
      throws IOException, InterruptedException {
    try (ProgressDisplay display = ProgressDisplay.of(mode, "transcoding", Terminal.STDERR)) {
      TranscodeReport report = job.progress(display).build().run();
      display.finish();
      return report;
    }
  }

  /** Writes the report, and says whether all is well. */
  static int finish(TranscodeReport report, boolean json) {
    if (json) {
      System.out.println(TranscodeJson.of(report).text());
    } else {
      System.out.print(TranscodeText.of(report));
    }
    String withheld = ConsoleLoggers.withheld();
    if (withheld != null) {
      Terminal.STDERR.line(withheld);
    }
    return report.samplesOut() == 0 ? CommandLine.ExitCode.OK : notAllCameBack(report);
  }

  /** Says so, and returns the exit code. */
  static int notAllCameBack(TranscodeReport report) {
    Terminal.STDERR.line(
        "sampan: %d samples did not come back, which is a defect of Sampan"
            .formatted(report.samplesOut()));
    return Main.FAILED;
  }

  private void checkNumber(String option, int value) {
    if (value < 0) {
      throw new ParameterException(
          spec.commandLine(), "%s must not be negative: %d".formatted(option, value));
    }
  }

  private void checkFiles() throws IOException, CommandFailure {
    if (Files.isDirectory(input)) {
      throw new CommandFailure("cannot read %s: it is a folder".formatted(input));
    }
    Outputs.check(input, output, force);
    if (report != null) {
      Outputs.check(input, report, force);
      if (report.toAbsolutePath().normalize().equals(output.toAbsolutePath().normalize())) {
        throw new CommandFailure(
            "%s is both what to write and the page; choose another name".formatted(output));
      }
    }
  }
}
