package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.SampleAllocator;
import dev.sampan.support.CapturedLog;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The statements of the interfaces' contract, tried by a C program in this process")
@Timeout(120)
class ConformanceTest {

  /** Those that need no writer. */
  private static final List<Integer> STATEMENTS =
      IntStream.of(
              1, 2, 3, 4, 5, 6, 9, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26,
              27, 28, 29, 31, 32, 33, 62, 63, 66, 92, 93, 94, 96, 97, 98)
          .boxed()
          .toList();

  @Test
  void holdOnTheWayInFromJava(@TempDir Path folder) throws Exception {
    NativeProgram program = NativeProgram.load(CSource.compile(folder, "conformance.c"));
    Path report = folder.resolve("report");
    SampleAllocator throwing = SampleAllocator.builder("throwing").count(1).build();
    throwing.setReleaseHandler(
        release -> {
          throw new IllegalStateException("the handler's own error");
        });
    SampleAllocator closed = SampleAllocator.builder("closed").count(2).build();
    closed.close();
    int failures;
    try (Arena arena = Arena.ofConfined();
        CapturedLog log = CapturedLog.open()) {
      MemorySegment given = arena.allocate(ValueLayout.JAVA_LONG, 3);
      given.setAtIndex(ValueLayout.JAVA_LONG, 0, NativeRuntime.export());
      given.setAtIndex(
          ValueLayout.JAVA_LONG, 1, new AllocatorObject(throwing, Duration.ZERO, true).show());
      given.setAtIndex(
          ValueLayout.JAVA_LONG, 2, new AllocatorObject(closed, Duration.ZERO, true).show());
      failures =
          (int)
              program.call(
                  "conformance", given.address(), arena.allocateFrom(report.toString()).address());
      assertThat(log.lines("a release handler of \"throwing\" failed"))
          .as("the handler's error is not lost")
          .hasSize(1);
    }
    List<String> lines = Files.readAllLines(report);
    assertThat(lines)
        .as(() -> String.join("\n", lines))
        .containsExactlyInAnyOrderElementsOf(
            STATEMENTS.stream().map(number -> "ok " + number).collect(Collectors.toList()));
    assertThat(failures).isZero();
    throwing.close();
  }
}
