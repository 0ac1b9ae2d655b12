package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I3")
@Tag("I4")
@DisplayName(
    "I3, I4: what a transcode touches is its own at that time, or checked mode would end it")
@Timeout(120)
class CheckedTranscodeTest {

  private static final List<String> NAMES = List.of("out.wmv", "out.mp4", "out.mkv");

  @Test
  void checkedModeChangesNothing(@TempDir Path folder, @TempDir Path checked) throws Exception {
    assertSame(TranscoderOracleTest.pictureAndTone(), NAMES, folder, checked);
  }

  @Test
  @DisplayName("Nor does it end a decoder that draws the next picture into the last one")
  void aDecoderMayGoOnDrawing(@TempDir Path folder, @TempDir Path checked) throws Exception {
    Path drawn = FFmpegProgram.picture("drawn.gif", "320x240", 40);
    assertSame(drawn, List.of("out.mkv"), folder, checked);
  }

  private static void assertSame(Path input, List<String> names, Path folder, Path checked)
      throws Exception {
    Path ledger = checked.resolve("ledger.bin");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + checked.resolve("crash.log"),
                "-Dsampan.root=" + System.getProperty("sampan.root"),
                "-Dsampan.checked=true",
                "-Dsampan.ledger=" + ledger,
                "-cp",
                WriterBorderTest.classPath(),
                CheckedTranscodeProgram.class.getName(),
                ledger.toString(),
                input.toAbsolutePath().toString()));
    names.forEach(name -> command.add(checked.resolve(name).toString()));
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      process.waitFor(100, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.waitFor()).as(Files.readString(output)).isZero();
    assertThat(output).content().contains("the ledger is there: true");
    for (String name : names) {
      Transcoding.run(input, folder.resolve(name));
      assertThat(checked.resolve(name)).hasSameBinaryContentAs(folder.resolve(name));
    }
  }
}
