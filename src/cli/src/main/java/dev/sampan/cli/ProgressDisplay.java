package dev.sampan.cli;

import dev.sampan.ffmpeg.Progress;
import dev.sampan.ffmpeg.ProgressListener;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Shows how far a job is. */
abstract class ProgressDisplay implements ProgressListener, AutoCloseable {

  private @Nullable Progress latest;

  /**
   * Makes a display.
   *
   * @param mode what the user wants
   * @param task what is being done, for example {@code transcoding}
   * @param terminal where it is shown
   */
  static ProgressDisplay of(ProgressMode mode, String task, Terminal terminal) {
    return switch (mode) {
      case NONE -> new Nothing();
      case BAR -> new Bar(task, terminal);
      case PLAIN -> new Lines(task, terminal, System::nanoTime);
      case AUTO ->
          terminal.interactive()
              ? new Bar(task, terminal)
              : new Lines(task, terminal, System::nanoTime);
    };
  }

  /** Shows that all is done. */
  final void finish() {
    Progress last = latest;
    if (last != null) {
      progress(
          new Progress(
              last.framesDecoded(),
              last.framesWritten(),
              Math.max(last.time(), last.duration()),
              last.duration(),
              last.fps(),
              last.bytesWritten()));
    }
  }

  @Override
  public final void progress(Progress progress) {
    latest = progress;
    show(progress);
  }

  abstract void show(Progress progress);

  /** Leaves the display as it is, and what comes next below it. */
  @Override
  public void close() {}

  /** {@code 113 frames, 25 fps}. */
  static String speed(Progress progress) {
    return String.format(
        Locale.ROOT,
        "%s %s, %.0f fps",
        Text.count(progress.framesWritten()),
        progress.framesWritten() == 1 ? "frame" : "frames",
        progress.fps());
  }

  /** Between 0 and 1, or negative if nobody knows. */
  static double share(Progress progress) {
    return progress.duration() <= 0
        ? -1
        : Math.clamp(progress.time() / (double) progress.duration(), 0.0, 1.0);
  }

  private static final class Nothing extends ProgressDisplay {
    @Override
    void show(Progress progress) {}
  }

  /** One line that is written over. */
  static final class Bar extends ProgressDisplay {

    private static final int LEAST_BAR = 10;
    private static final int MOST_BAR = 40;

    private final String task;
    private final Terminal terminal;

    /** It becomes shorter as the numbers grow, and not longer again, which would look restless. */
    private int length = MOST_BAR;

    Bar(String task, Terminal terminal) {
      this.task = task;
      this.terminal = terminal;
    }

    @Override
    void show(Progress progress) {
      // The last column stays free: some terminals begin a new line when it is filled.
      int width = terminal.width() - 1;
      length = Math.min(length, room(task, progress, width));
      terminal.status(line(task, progress, width, length));
    }

    @Override
    public void close() {
      terminal.keepStatus();
    }

    /** What is shown: with a bar of a length if that is long enough to be one. */
    static String line(String task, Progress progress, int width, int length) {
      double share = share(progress);
      String numbers = numbers(progress);
      String line =
          share >= 0 && length >= LEAST_BAR
              ? task + "  [" + bar(share, length) + "]  " + numbers
              : task + "  " + numbers;
      return line.length() <= width ? line : line.substring(0, Math.max(0, width));
    }

    /** How long a bar may be. */
    static int room(String task, Progress progress, int width) {
      return width - task.length() - numbers(progress).length() - "  []  ".length();
    }

    private static String numbers(Progress progress) {
      double share = share(progress);
      String time =
          share < 0
              ? Text.clock(progress.time())
              : String.format(
                  Locale.ROOT,
                  "%3d%%  %s/%s",
                  (int) (share * 100),
                  Text.clock(progress.time()),
                  Text.clock(progress.duration()));
      return time + "  " + speed(progress);
    }

    private static String bar(double share, int width) {
      int full = (int) (share * width);
      return "#".repeat(full) + "-".repeat(width - full);
    }
  }

  /** A line every second, and one at the end. */
  static final class Lines extends ProgressDisplay {

    private static final long PERIOD = 1_000_000_000;

    private final String task;
    private final Terminal terminal;
    private final LongSupplier nanoTime;
    private long shownAt;
    private String line = "";
    private String shown = "";

    Lines(String task, Terminal terminal, LongSupplier nanoTime) {
      this.task = task;
      this.terminal = terminal;
      this.nanoTime = nanoTime;
      shownAt = nanoTime.getAsLong();
    }

    @Override
    void show(Progress progress) {
      line = line(progress);
      long now = nanoTime.getAsLong();
      if (now - shownAt >= PERIOD) {
        shownAt = now;
        write();
      }
    }

    @Override
    public void close() {
      write();
    }

    private void write() {
      if (!line.equals(shown)) {
        terminal.line(line);
        shown = line;
      }
    }

    private String line(Progress progress) {
      double share = share(progress);
      return "%s %s%s, %s"
          .formatted(
              task,
              share < 0 ? "" : (int) (share * 100) + "%, ",
              Text.clock(progress.time())
                  + (share < 0 ? "" : " of " + Text.clock(progress.duration())),
              speed(progress));
    }
  }
}
