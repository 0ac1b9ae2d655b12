package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What users may type. That wrong usage ends in 2 is tested through the launcher. */
class UsageTest {

  private static TranscodeCommand parse(String arguments) {
    CommandLine line = Main.commandLine();
    CommandLine.ParseResult result = line.parseArgs(arguments.split(" "));
    return result.subcommand().commandSpec().commandLine().getCommand();
  }

  @Test
  void allOptionsOfTranscodeAreUnderstood() {
    TranscodeCommand command =
        parse(
            "transcode in.mp4 out.mkv --video-encoder ffv1 --audio-encoder=flac --video-bitrate 2M"
                + " --audio-bitrate 96k --bitexact --decoder-threads 2 --encoder-threads 1"
                + " --fps-mode VFR --samples 5 --report page.html --json --progress none --force");
    assertThat(command.input).hasToString("in.mp4");
    assertThat(command.output).hasToString("out.mkv");
    assertThat(command.videoEncoder).isEqualTo("ffv1");
    assertThat(command.audioEncoder).isEqualTo("flac");
    assertThat(command.videoBitRate).isEqualTo(2_000_000);
    assertThat(command.audioBitRate).isEqualTo(96_000);
    assertThat(command.bitExact).isTrue();
    assertThat(command.decoderThreads).isEqualTo(2);
    assertThat(command.encoderThreads).isEqualTo(1);
    assertThat(command.fpsMode).isEqualTo(FpsMode.VFR);
    assertThat(command.samples).isEqualTo(5);
    assertThat(command.report).hasToString("page.html");
    assertThat(command.json()).isTrue();
    assertThat(command.progress).isEqualTo(ProgressMode.NONE);
    assertThat(command.force).isTrue();
  }

  @Test
  void whatIsNotGivenIsLeftToTheLibrary() {
    TranscodeCommand command = parse("transcode in.mp4 out.wmv");
    assertThat(command.videoEncoder).isNull();
    assertThat(command.videoBitRate).isNull();
    assertThat(command.fpsMode).isEqualTo(FpsMode.AUTO);
    assertThat(command.samples).isZero();
    assertThat(command.report).isNull();
    assertThat(command.force).isFalse();
    assertThat(command.json()).isFalse();
  }

  @Test
  void thePageIsBesideTheRecordingUnlessItIsNamed() {
    assertThat(ReportCommand.beside(Path.of("runs/a.jfr"))).isEqualTo(Path.of("runs/a.html"));
    assertThat(ReportCommand.beside(Path.of("recording"))).isEqualTo(Path.of("recording.html"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "transcode in.mp4",
        "transcode in.mp4 out.wmv more",
        "transcode in.mp4 out.wmv --video-bitrate fast",
        "transcode in.mp4 out.wmv --fps-mode some",
        "transcode in.mp4 out.wmv --samples few",
        "transcode in.mp4 out.wmv --no-such-option",
        "move in.mp4 out.wmv",
        "copy in",
        "copy in out --depth 0x",
        "copy in out --block-size 0",
        "copy in out --engine fast",
        "record in.mp4",
        "replay",
        "explain",
        "explain a.log b.log",
        "report",
        "report run.jfr page.html",
        "transcode in.mp4 out.wmv --report"
      })
  void wrongUsageIsFoundBeforeAnythingRuns(String arguments) {
    assertThatThrownBy(() -> parse(arguments)).isInstanceOf(ParameterException.class);
  }
}
