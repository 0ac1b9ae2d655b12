package dev.sampan.io;

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
import dev.sampan.stream.StreamFormat.Data;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("A recording reads back as the same samples, up to where it was cut off")
@Timeout(120)
class RecordingTest {

  private static final List<StreamFormat> STREAMS =
      List.of(
          new Video("yuv420p", 64, 48, new Ratio(25, 1), new Ratio(4, 3)),
          new Audio("fltp", 44100, 2, "stereo"),
          new Data("tabs\tand\nlines \\ and \u00e4"));

  private Path folder;
  private SampleAllocator allocator;

  @BeforeEach
  void onADisk() throws IOException {
    folder = Files.createTempDirectory(TestFiles.DISK, "recording");
    allocator = SampleAllocator.builder("recorded").sampleSize(20_000).count(24).build();
  }

  @AfterEach
  void everythingIsBack() throws Exception {
    assertThat(allocator.close(Duration.ofSeconds(10))).as("who holds samples").isEmpty();
    assertThat(allocator.statistics().recovered()).isZero();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  /** What a sample was, to compare. */
  private record Seen(int length, int hash, SampleProperties properties) {}

  private static Seen see(Sample sample) {
    byte[] bytes = sample.segment().toArray(ValueLayout.JAVA_BYTE);
    return new Seen(bytes.length, java.util.Arrays.hashCode(bytes), sample.properties());
  }

  private static SampleProperties properties(int stream, int number) {
    SampleLayout layout =
        stream == 0
            ? new SampleLayout(
                "yuv420p",
                64,
                48 - number % 2,
                new Color(1, 2, 3, 4, 5),
                List.of(new Plane(47 * 64, -64, 64, 48), new Plane(48 * 64, 32, 32, 24)))
            : null;
    return new SampleProperties(
        number == 3 ? SampleProperties.NO_TIME : number * 400_000L - 800_000,
        number % 5 * 100_000L,
        number % 4 == 0,
        layout,
        number % 3 == 0
            ? Map.of("a=b", "tab\there", "n", 5, "l", 6L, "d", 0.5, "t", true, "r", new Ratio(1, 2))
            : Map.of());
  }

  private List<List<Seen>> record(RecordingSink sink, int count) throws Exception {
    List<List<Seen>> written = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Random random = new Random(3);
    byte[] bytes = new byte[20_000];
    SampleWriter.Builder builder = SampleWriter.to(sink).allocator(allocator);
    STREAMS.forEach(builder::stream);
    try (SampleWriter writer = builder.build()) {
      writer.begin();
      for (int i = 0; i < count; i++) {
        int stream = i % 3;
        int length = i == 5 ? 0 : i == 6 ? bytes.length : random.nextInt(bytes.length + 1);
        random.nextBytes(bytes);
        try (SampleLease lease = writer.allocate()) {
          MemorySegment.copy(bytes, 0, lease.segment(), ValueLayout.JAVA_BYTE, 0, length);
          SampleProperties properties = properties(stream, i);
          lease.setLength(length).setProperties(properties);
          Sample sample = lease.publish();
          written.get(stream).add(see(sample));
          writer.write(stream, properties.time(), sample.passTo(dev.sampan.Holder.APPLICATION));
        }
      }
      writer.end();
    }
    return written;
  }

  private List<List<Seen>> readBack(Recording recording) throws Exception {
    List<List<Seen>> read = new ArrayList<>();
    try (RecordingReader reader = recording.read(List.of(allocator, allocator, allocator), 4)) {
      assertThat(reader.streams()).isEqualTo(recording.streams());
      for (int stream = 0; stream < recording.streams().size(); stream++) {
        List<Seen> seen = new ArrayList<>();
        Sample sample;
        while ((sample = reader.read(stream)) != null) {
          seen.add(see(sample));
          sample.close();
        }
        assertThat(seen).hasSize(recording.samples(stream));
        read.add(seen);
      }
    }
    return read;
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("Bytes, lengths, times, durations, flags, layouts, attributes and formats come back")
  void theSameSamples(IoEngine engine) throws Exception {
    RecordingSink sink =
        RecordingSink.to(folder.resolve("clip"))
            .engine(engine)
            .allocator(allocator)
            .syncEvery(Duration.ZERO)
            .build();
    List<List<Seen>> written = record(sink, 200);
    Recording recording = Recording.open(folder.resolve("clip"));
    assertThat(recording.isComplete()).isTrue();
    assertThat(recording.streams()).isEqualTo(STREAMS);
    assertThat(recording.largestSample(0)).isEqualTo(20_000);
    assertThat(recording.duration()).isEqualTo(199 * 400_000L - 800_000 + 400_000);
    assertThat(readBack(recording)).isEqualTo(written);
    assertThat(sink.engine().engine()).isEqualTo(engine);
  }

  @Test
  @DisplayName("A recording is not replaced unless that is asked for")
  void nothingIsOverwritten() throws Exception {
    record(RecordingSink.to(folder).build(), 7);
    assertThatThrownBy(() -> record(RecordingSink.to(folder).build(), 1))
        .isInstanceOf(FileAlreadyExistsException.class)
        .hasMessageContaining("has a recording already");
    assertThat(Recording.open(folder).samples(0)).isEqualTo(3);
    record(RecordingSink.to(folder).replace(true).build(), 1);
    assertThat(Recording.open(folder).samples(0)).isEqualTo(1);
  }

  @Test
  @DisplayName("An index that is cut off anywhere, or damaged, is read up to there")
  void aDamagedIndex() throws Exception {
    List<List<Seen>> written = record(RecordingSink.to(folder).build(), 9);
    Path index = folder.resolve(Recording.INDEX);
    byte[] whole = Files.readAllBytes(index);
    int header = new String(whole, StandardCharsets.UTF_8).indexOf("layout");
    for (int cut = whole.length - 1; cut > header; cut -= 7) {
      Files.write(index, java.util.Arrays.copyOf(whole, cut));
      Recording recording = Recording.open(folder);
      assertThat(recording.isComplete()).isFalse();
      List<List<Seen>> read = readBack(recording);
      for (int stream = 0; stream < 3; stream++) {
        List<Seen> there = read.get(stream);
        assertThat(there).isEqualTo(written.get(stream).subList(0, there.size()));
      }
    }
    byte[] damaged = whole.clone();
    damaged[whole.length / 2] ^= 1;
    Files.write(index, damaged);
    assertThat(Recording.open(folder).samples(0)).isLessThan(3);
    Files.writeString(index, "something else\n");
    assertThatThrownBy(() -> Recording.open(folder))
        .hasMessageContaining("no index of a recording");
    Files.delete(index);
    assertThatThrownBy(() -> Recording.open(folder)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  @DisplayName(
      "Samples that are too small for a recording are refused with the size that is needed")
  void samplesThatAreTooSmall() throws Exception {
    record(RecordingSink.to(folder).build(), 7);
    try (SampleAllocator small = SampleAllocator.builder("small").sampleSize(100).build()) {
      Recording recording = Recording.open(folder);
      assertThatThrownBy(() -> recording.read(List.of(small, small, small), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("samples of " + recording.largestSample(0) + " bytes");
    }
  }

  @Test
  @DisplayName("What was synchronised is read after a kill in the middle, and is what was written")
  void aProcessIsKilledInTheMiddle() throws Exception {
    Path out = folder.resolve("out");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")
                    + java.io.File.pathSeparator
                    + System.getProperty("jdk.module.path", ""),
                RecordingProgram.class.getName(),
                folder.resolve("clip").toString())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    // The process says how many are safe. It is killed while it writes on.
    dev.sampan.support.Eventually.until(
        "some samples are safe", () -> !process.isAlive() || reported(out) > 200);
    process.destroyForcibly();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(Files.readString(out)).isEqualTo(137);

    Recording recording = Recording.open(folder.resolve("clip"));
    assertThat(recording.isComplete()).isFalse();
    assertThat((long) recording.samples(0)).isGreaterThanOrEqualTo(reported(out));
    try (RecordingReader reader = recording.read(List.of(allocator), 8)) {
      for (int i = 0; i < recording.samples(0); i++) {
        try (Sample sample = reader.read(0)) {
          assertThat(sample.properties().time()).isEqualTo(i);
          RecordingProgram.check(i, sample);
        }
      }
    }
  }

  /** The last number that the program has written to the end. */
  private static long reported(Path out) {
    try {
      String text = Files.readString(out);
      String whole = text.substring(0, text.lastIndexOf('\n') + 1).strip();
      return whole.isEmpty() ? 0 : Long.parseLong(whole.substring(whole.lastIndexOf('\n') + 1));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
