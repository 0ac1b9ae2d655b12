package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.CapturedLog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The statements of the interfaces' contract, tried by a C program on both ways in")
@Timeout(120)
class ConformanceTest {

  /** Those that need no writer; src/ffmpeg tries the others, and makes docs/conformance.md. */
  private static final List<Integer> STATEMENTS =
      IntStream.of(
              1, 2, 3, 4, 5, 6, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25,
              26, 27, 28, 29, 31, 32, 33, 62, 63, 66, 92, 93, 94, 96, 97, 98)
          .boxed()
          .toList();

  @Test
  void holdOnTheWayInFromJava(@TempDir Path folder) throws Exception {
    NativeProgram program = NativeProgram.load(CSource.compile(folder, "conformance.c"));
    Path report = folder.resolve("report");
    int failures;
    try (Arena arena = Arena.ofConfined();
        CapturedLog log = CapturedLog.open()) {
      MemorySegment given = arena.allocate(ValueLayout.JAVA_LONG, 3);
      given.setAtIndex(ValueLayout.JAVA_LONG, 0, NativeRuntime.export());
      Given.fill(given.address());
      failures =
          (int)
              program.call(
                  "conformance", given.address(), arena.allocateFrom(report.toString()).address());
      assertThat(log.lines("a release handler of \"" + Given.THROWING + "\" failed"))
          .as("the handler's error is not lost")
          .hasSize(1);
    }
    assertAllHold(Files.readAllLines(report));
    assertThat(failures).isZero();
  }

  @Test
  void holdOnTheWayInFromC(@TempDir Path folder) throws Exception {
    assertAllHold(fromC(folder));
  }

  /** What the program says when it begins in C, and starts the JVM itself. */
  private static List<String> fromC(Path folder) throws Exception {
    Path program =
        CSource.program(folder, List.of(), "start.c", "exit.c", "border.c", "conformance.c");
    Path report = folder.resolve("report");
    Child child = Child.inC(folder, program, Map.of(), "conformance", report.toString());
    assertThat(child.outcomes()).as(child.output()).containsEntry("conformance", "0");
    return Files.readAllLines(report);
  }

  private static void assertAllHold(List<String> lines) {
    assertThat(lines)
        .as(() -> String.join("\n", lines))
        .containsExactlyInAnyOrderElementsOf(
            STATEMENTS.stream().map(number -> "ok " + number).collect(Collectors.toList()));
  }
}
