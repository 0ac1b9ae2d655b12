package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.support.Recorded;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("I10")
@DisplayName("I10: a flight recording tells what is read from files and written to them")
@Timeout(60)
class FileEventsTest {

  private static final int BLOCK = 1 << 16;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource(names = {"IO_URING", "BUFFERED"})
  void everyReadIsRecordedWithWhereAndHowMuch(IoEngine engine) throws Exception {
    Path file = TestFiles.random(Files.createTempDirectory(TestFiles.DISK, "io"), 2 * BLOCK + 10);
    try (Recorded recorded = Recorded.start("FileRead");
        SampleAllocator allocator =
            SampleAllocator.builder("read " + engine).sampleSize(BLOCK).count(4).build()) {
      try (DirectFileReader reader =
          DirectFileReaderTest.open(DirectFileReader.of(file, allocator), engine)) {
        Sample sample;
        while ((sample = reader.read()) != null) {
          sample.close();
        }
      }
      assertThat(recorded.stop("FileRead", "read " + engine))
          .extracting(
              event -> event.getString("path"),
              event -> event.getString("engine"),
              event -> event.getLong("position"),
              event -> event.getLong("length"))
          .containsExactlyInAnyOrder(
              tuple(file.toString(), engine.toString(), 0L, (long) BLOCK),
              tuple(file.toString(), engine.toString(), (long) BLOCK, (long) BLOCK),
              tuple(file.toString(), engine.toString(), 2L * BLOCK, 10L));
    } finally {
      Files.delete(file);
      Files.delete(file.getParent());
    }
  }

  @Test
  void everyWriteIsRecordedWithWhereAndHowMuch() throws Exception {
    Path file = folder.resolve("written");
    try (Recorded recorded = Recorded.start("FileWrite");
        SampleAllocator allocator =
            SampleAllocator.builder("written events").sampleSize(BLOCK).count(4).build()) {
      DirectFileSink sink = DirectFileSink.to(file).engine(IoEngine.BUFFERED).build();
      try (SampleWriter writer =
          SampleWriter.to(sink).stream(new StreamFormat.Data("test"))
              .allocator(allocator)
              .build()) {
        writer.begin();
        for (int i = 0; i < 3; i++) {
          try (SampleLease lease = writer.allocate()) {
            lease.segment().fill((byte) i);
            writer.write(0, i, lease.setLength(BLOCK));
          }
        }
        writer.end();
      }
      var events = recorded.stop("FileWrite", "engine", IoEngine.BUFFERED.toString());
      assertThat(events).extracting(event -> event.getString("path")).containsOnly(file.toString());
      assertThat(events).extracting(event -> event.getLong("position")).contains(0L);
      assertThat(events.stream().mapToLong(event -> event.getLong("length")).sum())
          .isEqualTo(3L * BLOCK);
      assertThat(events)
          .extracting(event -> event.getString("allocator"))
          .contains("written events");
    }
  }
}
