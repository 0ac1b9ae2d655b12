package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users do every day. */
class TranscodeIT {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "out.wmv, asf, wmv2, wmav2",
    "out.mp4, mp4, mpeg4, aac",
    "out.mkv, matroska, ffv1, flac"
  })
  void theExtensionChoosesContainerAndEncoders(
      String name, String container, String video, String audio) throws Exception {
    Command.Result result =
        Command.sampan(folder, "transcode", Clips.windowsMedia(), name, "--json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines()).hasSize(1);
    Map<String, Object> json = JSON.std.mapFrom(result.out());
    assertThat(json)
        .containsEntry("outputContainer", container)
        .containsEntry("framesDecoded", 200)
        .containsEntry("samplesOut", 0)
        .containsEntry("bytesWritten", (int) Files.size(folder.resolve(name)));
    String streams = String.valueOf(json.get("streams"));
    assertThat(streams).contains("outputCodec=" + video, "outputCodec=" + audio);

    Command.Result probe = Command.sampan(folder, "probe", name, "--json");
    assertThat(probe.code()).as(probe.err()).isZero();
    assertThat(String.valueOf(JSON.std.mapFrom(probe.out()).get("streams")))
        .contains("codec=" + video, "codec=" + audio, "width=640", "fillsSamples=true");
  }

  @Test
  void theModulesThatTheReadmeNamesAreAllThatNeedNativeAccess() throws Exception {
    String[] line =
        Command.launcher("transcode", Clips.windowsMedia(), "out.wmv", "--progress=none");
    List<String> denied = new ArrayList<>();
    denied.addAll(List.of("env", "SAMPAN_JAVA_OPTS=--illegal-native-access=deny"));
    denied.addAll(List.of(line));
    Command.Result result = Command.run(folder, denied.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("Everything came back.");
    assertThat(result.err()).isEmpty();
  }

  @Test
  void soundAloneIsTranscodedToo() throws Exception {
    Command.Result extracted =
        Command.sampan(
            folder, "transcode", Clips.windowsMedia(), "sound.wmv", "--video-encoder", "none");
    assertThat(extracted.code()).as(extracted.err()).isZero();
    Command.Result result = Command.sampan(folder, "transcode", "sound.wmv", "sound.mkv");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains("blocks of sound in", "flac", "Everything came back.");
    assertThat(Command.sampan(folder, "probe", "sound.mkv").out())
        .contains("audio")
        .doesNotContain("video");
  }

  @Test
  void whatExistsIsReplacedOnlyByForce() throws Exception {
    Path output = Files.writeString(folder.resolve("out.wmv"), "precious");
    Command.sampan(folder, "transcode", Clips.windowsMedia(), output)
        .assertRefused(1, "out.wmv exists already", "--force");
    assertThat(output).hasContent("precious");
    Command.Result forced =
        Command.sampan(folder, "transcode", Clips.windowsMedia(), output, "--force");
    assertThat(forced.code()).as(forced.err()).isZero();
    assertThat(Files.size(output)).isGreaterThan(100_000);
  }

  @Test
  void aFileIsNotTranscodedOntoItself() throws Exception {
    Path input = Files.copy(Clips.windowsMedia(), folder.resolve("clip.wmv"));
    Command.sampan(folder, "transcode", "clip.wmv", folder.resolve(".").resolve("clip.wmv"), "-f")
        .assertRefused(1, "both what to read and what to write");
    assertThat(input).hasSameBinaryContentAs(Clips.windowsMedia());
  }

  @Test
  void namesMayHaveAnyCharactersWhateverTheLocale() throws Exception {
    Path input = folder.resolve("größe 名前 \"x\".wmv");
    Files.copy(Clips.windowsMedia(), input);
    ProcessBuilder probe = new ProcessBuilder(Command.launcher("probe", input, "--json"));
    probe.environment().keySet().removeIf(name -> name.equals("LANG") || name.startsWith("LC_"));
    probe.redirectOutput(folder.resolve("stdout").toFile());
    probe.redirectError(folder.resolve("stderr").toFile());
    assertThat(Command.await(probe.start())).as(Command.read(folder, "stderr")).isZero();
    Map<String, Object> json = JSON.std.mapFrom(Command.read(folder, "stdout"));
    assertThat(json).containsEntry("file", input.toString());
  }

  @Test
  void tooFewSamplesAreAnErrorThatNamesTheHolders() throws Exception {
    Command.sampan(folder, "transcode", Clips.windowsMedia(), "out.wmv", "--samples", 1)
        .assertRefused(1, "too few samples to start", "frame rate ×1", "it needs 2");
    assertThat(folder.resolve("out.wmv")).doesNotExist();
  }

  @Test
  void versionsAreShown() throws Exception {
    Command.Result result = Command.sampan(folder, "--version");
    assertThat(result.code()).isZero();
    assertThat(result.out())
        .containsPattern("(?m)^sampan \\d+\\.\\d+\\.\\d+")
        .containsPattern("(?m)^FFmpeg n?8\\.");
  }

  @Test
  void wrongUsageEndsInTwo() throws Exception {
    Command.sampan(folder, "transcode", "in.mp4").assertRefused(2, "OUT", "--help");
    Command.sampan(folder, "transcode", "in.mp4", "out.wmv", "--forse").assertRefused(2, "--forse");
    Command.sampan(folder, "transcode", "in.mp4", "out.wmv", "--video-bitrate", "2X")
        .assertRefused(2, "'2X' is not a bit rate");
    Command.sampan(folder, "transcode", "in.mp4", "out.wmv", "--samples=-1")
        .assertRefused(2, "--samples must not be negative");
    Command.sampan(folder, "transmogrify").assertRefused(2, "transmogrify");
    Command.sampan(folder)
        .assertRefused(
            2, "transcode, profile, probe, copy, record, replay, report, demo or explain");
  }
}
