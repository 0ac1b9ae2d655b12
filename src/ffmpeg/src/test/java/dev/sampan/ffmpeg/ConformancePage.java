package dev.sampan.ffmpeg;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes {@code docs/conformance.md} of what the conformance program says. */
final class ConformancePage {

  private static final Path CHECKLIST =
      StartingProgram.ROOT.resolve(
          Path.of("src", "core", "src", "test", "native", "checklist.txt"));

  private ConformancePage() {}

  /**
   * Makes the page.
   *
   * @param report the program's lines: {@code ok 12} or {@code not ok 12 expected … got …}
   */
  static String of(List<String> report) throws IOException {
    Map<String, String> said = new HashMap<>();
    for (String line : report) {
      boolean ok = line.startsWith("ok ");
      String rest = line.substring(ok ? 3 : 7);
      int space = rest.indexOf(' ');
      said.put(
          space < 0 ? rest : rest.substring(0, space),
          ok ? "ok" : "**not ok**" + rest.substring(space));
    }
    StringBuilder table = new StringBuilder();
    int ok = 0;
    for (String line : Files.readAllLines(CHECKLIST)) {
      if (line.startsWith("#")) {
        continue;
      }
      String[] parts = line.split("\\|", -1);
      String state = said.remove(parts[0]);
      if (state == null) {
        state = parts[2].isEmpty() ? "**not tried**" : parts[2];
      } else if (state.equals("ok")) {
        ok++;
      }
      table.append("| %s | %s | %s |\n".formatted(parts[0], parts[1], state));
    }
    if (!said.isEmpty()) {
      throw new AssertionError("statements that the checklist does not have: " + said);
    }
    return """
        # Conformance

        The tables of `sampan.h` keep a contract: the behaviour of Windows Media and Media Foundation, in 130 statements. A program
        in C (`src/core/src/test/native/conformance.c`) tries those that apply, on both ways in: called by Java, and as a program that
        starts a JVM (`ConformanceTest`; `NativeConformanceTest` for those that need an encoder, which is FFmpeg's). This page is made from
        what the second says, run for all: %d are ok. The build fails when the page says anything else.

        | statement | | |
        |---|---|---|
        %s\
        """
        .formatted(ok, table);
  }
}
