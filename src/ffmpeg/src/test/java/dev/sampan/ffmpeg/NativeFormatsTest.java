package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.border.NativeRuntime;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I3")
@DisplayName("A native writer's inputs take every format that they list, and it comes out right")
@Timeout(60)
class NativeFormatsTest {

  private static final int NONE = -1;
  private static final int AS_IT_IS = -2;

  @TempDir private static Path folder;
  private static NativeLibrary library;

  @BeforeAll
  static void compile() throws Exception {
    library = NativeLibrary.compile(folder, "src/ffmpeg/src/test/native/formats.c");
  }

  private static Path write(int picture, boolean topDown, int sound) throws Exception {
    Path file = folder.resolve("%d-%b-%d.wmv".formatted(picture, topDown, sound));
    try (Arena arena = Arena.ofConfined()) {
      assertThat(
              library.call(
                  "write_format",
                  NativeRuntime.export(),
                  NativeExamplesTest.wide(arena, file).address(),
                  picture,
                  topDown ? 1 : 0,
                  sound))
          .isZero();
    }
    return file;
  }

  private static int at(MemorySegment memory, SampleLayout.Plane plane, int x, int y) {
    return 0xFF & memory.get(ValueLayout.JAVA_BYTE, plane.offset() + y * plane.stride() + x);
  }

  @ParameterizedTest
  @CsvSource({
    "0, false",
    "1, false",
    "2, false",
    "3, false",
    "4, false",
    "5, false",
    "5, true",
    "6, false",
    "6, true"
  })
  void pictures(int format, boolean topDown) throws Exception {
    Path file = write(format, topDown, NONE);
    try (FFmpegReader reader = FFmpegReader.open(file, FFmpegReader.Options.DEFAULT)) {
      int count = 0;
      Sample next;
      while ((next = reader.read(0)) != null) {
        try (Sample sample = next) {
          SampleLayout layout = sample.properties().layout();
          assertThat(layout).isNotNull();
          MemorySegment memory = sample.segment();
          SampleLayout.Plane luma = layout.planes().get(0);
          SampleLayout.Plane red = layout.planes().get(2);
          assertThat(at(memory, luma, 10, 5) - at(memory, luma, 10, 40))
              .as("bright above, dark below")
              .isGreaterThan(80);
          assertThat(at(memory, red, 5, 3) - at(memory, red, 27, 3))
              .as("redder on the left")
              .isGreaterThan(8);
          count++;
        }
      }
      assertThat(count).isEqualTo(25);
    }
  }

  private static double loudness(Sample sample) {
    SampleLayout layout = sample.properties().layout();
    assertThat(layout).isNotNull();
    assertThat(layout.format()).isEqualTo("fltp");
    double sum = 0;
    for (int i = 0; i < layout.width(); i++) {
      float value =
          sample
              .segment()
              .get(ValueLayout.JAVA_FLOAT_UNALIGNED, layout.planes().get(0).offset() + 4L * i);
      sum += value * value;
    }
    return sum;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void sound(int format) throws Exception {
    Path file = write(0, false, format);
    try (FFmpegReader reader = FFmpegReader.open(file, FFmpegReader.Options.DEFAULT)) {
      assertThat(reader.streams()).hasSize(2);
      long count = 0;
      double sum = 0;
      Sample next;
      while ((next = reader.read(1)) != null) {
        try (Sample sample = next) {
          sum += loudness(sample);
          count += sample.properties().layout() == null ? 0 : sample.properties().layout().width();
        }
      }
      // FFmpeg's encoder of Windows Media Audio never gets the last block out.
      assertThat(count).as("a second").isBetween(44100L - 2048, 44100L + 2048);
      assertThat(Math.sqrt(sum / count)).as("half loud").isCloseTo(0.5, Offset.offset(0.05));
    }
  }

  @Test
  void whatIsCompressedAlreadyGoesThroughAsItIs() throws Exception {
    Path file = write(NONE, false, AS_IT_IS);
    try (FFmpegReader reader = FFmpegReader.open(file, FFmpegReader.Options.DEFAULT)) {
      int count = 0;
      Sample next;
      while ((next = reader.read(0)) != null) {
        try (Sample sample = next) {
          MemorySegment memory = sample.segment();
          SampleLayout layout = sample.properties().layout();
          assertThat(layout).isNotNull();
          for (int i = 0; i < layout.width(); i++, count++) {
            assertThat((int) memory.get(ValueLayout.JAVA_SHORT_UNALIGNED, 4L * i))
                .isEqualTo(count / 50 % 2 == 0 ? 16384 : -16384);
          }
        }
      }
      assertThat(count).isEqualTo(44100);
    }
  }
}
