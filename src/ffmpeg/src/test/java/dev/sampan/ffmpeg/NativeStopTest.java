package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I5")
@Tag("I9")
@DisplayName("A writer that holds samples keeps the runtime; one that is stopped leaves no file")
@Timeout(180)
class NativeStopTest {

  private static final String SOURCE = "src/ffmpeg/src/test/native/stop.c";

  @TempDir private Path folder;
  @TempDir private Path files;

  private Path file() {
    return files.resolve("out.wmv");
  }

  private void assertNothingIsLeft() throws Exception {
    try (Stream<Path> left = Files.list(files)) {
      assertThat(left).isEmpty();
    }
  }

  @TestFactory
  List<DynamicTest> stop() throws Exception {
    StartingProgram.Ended ended =
        StartingProgram.compile(folder, List.of(), SOURCE).runTo(folder, "stop", file().toString());
    Map<String, String> outcomes = ended.outcomes();
    assertNothingIsLeft();
    assertThat(ended.exit()).as(ended.output()).isZero();
    return Stream.of(
            "held_by_native_code",
            "held_by_the_writer",
            "stopped_while_writing",
            "inside_a_sink",
            "while_others_write")
        .map(
            name ->
                dynamicTest(
                    name,
                    () ->
                        assertThat(outcomes.get(name))
                            .as("the line of stop.c that did not hold, in\n" + ended.output())
                            .isEqualTo("0")))
        .toList();
  }

  @Test
  @DisplayName("When the process ends, calls that wait in a writer return, and nothing is left")
  void leave() throws Exception {
    StartingProgram.Ended ended =
        StartingProgram.compile(folder, List.of(), SOURCE)
            .runTo(folder, "leave", file().toString());
    assertThat(ended.output()).contains("leave 0\n").contains("let go of 2\n");
    assertThat(ended.exit()).isZero();
    assertNothingIsLeft();
  }
}
