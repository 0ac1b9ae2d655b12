package dev.sampan.cli;

import dev.sampan.AllocatorStatistics;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.TranscodeReport.AllocatorRow;
import dev.sampan.ffmpeg.TranscodeReport.CopyRow;
import dev.sampan.ffmpeg.TranscodeReport.StreamRow;
import java.util.List;
import java.util.Map;

/** A report for people: what was written, who held what, who copied, and that all came back. */
final class TranscodeText {

  private final TranscodeReport report;
  private final StringBuilder text = new StringBuilder();

  private TranscodeText(TranscodeReport report) {
    this.report = report;
  }

  static String of(TranscodeReport report) {
    TranscodeText text = new TranscodeText(report);
    text.result();
    text.streams();
    text.allocators();
    text.consumers();
    text.returns();
    text.line("");
    text.copies("Copied by Sampan", "nothing", report.copies());
    text.copies("Memory that was not Sampan's", "none", report.fallbacks());
    text.verdict();
    return text.text.toString();
  }

  private void result() {
    line(
        "%s -> %s (%s, %s)"
            .formatted(
                report.input().getFileName(),
                report.output(),
                report.outputContainer(),
                Text.bytes(report.bytesWritten())));
    line(amount() + " in " + Text.decimal(report.seconds()) + " s" + speed());
    line(
        "%s decoded, %s duplicated, %s dropped"
            .formatted(
                Text.count(report.framesDecoded()),
                Text.count(report.framesDuplicated()),
                Text.count(report.framesDropped())));
  }

  private String amount() {
    long frames = report.framesWritten();
    String what = hasPictures() ? "frame" : "block";
    return "%s %s%s%s"
        .formatted(
            Text.count(frames), what, frames == 1 ? "" : "s", hasPictures() ? "" : " of sound");
  }

  private String speed() {
    String rate = hasPictures() ? ": " + Text.decimal(report.fps()) + " fps" : "";
    return report.seconds() <= 0 || report.mediaTime() <= 0
        ? rate
        : "%s, %s times as fast as it plays"
            .formatted(rate, Text.decimal(report.mediaTime() / 1e7 / report.seconds()));
  }

  private boolean hasPictures() {
    return report.streams().stream().anyMatch(row -> row.kind().equals("video"));
  }

  private void streams() {
    Table table =
        new Table()
            .left("Stream")
            .left("decoded")
            .right("samples")
            .left("encoded")
            .right("samples")
            .right("packets")
            .right("size");
    for (StreamRow row : report.streams()) {
      table.row(
          row.kind(),
          row.inputCodec() + " " + Text.format(row.input()),
          Text.count(row.samplesDecoded()),
          row.outputCodec() + " " + Text.format(row.output()),
          Text.count(row.samplesWritten()),
          Text.count(row.packets()),
          Text.bytes(row.bytes()));
    }
    section(table);
  }

  private void allocators() {
    Table table =
        new Table()
            .left("Allocator")
            .right("sample size")
            .right("samples")
            .right("most out")
            .right("leases")
            .right("returns")
            .right("still out");
    for (AllocatorRow row : report.allocators()) {
      AllocatorStatistics numbers = row.statistics();
      table.row(
          row.name(),
          Text.bytes(row.sampleSize()),
          Text.count(numbers.capacity()),
          Text.count(numbers.highWater()),
          Text.count(numbers.allocated()),
          Text.count(numbers.returned()),
          Text.count(numbers.out()));
    }
    section(table);
  }

  private void consumers() {
    Table table =
        new Table()
            .left("Consumer")
            .right("samples")
            .right("read in place")
            .right("kept")
            .right("copied")
            .right("bytes copied")
            .right("most held")
            .right("held after drain");
    for (ConsumerUse use : report.consumers()) {
      table.row(
          use.name(),
          Text.count(use.samples()),
          Text.count(use.consumed()),
          Text.count(use.kept()),
          Text.count(use.copied()),
          Text.count(use.bytesCopied()),
          Text.count(use.mostHeld()),
          Text.count(use.heldAfterDrain()));
    }
    section(table);
  }

  private void returns() {
    Table table = new Table().left("Thread").right("samples came back on it");
    report.returnsByThread().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> table.row(entry.getKey(), Text.count(entry.getValue())));
    section(table);
  }

  private void copies(String title, String none, List<CopyRow> rows) {
    line(title + ": " + (rows.isEmpty() ? none : ""));
    for (CopyRow row : rows) {
      line(
          "  %s: %s times, %s: %s"
              .formatted(
                  row.what(), Text.count(row.count()), Text.bytes(row.bytes()), row.reason()));
    }
  }

  private void verdict() {
    long leases = report.allocators().stream().mapToLong(row -> row.statistics().allocated()).sum();
    line(
        "Samples still out: %s of %s that were lent%s"
            .formatted(
                Text.count(report.samplesOut()),
                Text.count(leases),
                report.samplesOut() == 0 ? ". Everything came back." : ""));
  }

  private void section(Table table) {
    line("");
    text.append(table.text(""));
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }
}
