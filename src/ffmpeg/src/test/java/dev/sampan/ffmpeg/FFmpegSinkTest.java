package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program's own samples become a media file, and every one of them comes back. */
@Timeout(60)
class FFmpegSinkTest {

  private static final int WIDTH = 320;
  private static final int HEIGHT = 240;
  private static final long FRAME = 400_000;
  private static final Video VIDEO =
      new Video("yuv420p", WIDTH, HEIGHT, new Ratio(25, 1), new Ratio(1, 1));
  private static final Audio AUDIO = new Audio("fltp", 44100, 2, "stereo");

  @TempDir Path folder;

  private SampleAllocator allocator;

  @BeforeEach
  void allocate() {
    allocator = SampleAllocator.builder("pictures").sampleSize(256 << 10).count(6).build();
  }

  @AfterEach
  void everythingIsBack() throws Exception {
    assertThat(allocator.close(Duration.ofSeconds(10))).isEmpty();
    assertThat(allocator.statistics().misuses()).isZero();
    assertThat(allocator.statistics().recovered()).isZero();
  }

  /** Planes one after the other, the rows so long. */
  private static SampleLayout layout(int stride) {
    long chroma = (long) stride * HEIGHT;
    long size = (long) stride / 2 * HEIGHT / 2;
    return new SampleLayout(
        "yuv420p",
        WIDTH,
        HEIGHT,
        Color.UNSPECIFIED,
        List.of(
            new Plane(0, stride, WIDTH, HEIGHT),
            new Plane(chroma, stride / 2, WIDTH / 2, HEIGHT / 2),
            new Plane(chroma + size, stride / 2, WIDTH / 2, HEIGHT / 2)));
  }

  private void writePictures(SampleWriter writer, int stream, int count, int stride)
      throws Exception {
    for (int i = 0; i < count; i++) {
      try (SampleLease lease = allocator.allocate(Duration.ofSeconds(10))) {
        lease.segment().fill((byte) (i * 7));
        lease.setProperties(
            SampleProperties.NONE
                .withLayout(layout(stride))
                .withTime(i * FRAME)
                .withDuration(FRAME));
        writer.write(stream, i * FRAME, lease);
      }
    }
  }

  private FFmpegSink.Builder sink(String name) {
    return FFmpegSink.to(folder.resolve(name)).bitExact(true);
  }

  @ParameterizedTest(name = "{0}, rows of {1} bytes")
  @CsvSource({
    "a.wmv,wmv2,384,KEPT", // as the encoder's own pictures with their edges
    "a.wmv,wmv2,320,COPIED",
    "a.mp4,mpeg4,384,KEPT",
    "a.mp4,mpeg4,320,COPIED",
    "a.mkv,ffv1,320,CONSUMED"
  })
  @DisplayName("It is observed whether an encoder keeps samples, and whether it copies them")
  void observesEncoders(String name, String encoder, int stride, ConsumerUse.Mode mode)
      throws Exception {
    FFmpegSink sink = sink(name).videoEncoder(encoder).threads(1).build();
    try (SampleWriter writer = SampleWriter.to(sink).stream(VIDEO).build()) {
      writer.begin();
      writePictures(writer, 0, 20, stride);
      writer.end();
    }

    ConsumerUse use = sink.consumers().get(0);
    assertThat(use.name()).isEqualTo(encoder + " encoder");
    assertThat(use.samples()).isEqualTo(20);
    assertThat(use.kept() + use.consumed() + use.copied()).isEqualTo(20);
    assertThat(use.releasesByThread().values().stream().mapToLong(Long::longValue).sum())
        .isEqualTo(20);
    if (mode == ConsumerUse.Mode.KEPT) {
      assertThat(use.mode()).as(use.toString()).isEqualTo(mode);
      assertThat(use.mostHeld()).isPositive();
      assertThat(use.copied()).isZero();
    } else {
      // Whether output is there when an encoder lets go decides between the other two.
      assertThat(use.kept()).as(use.toString()).isZero();
    }
    assertThat(Files.size(folder.resolve(name))).isGreaterThan(500);
    assertThat(Transcoding.leftovers(folder.resolve(name))).isEmpty();
  }

  @Test
  @DisplayName("Both kinds of streams go into one file, which a reader finds again")
  void writesBothKinds() throws Exception {
    FFmpegSink sink =
        sink("a.mkv")
            .metadata(Map.of("title", "Test"))
            .streamMetadata(1, Map.of("language", "fra"))
            .disposition(0, List.of("default"))
            .build();
    Audio audio = (Audio) sink.accepted(AUDIO);
    try (SampleAllocator blocks =
            SampleAllocator.builder("blocks").sampleSize(64 << 10).count(8).build();
        SampleWriter writer = SampleWriter.to(sink).stream(VIDEO).stream(audio).build()) {
      writer.begin();
      int size = sink.frameSize(1);
      assertThat(size).isPositive();
      assertThat(sink.frameSize(0)).isZero();
      writePictures(writer, 0, 10, WIDTH);
      for (int i = 0; i < 4; i++) {
        try (SampleLease lease = blocks.allocate(Duration.ofSeconds(10))) {
          lease.segment().fill((byte) 0);
          int bytes = audio.sampleFormat().startsWith("s16") ? 2 : 4;
          lease.setProperties(
              SampleProperties.NONE.withLayout(
                  new SampleLayout(
                      audio.sampleFormat(),
                      size,
                      2,
                      Color.UNSPECIFIED,
                      List.of(new Plane(0, 2L * bytes * size, 2L * bytes * size, 1)))));
          writer.write(1, i * 10_000_000L * size / 44100, lease);
        }
      }
      writer.end();
      assertThat(blocks.close(Duration.ofSeconds(10))).isEmpty();
    }

    try (FFmpegReader reader =
        FFmpegReader.open(folder.resolve("a.mkv"), FFmpegReader.Options.DEFAULT)) {
      assertThat(reader.metadata()).containsEntry("title", "Test");
      assertThat(reader.media().get(1).language()).isEqualTo("fra");
      assertThat(reader.media().get(0).codec()).isEqualTo("ffv1");
      assertThat(Decoding.rows(reader, 0)).hasSize(10);
    }
  }

  @Test
  @DisplayName("A sink may be used again, and its writer may begin again")
  void mayBeUsedAgain() throws Exception {
    FFmpegSink sink = sink("a.wmv").build();
    try (SampleWriter writer = SampleWriter.to(sink).stream(VIDEO).build()) {
      writer.begin();
      writePictures(writer, 0, 5, WIDTH);
      writer.end();
      byte[] first = Files.readAllBytes(folder.resolve("a.wmv"));
      writer.begin();
      writePictures(writer, 0, 5, WIDTH);
      writer.end();
      assertThat(folder.resolve("a.wmv")).hasBinaryContent(first);
    }
  }

  @Test
  @DisplayName("A writer that is closed before its end leaves no file")
  void leavesNothingWhenAborted() throws Exception {
    Path file = folder.resolve("a.wmv");
    try (SampleWriter writer = SampleWriter.to(sink("a.wmv").build()).stream(VIDEO).build()) {
      writer.begin();
      writePictures(writer, 0, 5, 384);
      assertThat(Transcoding.leftovers(file)).hasSize(1);
    }

    assertThat(file).doesNotExist();
    assertThat(Transcoding.leftovers(file)).isEmpty();
  }

  @Test
  @DisplayName("What the encoder does not take is refused with what it takes")
  void refusesOtherFormats() throws Exception {
    Video tenBit = new Video("yuv420p10le", WIDTH, HEIGHT, new Ratio(25, 1), new Ratio(1, 1));
    FFmpegSink sink = sink("a.wmv").build();

    assertThat(sink.accepted(tenBit)).isEqualTo(VIDEO);
    assertThat(sink.accepted(new Audio("s16", 96000, 6, "5.1")))
        .isEqualTo(new Audio("fltp", 48000, 2, "stereo"));
    try (SampleWriter writer = SampleWriter.to(sink).stream(tenBit).build()) {
      assertThatThrownBy(writer::begin)
          .isInstanceOf(FFmpegException.class)
          .hasMessageContaining("wmv2 encoder does not take")
          .hasMessageContaining("yuv420p,");
    }
    assertThat(Transcoding.leftovers(folder.resolve("a.wmv"))).isEmpty();
  }

  @Test
  @DisplayName("A picture of another size fails the writer, and leaves no file")
  void refusesAnotherSize() throws Exception {
    Video larger = new Video("yuv420p", 640, 480, new Ratio(25, 1), new Ratio(1, 1));
    try (SampleWriter writer = SampleWriter.to(sink("a.wmv").build()).stream(larger).build()) {
      writer.begin();
      assertThatThrownBy(
              () -> {
                writePictures(writer, 0, 20, WIDTH);
                writer.end();
              })
          .isInstanceOf(IOException.class)
          .hasMessageContaining("320x240")
          .hasMessageContaining("640x480");
    }
    assertThat(folder.resolve("a.wmv")).doesNotExist();
  }

  @Test
  @DisplayName("A sample that does not say where its planes are is refused")
  void refusesASampleWithoutLayout() throws Exception {
    FFmpegSink sink = sink("a.wmv").build();
    sink.begin(List.<StreamFormat>of(VIDEO));
    try (SampleLease lease = allocator.allocate();
        Sample sample = lease.publish()) {
      assertThatThrownBy(() -> sink.write(0, 0, sample))
          .isInstanceOf(FFmpegException.class)
          .hasMessageContaining("no layout");
    } finally {
      sink.abort();
    }
  }

  @Test
  @DisplayName("A sample whose planes lie outside its memory never reaches the encoder")
  void refusesPlanesOutside() throws Exception {
    FFmpegSink sink = sink("a.wmv").build();
    sink.begin(List.<StreamFormat>of(VIDEO));
    try (SampleLease lease = allocator.allocate()) {
      lease.setLength(1000).setProperties(SampleProperties.NONE.withLayout(layout(WIDTH)));
      try (Sample sample = lease.publish()) {
        assertThatThrownBy(() -> sink.write(0, 0, sample))
            .isInstanceOf(FFmpegException.class)
            .hasMessageContaining("1000 bytes");
      }
    } finally {
      sink.abort();
    }
  }

  @Test
  @DisplayName("Numbers that make no sense are refused at once")
  void refusesNonsense() {
    assertThatThrownBy(() -> sink("a.wmv").videoBitRate(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sink("a.wmv").threads(-1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> sink("a.wmv").build().end()).isInstanceOf(IllegalStateException.class);
  }
}
