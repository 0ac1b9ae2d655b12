package dev.sampan.cli;

import java.util.Locale;

/** Shows how many bytes of a file are done, now and then. */
final class ByteProgress implements AutoCloseable {

  private static final long BAR_PERIOD = 150_000_000;
  private static final long LINE_PERIOD = 1_000_000_000;
  private static final int BAR = 30;

  private final String task;
  private final long total;
  private final Terminal terminal;
  private final boolean bar;
  private final boolean shown;
  private final long started = System.nanoTime();
  private long shownAt = started;
  private long done;

  /**
   * Makes a display.
   *
   * @param mode what the user wants
   * @param task for example {@code copying}
   * @param total bytes, 0 if nobody knows
   * @param terminal where it is shown
   */
  ByteProgress(ProgressMode mode, String task, long total, Terminal terminal) {
    this.task = task;
    this.total = total;
    this.terminal = terminal;
    this.bar = mode == ProgressMode.BAR || (mode == ProgressMode.AUTO && terminal.interactive());
    this.shown = mode != ProgressMode.NONE;
  }

  void add(long bytes) {
    done += bytes;
    long now = System.nanoTime();
    if (shown && now - shownAt >= (bar ? BAR_PERIOD : LINE_PERIOD)) {
      shownAt = now;
      show(now);
    }
  }

  private void show(long now) {
    if (bar) {
      terminal.status(line(now));
    } else {
      terminal.line(line(now));
    }
  }

  private String line(long now) {
    double seconds = Math.max(1, now - started) / 1e9;
    String speed = Text.bytes((long) (done / seconds)) + "/s";
    if (total <= 0) {
      return "%s %s, %s".formatted(task, Text.bytes(done), speed);
    }
    double share = Math.clamp(done / (double) total, 0.0, 1.0);
    int full = (int) (share * BAR);
    return String.format(
        Locale.ROOT,
        "%s %s%3d%%, %s of %s, %s",
        task,
        bar ? "[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " : "",
        (int) (share * 100),
        Text.bytes(done),
        Text.bytes(total),
        speed);
  }

  /** Shows the last state, which stays. */
  @Override
  public void close() {
    if (shown && done > 0) {
      show(System.nanoTime());
      terminal.keepStatus();
    }
  }
}
