package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.border.NativeRuntime;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private static final List<String> EXPECTED =
      Stream.concat(Stream.of(30), IntStream.rangeClosed(40, 60).boxed())
          .map(number -> "ok " + number)
          .toList();

  @Test
  void hold(@TempDir Path folder) throws Exception {
    NativeLibrary library = NativeLibrary.compile(folder, "src/core/src/test/native/conformance.c");
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
    List<String> lines = Files.readAllLines(report);
    assertThat(lines)
        .as(() -> String.join("\n", lines))
        .containsExactlyInAnyOrderElementsOf(EXPECTED);
    assertThat(failures).isZero();
  }
}
