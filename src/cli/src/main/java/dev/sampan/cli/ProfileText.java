package dev.sampan.cli;

import dev.sampan.HoldTimes;
import dev.sampan.HolderProfile;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.TranscodeReport.HolderRow;
import dev.sampan.ffmpeg.TranscodeReport.PoolRow;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

/** A profile for people: who held how many for how long, and how many each pool needs. */
final class ProfileText {

  private final StringBuilder text = new StringBuilder();

  private ProfileText() {}

  static String of(TranscodeReport report) {
    ProfileText text = new ProfileText();
    text.line(
        "%s -> %s: %s %s in %s s"
            .formatted(
                report.input().getFileName(),
                report.output(),
                Text.count(report.framesWritten()),
                report.framesWritten() == 1 ? "frame" : "frames",
                Text.decimal(report.seconds())));
    report.profile().forEach(text::pool);
    return text.text.toString();
  }

  private void pool(PoolRow pool) {
    line("");
    line(
        "%s: %s samples, %s were out at once; %s keep it going, with %s nobody waits"
            .formatted(
                pool.name(),
                Text.count(pool.capacity()),
                Text.count(pool.highWater()),
                Text.count(pool.plan().leastSamples()),
                Text.count(pool.plan().samples())));
    holders(pool);
    times(pool);
    for (HolderRow row : pool.holders()) {
      line("  %s let go on %s".formatted(row.profile().holder(), threads(row.profile())));
    }
  }

  private void holders(PoolRow pool) {
    Table table =
        new Table()
            .left("Holder")
            .right("taken")
            .right("most held")
            .right("after drain")
            .right("median")
            .right("99 %")
            .right("longest")
            .left("mostly");
    for (HolderRow row : pool.holders()) {
      HolderProfile profile = row.profile();
      HoldTimes times = profile.times();
      table.row(
          profile.holder().name(),
          Text.count(profile.taken()),
          Text.count(profile.mostHeld()),
          Text.count(row.heldAfterDrain()),
          time(times.percentile(0.5)),
          time(times.percentile(0.99)),
          time(times.longest()),
          mode(row));
    }
    text.append(table.text("  "));
  }

  private static String mode(HolderRow row) {
    ConsumerUse.Mode mode = row.mode();
    if (mode == null) {
      return "";
    }
    return switch (mode) {
      case CONSUMED -> "read in place";
      case KEPT -> "kept";
      case COPIED -> "copied";
    };
  }

  /** A row for each range of times into which any hold fell. */
  private void times(PoolRow pool) {
    Table table = new Table().left("Held for");
    pool.holders().forEach(row -> table.right(row.profile().holder().name()));
    for (int range = 0; range < HoldTimes.RANGES; range++) {
      int number = range;
      if (pool.holders().stream().anyMatch(row -> count(row, number) > 0)) {
        String[] cells = new String[pool.holders().size() + 1];
        cells[0] = range(range);
        for (int i = 1; i < cells.length; i++) {
          cells[i] = Text.count(count(pool.holders().get(i - 1), range));
        }
        table.row(cells);
      }
    }
    text.append(table.text("  "));
  }

  private static long count(HolderRow row, int range) {
    return row.profile().times().counts().get(range);
  }

  private static String range(int range) {
    if (range == HoldTimes.RANGES - 1) {
      return time(HoldTimes.from(range)) + " and more";
    }
    return range == 0
        ? "below " + time(HoldTimes.from(1))
        : "%s to %s".formatted(time(HoldTimes.from(range)), time(HoldTimes.from(range + 1)));
  }

  private static String threads(HolderProfile profile) {
    return profile.releasesByThread().entrySet().stream()
        .sorted(
            Map.Entry.<String, Long>comparingByValue()
                .reversed()
                .thenComparing(Map.Entry.comparingByKey()))
        .map(entry -> "%s ×%s".formatted(entry.getKey(), Text.count(entry.getValue())))
        .collect(Collectors.joining(", "));
  }

  /** {@code 12 µs}, {@code 3.5 ms}, {@code 1.25 s}. */
  static String time(Duration time) {
    double micros = time.toNanos() / 1e3;
    if (micros < 1000) {
      return Text.decimal(micros) + " µs";
    }
    return micros < 1_000_000
        ? Text.decimal(micros / 1e3) + " ms"
        : Text.decimal(micros / 1e6) + " s";
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }
}
