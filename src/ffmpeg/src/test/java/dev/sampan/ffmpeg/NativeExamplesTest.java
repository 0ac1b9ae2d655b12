package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.border.NativeRuntime;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I4")
@Tag("I6")
@DisplayName("The examples in C and C++ do what they say (statements 41, 47, 48, 53, 57 to 59)")
@Timeout(60)
class NativeExamplesTest {

  private static final String EXAMPLES = "bindings/sampan/examples/";

  @TempDir private Path folder;

  static MemorySegment wide(Arena arena, Path path) {
    String text = path.toString();
    MemorySegment wide = arena.allocate(ValueLayout.JAVA_CHAR, text.length() + 1L);
    for (int i = 0; i < text.length(); i++) {
      wide.setAtIndex(ValueLayout.JAVA_CHAR, i, text.charAt(i));
    }
    return wide;
  }

  /** 50 pictures of 320 x 240, each brighter than the one before. */
  private static void assertProduced(Path file) throws IOException, InterruptedException {
    try (FFmpegReader reader = FFmpegReader.open(file, FFmpegReader.Options.DEFAULT)) {
      assertThat(reader.streams())
          .singleElement()
          .isInstanceOfSatisfying(
              StreamFormat.Video.class,
              video -> {
                assertThat(video.width()).isEqualTo(320);
                assertThat(video.height()).isEqualTo(240);
              });
      int count = 0;
      int last = 0;
      Sample next;
      while ((next = reader.read(0)) != null) {
        try (Sample sample = next) {
          int luma = 0xFF & sample.segment().get(ValueLayout.JAVA_BYTE, 320 * 120 + 160);
          assertThat(sample.properties().time()).isEqualTo(count * 400_000L);
          assertThat(luma)
              .as("picture %d", count)
              .isGreaterThan(last)
              .isCloseTo(16 + 4 * count, org.assertj.core.data.Offset.offset(3));
          last = luma;
          count++;
        }
      }
      assertThat(count).isEqualTo(50);
    }
  }

  @Test
  void aProducerWritesAFile() throws Exception {
    NativeLibrary library = NativeLibrary.compile(folder, EXAMPLES + "producer.c");
    Path file = folder.resolve("produced.wmv");
    long runtime = NativeRuntime.export();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(library.call("producer", runtime, wide(arena, file).address())).isZero();
    }
    assertProduced(file);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files.map(Path::getFileName).map(Path::toString))
          .as("nothing is left beside it")
          .noneMatch(name -> name.contains(".part-"));
    }
    assertThat(SampleAllocator.mapped()).noneMatch(each -> each.name().contains("writer"));
  }

  @Test
  void aSinkOfItsOwnGetsTheSameFile() throws Exception {
    NativeLibrary library =
        NativeLibrary.compile(folder, EXAMPLES + "sink.c", EXAMPLES + "producer.c");
    Path file = folder.resolve("sunk.wmv");
    long runtime = NativeRuntime.export();
    try (Arena arena = Arena.ofConfined()) {
      assertThat(
              library.call(
                  "sink",
                  runtime,
                  arena.allocateFrom(file.toString(), StandardCharsets.UTF_8).address()))
          .isZero();
    }
    assertProduced(file);
  }

  @Test
  void aConsumerHearsOfEachReturn() throws Exception {
    NativeLibrary library = NativeLibrary.compile(folder, EXAMPLES + "consumer.c");
    assertThat(library.call("consumer", NativeRuntime.export())).isZero();
  }

  @Test
  void aSmartPointerReleasesByItself() throws Exception {
    NativeLibrary library = NativeLibrary.compile(folder, EXAMPLES + "smart_pointer.cpp");
    assertThat(library.call("smart_pointer", NativeRuntime.export())).isZero();
  }

  private void assertRuns(StartingProgram program, String... arguments) throws Exception {
    StartingProgram.Ended ended = program.run(folder, arguments);
    assertThat(ended.output()).endsWith(arguments[0] + " is done\n");
    assertThat(ended.exit()).isZero();
  }

  @Test
  @DisplayName("also as programs that start a JVM, built as the guide says")
  void asProgramsInC() throws Exception {
    StartingProgram program = StartingProgram.ofGuide(folder, "examples");
    for (String example : List.of("producer", "sink")) {
      Path file = folder.resolve(example + ".wmv");
      assertRuns(program, example, file.toString());
      assertProduced(file);
    }
    assertRuns(program, "consumer");
    StartingProgram.Ended ended = program.run(folder, "nothing");
    assertThat(ended.output()).startsWith("nothing: 0x80070057: ");
    assertThat(ended.exit()).isOne();
  }

  @Test
  @DisplayName("also in C++, as a program that starts a JVM")
  void asAProgramInCpp() throws Exception {
    assertRuns(
        StartingProgram.compile(
            folder,
            List.of("-DWITH_CPP"),
            EXAMPLES + "main.c",
            EXAMPLES + "producer.c",
            EXAMPLES + "sink.c",
            EXAMPLES + "consumer.c",
            EXAMPLES + "smart_pointer.cpp"),
        "smart_pointer");
  }
}
