package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.ffmpeg.Decoding.Row;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples live, unchanged, as long as somebody holds them, and come back afterwards. */
@Timeout(60)
class ReaderLifetimeTest {

  private static final int FRAMES = 20;

  private static FFmpegReader.Options video() {
    return FFmpegReader.Options.DEFAULT.withStreams(true, false);
  }

  @ParameterizedTest(name = "{0}, {3} threads")
  @CsvSource({
    "qtrle.mov,qtrle,rgb24,1",
    "qtrle.mov,qtrle,rgb24,4",
    "gif.gif,gif,rgb8,1",
    "flashsv.flv,flashsv,bgr24,1",
    "cinepak.avi,cinepak,rgb24,1",
    "apng.apng,apng,rgb24,4",
    "mpeg4.avi,mpeg4,yuv420p,4",
    "h264.mkv,libopenh264,yuv420p,4",
  })
  @DisplayName("I3: the bytes of a held sample do not change, whatever the decoder does next")
  void bytesOfHeldSamplesDoNotChange(String name, String encoder, String format, int threads)
      throws Exception {
    Path file = FFmpegProgram.picture(name, "160x120", FRAMES, "-pix_fmt", format, "-c:v", encoder);
    List<Sample> held = new ArrayList<>();
    List<Row> atOutput = new ArrayList<>();
    FFmpegReader reader =
        FFmpegReader.open(
            file, video().withDecoderThreads(threads).withExtraSamples(2 * FRAMES, 1));
    try (reader) {
      for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
        held.add(sample);
        atOutput.add(Decoding.row(sample));
      }
    }
    assertThat(held).hasSizeGreaterThanOrEqualTo(FRAMES - 1);
    assertThat(reader.statistics().streams().get(0).copied()).isZero();
    assertThat(held.stream().map(Decoding::row)).containsExactlyElementsOf(atOutput);

    held.forEach(Sample::close);
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("I4: samples outlive the reader they came from, and return when they are closed")
  void samplesOutliveTheReader() throws Exception {
    Path file = FFmpegProgram.picture("h264.mkv", "160x120", FRAMES, "-c:v", "libopenh264");
    List<Sample> held = new ArrayList<>();
    List<Row> atOutput = new ArrayList<>();
    FFmpegReader reader = FFmpegReader.open(file, video().withDecoderThreads(4));
    for (int i = 0; i < 3; i++) {
      Sample sample = reader.read(0);
      held.add(sample);
      atOutput.add(Decoding.row(sample));
    }
    reader.close();
    reader.close(); // does nothing

    assertThat(reader.statistics().samplesOut()).isEqualTo(3);
    assertThat(held.stream().map(Decoding::row)).containsExactlyElementsOf(atOutput);
    held.forEach(Sample::close);
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("I4: a reader that is closed in the middle of a file leaves nothing out")
  void closingEarlyLeavesNothingOut() throws Exception {
    Path file = FFmpegProgram.picture("mpeg4.avi", "160x120", FRAMES, "-c:v", "mpeg4", "-bf", "2");
    FFmpegReader reader = FFmpegReader.open(file, video().withDecoderThreads(4));
    try (Sample first = reader.read(0)) {
      assertThat(first.properties().keyFrame()).isTrue();
    }
    reader.close();

    assertThat(reader.statistics().samplesOut()).isZero();
    assertThat(reader.statistics().streams().get(0).fallbacks()).isZero();
  }

  @Test
  @DisplayName("I11: a sample may be released on another thread than the one that read it")
  void samplesReturnFromAnyThread() throws Exception {
    Path file = FFmpegProgram.picture("mpeg4.avi", "160x120", FRAMES, "-c:v", "mpeg4", "-bf", "2");
    FFmpegReader reader = FFmpegReader.open(file, video());
    try (reader) {
      for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
        Sample read = sample;
        Thread.ofVirtual().start(read::close).join();
      }
    }
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @ParameterizedTest(name = "{0}, {1} threads")
  @CsvSource({"mpeg2video,1", "mpeg2video,4", "libopenh264,1", "libopenh264,4"})
  @DisplayName("I4: the picture size may change in mid-stream, and old samples stay valid")
  void sizeMayChangeInMidStream(String encoder, int threads, @TempDir Path folder)
      throws Exception {
    Path both = folder.resolve("both.ts");
    try (OutputStream out = Files.newOutputStream(both)) {
      for (String size : List.of("160x120", "352x288", "160x120")) {
        Path part = FFmpegProgram.picture(size + ".ts", size, 10, "-c:v", encoder, "-b:v", "500k");
        Files.copy(part, out);
      }
    }
    List<Row> rows = new ArrayList<>();
    Set<String> sizes = new LinkedHashSet<>();
    List<Sample> held = new ArrayList<>();
    FFmpegReader reader =
        FFmpegReader.open(both, video().withDecoderThreads(threads).withExtraSamples(40, 1));
    try (reader) {
      for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
        held.add(sample);
        rows.add(Decoding.row(sample));
        SampleLayout layout = sample.properties().layout();
        sizes.add(layout.width() + "x" + layout.height());
      }
    }
    assertThat(sizes).containsExactly("160x120", "352x288");
    assertThat(rows).isEqualTo(Decoding.expectedPictures(both));
    assertThat(held.stream().map(Decoding::row)).containsExactlyElementsOf(rows);
    held.forEach(Sample::close);
    assertThat(reader.statistics().streams().get(0).allocators()).hasSizeGreaterThan(1);
    assertThat(reader.statistics().streams().get(0).fallbacks()).isZero();
    assertThat(reader.statistics().samplesOut()).isZero();
  }
}
