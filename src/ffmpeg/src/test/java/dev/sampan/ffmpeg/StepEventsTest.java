package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.TranscodeReport.CopyRow;
import dev.sampan.ffmpeg.TranscodeReport.StreamRow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I10")
@DisplayName("I10: a flight recording tells of every encoded sample, every packet and every copy")
@Timeout(120)
class StepEventsTest {

  @TempDir Path folder;

  private final Queue<RecordedEvent> events = new ConcurrentLinkedQueue<>();

  private List<RecordedEvent> events(String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("sampan." + name))
        .toList();
  }

  private static long bytes(List<RecordedEvent> some) {
    return some.stream().mapToLong(event -> event.getLong("length")).sum();
  }

  @Test
  void whatIsRecordedIsWhatTheReportCounts() throws Exception {
    TranscodeReport report;
    try (RecordingStream stream = new RecordingStream()) {
      stream.setReuse(false);
      for (String name : List.of("Encode", "Mux", "Copy")) {
        stream.enable("sampan." + name);
        stream.onEvent("sampan." + name, events::add);
      }
      stream.startAsync();
      report = Transcoding.run(TranscoderOracleTest.pictureAndTone(), folder.resolve("out.wmv"));
      stream.stop();
    }

    for (StreamRow row : report.streams()) {
      List<RecordedEvent> encoded =
          events("Encode").stream().filter(each -> each.getInt("stream") == row.index()).toList();
      assertThat(encoded)
          .extracting(each -> each.getString("codec"))
          .containsOnly(row.outputCodec());
      assertThat(encoded).hasSize((int) row.samplesWritten());
      assertThat(encoded).extracting(each -> each.getDuration("time")).isSorted();
      assertThat(encoded.get(encoded.size() - 1).getDuration("time"))
          .as("the clip has two seconds")
          .isBetween(Duration.ofMillis(1800), Duration.ofMillis(2100));
      List<RecordedEvent> muxed =
          events("Mux").stream().filter(each -> each.getInt("stream") == row.index()).toList();
      assertThat(muxed).hasSize((int) row.packets());
      assertThat(bytes(muxed)).isEqualTo(row.bytes());
      assertThat(muxed).extracting(each -> each.getString("container")).containsOnly("asf");
      assertThat(muxed).extracting(each -> each.getDuration("time")).isSorted();
      assertThat(muxed.get(muxed.size() - 1).getDuration("time"))
          .isBetween(Duration.ofMillis(1800), Duration.ofMillis(2100));
    }

    long copies = report.copies().stream().mapToLong(CopyRow::count).sum();
    long copied = report.copies().stream().mapToLong(CopyRow::bytes).sum();
    for (ConsumerUse use : report.consumers()) {
      copies += use.copied();
      copied += use.bytesCopied();
      assertThat(
              events("Copy").stream().filter(each -> each.getString("consumer").equals(use.name())))
          .hasSize((int) use.copied());
    }
    assertThat(events("Copy")).hasSize((int) copies).isNotEmpty();
    assertThat(bytes(events("Copy"))).isEqualTo(copied);
    assertThat(events("Copy")).extracting(each -> each.getString("reason")).doesNotContain("");
  }
}
