package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How progress looks on a terminal and elsewhere. */
class ProgressIT {

  @TempDir Path folder;

  @Test
  void onATerminalThereIsABarThatFits() throws Exception {
    List<String> shown = onTerminal(70, "");
    assertThat(shown)
        .hasSizeGreaterThan(1)
        .allSatisfy(line -> assertThat(line).hasSizeLessThan(70));
    assertThat(shown.get(shown.size() - 1))
        .matches("transcoding  \\[#+]  100%  0:08/0:08  20\\d frames, \\d+ fps *");
  }

  @Test
  void onANarrowTerminalTheBarGoesAndTheNumbersStay() throws Exception {
    List<String> shown = onTerminal(50, "");
    assertThat(shown).allSatisfy(line -> assertThat(line).hasSizeLessThan(50));
    assertThat(shown.get(shown.size() - 1)).matches("transcoding  100%  0:08/0:08 .*");
  }

  @Test
  void whereOnlyTheResultIsRedirectedTheBarIsShown() throws Exception {
    assertThat(onTerminal(80, ">result")).isNotEmpty();
    assertThat(folder.resolve("result")).content().contains("Everything came back.");
  }

  @Test
  void elsewhereThereAreLines() throws Exception {
    Command.Result result = Command.sampan(folder, "transcode", Clips.windowsMedia(), "out.wmv");
    assertThat(result.err()).doesNotContain("\r", "[");
    assertThat(result.err().lines())
        .isNotEmpty()
        .allMatch(line -> line.matches("transcoding \\d+%, 0:0\\d of 0:08, \\d+ frames?, \\d+ fps"))
        .last()
        .asString()
        .startsWith("transcoding 100%, ");
  }

  @Test
  void thereIsNoneIfNobodyWantsIt() throws Exception {
    Command.Result result =
        Command.sampan(folder, "transcode", Clips.windowsMedia(), "out.wmv", "--progress=none");
    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
  }

  /** Runs a job under a pseudo terminal, and returns what the line that is written over showed. */
  private List<String> onTerminal(int columns, String redirection) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/bin/script")),
        "not on this machine: script, which makes pseudo terminals");
    String job =
        "stty cols %d; COLUMNS= '%s' transcode '%s' out.wmv %s"
            .formatted(columns, Command.LAUNCHER, Clips.windowsMedia(), redirection);
    Command.Result result = Command.run(folder, "script", "-qec", job, "typescript");
    assertThat(result.code()).as(result.out()).isZero();
    // Each line ends in \r\n here, and what is written over before that begins with \r.
    String line = result.out().substring(0, result.out().indexOf('\n'));
    return Arrays.stream(line.split("\r")).filter(text -> text.startsWith("transcoding")).toList();
  }
}
