package dev.sampan.cli;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Shows what libraries log, above the progress bar. FFmpeg complains about much that it copes with,
 * so without {@code --verbose} its errors are only counted.
 */
public final class ConsoleLoggers extends System.LoggerFinder {

  private static final String FFMPEG = "dev.sampan.ffmpeg";
  private static final AtomicLong FFMPEG_ERRORS = new AtomicLong();
  private static final AtomicReference<@Nullable String> FIRST_ERROR = new AtomicReference<>();
  private static volatile boolean everything;

  /** For the service loader. */
  public ConsoleLoggers() {}

  /** To be called before FFmpeg is loaded, which asks once what is wanted. */
  static void showEverything() {
    everything = true;
  }

  static boolean showsEverything() {
    return everything;
  }

  /** What FFmpeg complained about without being shown, or null if nothing. */
  static @Nullable String withheld() {
    long errors = FFMPEG_ERRORS.get();
    return errors == 0 || everything
        ? null
        : "FFmpeg logged %s, the first: %s%n--verbose shows its log."
            .formatted(errors == 1 ? "1 error" : errors + " errors", FIRST_ERROR.get());
  }

  @Override
  public Logger getLogger(String name, Module module) {
    return name.startsWith("dev.sampan")
        ? new SampanLogger(name, name.equals(FFMPEG))
        : new SampanLogger(name, false);
  }

  private record SampanLogger(String name, boolean ffmpeg) implements Logger {

    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      Level least = ffmpeg ? Level.ERROR : Level.WARNING;
      if (everything && name.startsWith("dev.sampan")) {
        least = Level.INFO;
      }
      return level != Level.OFF && level.getSeverity() >= least.getSeverity();
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable thrown) {
      // What Sampan's own code has to say about FFmpeg comes with an exception.
      if (level.getSeverity() < Level.WARNING.getSeverity() || thrown == null) {
        write(level, String.valueOf(message));
        return;
      }
      Terminal.STDERR.line("%s: %s: %s".formatted(name, message, thrown));
      if (everything) {
        Terminal.STDERR.line(Failures.stackTrace(thrown));
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object @Nullable ... parameters) {
      String text = String.valueOf(format);
      write(
          level,
          parameters == null || parameters.length == 0
              ? text
              : MessageFormat.format(text, parameters));
    }

    private void write(Level level, String text) {
      if (ffmpeg && !everything) {
        if (level.getSeverity() >= Level.ERROR.getSeverity()) {
          FFMPEG_ERRORS.incrementAndGet();
          FIRST_ERROR.compareAndSet(null, text);
        }
        return;
      }
      if (isLoggable(level)) {
        Terminal.STDERR.line(name + ": " + text);
      }
    }
  }
}
