package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.border.NativeRuntime;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
    "The statements about writers, 30 and 40 to 60, tried by a C program with FFmpeg below")
@Timeout(120)
class NativeConformanceTest {

  private static final String NATIVE = "src/core/src/test/native/";

  private static final List<String> EXPECTED =
      Stream.concat(Stream.of(30), IntStream.rangeClosed(40, 60).boxed())
          .map(number -> "ok " + number)
          .toList();

  private static void assertAllHold(List<String> lines) {
    assertThat(lines)
        .as(() -> String.join("\n", lines))
        .containsExactlyInAnyOrderElementsOf(EXPECTED);
  }

  @Test
  void holdOnTheWayInFromJava(@TempDir Path folder) throws Exception {
    NativeLibrary library = NativeLibrary.compile(folder, NATIVE + "conformance.c");
    Path report = folder.resolve("report");
    int failures;
    try (Arena arena = Arena.ofConfined()) {
      failures =
          library.call(
              "writer_conformance",
              NativeRuntime.export(),
              NativeExamplesTest.wide(arena, folder.resolve("out.wmv")).address(),
              arena.allocateFrom(report.toString()).address());
    }
    assertAllHold(Files.readAllLines(report));
    assertThat(failures).isZero();
  }

  @Test
  @DisplayName(
      "also where C begins, and docs/conformance.md says what the program says of all statements;"
          + " -Dsampan.write.docs=true makes it so")
  void holdOnTheWayInFromCAndArePublished(@TempDir Path folder) throws Exception {
    StartingProgram program =
        StartingProgram.compile(
            folder,
            List.of(),
            NATIVE + "start.c",
            NATIVE + "exit.c",
            NATIVE + "border.c",
            NATIVE + "conformance.c");
    List<String> ofWriters =
        report(folder, program, "writer_conformance", folder.resolve("out.wmv").toString());
    assertAllHold(ofWriters);
    List<String> all = new ArrayList<>(report(folder, program, "conformance"));
    all.addAll(ofWriters);
    Path page = StartingProgram.ROOT.resolve(Path.of("docs", "conformance.md"));
    String expected = ConformancePage.of(all);
    if (Boolean.getBoolean("sampan.write.docs")) {
      Files.writeString(page, expected);
    }
    assertThat(page).hasContent(expected);
  }

  private static List<String> report(
      Path folder, StartingProgram program, String what, String... more) throws Exception {
    Path report = folder.resolve(what);
    List<String> arguments = new ArrayList<>(List.of(report.toString()));
    arguments.addAll(List.of(more));
    StartingProgram.Ended ended = program.runTo(folder, what, arguments.toArray(String[]::new));
    assertThat(ended.outcomes()).as(ended.output()).containsEntry(what, "0");
    assertThat(ended.exit()).isZero();
    return Files.readAllLines(report);
  }
}
