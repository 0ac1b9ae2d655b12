package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.sampan.AllocatorStatistics;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Both forms of the report. */
class ReportTest {

  private static TranscodeReport report(int out) {
    StreamFormat video =
        new StreamFormat.Video("yuv420p", 640, 360, new Ratio(25, 1), new Ratio(1, 1));
    return new TranscodeReport(
        Path.of("some \"quoted\"\n.mp4"),
        Path.of("out.wmv"),
        "mov,mp4",
        "asf",
        List.of(
            new TranscodeReport.StreamRow(
                0, "video", "h264", video, "wmv2", video, 1200, 1250, 1250, 1 << 20)),
        1200,
        1250,
        51,
        1,
        2.5,
        500_000_000,
        1 << 21,
        List.of(
            new TranscodeReport.AllocatorRow(
                "pictures",
                345_600,
                new AllocatorStatistics(12, out, 9, 1200, 1200 - out, 3, 0, 0, 0))),
        Map.of("asf writer stream 0", 1000L, "main", 200L),
        List.of(
            new ConsumerUse("wmv2 encoder", 1250, 1 << 28, 0, 1, 1249, 1 << 27, 1, 0, Map.of())),
        List.of(),
        List.of(new TranscodeReport.CopyRow("h264 decoder", 2, 691_200, "no sample was free")),
        List.of());
  }

  @Test
  void thePrintedReportShowsWhoHeldWhoCopiedAndWhatCameBack() {
    assertThat(TranscodeText.of(report(0)).lines())
        .contains(
            "1,250 frames in 2.5 s: 500 fps, 20 times as fast as it plays",
            "1,200 decoded, 51 duplicated, 1 dropped",
            "Allocator  sample size  samples  most out  leases  returns  still out",
            "pictures     337.5 KiB       12         9   1,200    1,200          0",
            "asf writer stream 0                    1,000",
            "Copied by Sampan: nothing",
            "  h264 decoder: 2 times, 675.0 KiB: no sample was free",
            "Samples still out: 0 of 1,200 that were lent. Everything came back.")
        .anyMatch(line -> line.matches("wmv2 encoder +1,250 +1 +0 +1,249 +134,217,728 +1 +0"));
  }

  @Test
  void whatIsStillOutIsNotCalledBack() {
    assertThat(TranscodeText.of(report(2)))
        .contains("Samples still out: 2 of 1,200 that were lent")
        .doesNotContain("Everything came back");
  }

  @Test
  void theJsonReportIsOneLineThatParses() throws IOException {
    String text = TranscodeJson.of(report(0)).text();
    assertThat(text.lines()).hasSize(1);
    Map<String, Object> json = JSON.std.mapFrom(text);
    assertThat(json)
        .containsEntry("input", "some \"quoted\"\n.mp4")
        .containsEntry("framesWritten", 1250)
        .containsEntry("seconds", 2.5)
        .containsEntry("mediaSeconds", 50.0)
        .containsEntry("samplesOut", 0)
        .containsEntry("returnsByThread", Map.of("asf writer stream 0", 1000, "main", 200));
    assertThat(json.get("streams").toString()).contains("wmv2", "frameRate=25/1");
    assertThat(json.get("consumers").toString()).contains("mode=copied", "bytesCopied=134217728");
  }

  @Test
  void timesThatAreNotKnownAreLeftOut() {
    assertThat(Json.object().putSeconds("a", -1).putSeconds("b", 5).text())
        .isEqualTo("{\"b\":5.0E-7}");
  }
}
