package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import dev.sampan.cli.report.SampleReport;
import dev.sampan.cli.report.SampleReport.AllocatorRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sampan report RECORDING}. */
@Command(
    name = "report",
    description =
        "Draws what Java Flight Recorder saw of samples: who held which slot and when, waits, leaks and"
            + " copies, as one HTML page that needs no network.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReportCommand implements Callable<Integer>, JsonCommand {

  @Parameters(
      index = "0",
      paramLabel = "RECORDING",
      description = "A file of Java Flight Recorder (.jfr) with events of Sampan.")
  Path recording = Path.of("");

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page to write. Default: beside the recording, ending in .html.")
  @Nullable Path output;

  @Option(
      names = {"-f", "--force"},
      description = "Replace the page if it exists.")
  boolean force;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws IOException, CommandFailure {
    Path page = output == null ? beside(recording) : output;
    Outputs.check(recording, page, force);
    SampleReport report = SampleReport.read(recording, String.valueOf(recording.getFileName()));
    String cutOff = report.cutOff();
    if (cutOff != null) {
      Terminal.STDERR.line(
          "sampan: %s is shown as far as it could be read: %s".formatted(recording, cutOff));
    }
    long bytes = report.write(page);
    if (json()) {
      System.out.println(json(report, page, bytes).text());
    } else {
      System.out.print(text(report, page, bytes));
    }
    return CommandLine.ExitCode.OK;
  }

  /** {@code run.jfr} becomes {@code run.html}. */
  static Path beside(Path recording) {
    String name = String.valueOf(recording.getFileName());
    String stem =
        name.toLowerCase(Locale.ROOT).endsWith(".jfr")
            ? name.substring(0, name.length() - ".jfr".length())
            : name;
    return recording.resolveSibling(stem + ".html");
  }

  private String text(SampleReport report, Path page, long bytes) {
    Table table =
        new Table()
            .left("Allocator")
            .right("slots")
            .right("highest out")
            .right("leases")
            .right("returns")
            .right("still out")
            .right("waits")
            .right("ran empty")
            .right("got nothing");
    for (AllocatorRow row : report.allocators()) {
      table.row(
          row.name(),
          Text.count(row.slots()),
          Text.count(row.highestOut()),
          Text.count(row.leases()),
          Text.count(row.returns()),
          Text.count(row.stillOut()),
          Text.count(row.waits()),
          Text.count(row.ranEmpty()),
          Text.count(row.exhausted()));
    }
    return "%s -> %s: %s events, %.2f s, %s%n%n%s%nLeaks: %s. Copies: %s, %s.%n"
        .formatted(
            recording,
            page,
            Text.count(report.events()),
            report.seconds(),
            Text.bytes(bytes),
            table.text(""),
            Text.count(report.leaks()),
            Text.count(report.copies()),
            Text.bytes(report.bytesCopied()));
  }

  private Json json(SampleReport report, Path page, long bytes) {
    return Json.object()
        .put("input", recording.toString())
        .put("output", page.toString())
        .put("bytes", bytes)
        .put("events", report.events())
        .put("seconds", report.seconds())
        .put("complete", report.cutOff() == null)
        .put(
            "allocators",
            report.allocators(),
            row ->
                Json.object()
                    .put("name", row.name())
                    .put("slots", row.slots())
                    .put("highestOut", row.highestOut())
                    .put("leases", row.leases())
                    .put("returns", row.returns())
                    .put("stillOut", row.stillOut())
                    .put("waits", row.waits())
                    .put("ranEmpty", row.ranEmpty())
                    .put("exhausted", row.exhausted()))
        .put("leaks", report.leaks())
        .put("copies", report.copies())
        .put("bytesCopied", report.bytesCopied());
  }
}
