package dev.sampan.cli;

import java.io.Console;
import java.io.PrintStream;

/**
 * Standard error: lines that stay, and below them at most one that is written over. Any thread may
 * write, such as the logger on FFmpeg's threads while the progress bar is shown.
 */
final class Terminal {

  /** Set by the launcher, which can ask whether standard error is a terminal: its columns. */
  private static final String COLUMNS_PROPERTY = "sampan.terminal.columns";

  private static final int USUAL_COLUMNS = 80;

  /** The process's standard error. */
  static final Terminal STDERR = new Terminal(System.err, columns());

  private final PrintStream out;
  private final int columns;
  private final Object lock = new Object();
  private String status = "";

  /**
   * Makes a terminal.
   *
   * @param out where everything goes
   * @param columns how many characters fit in a line, 0 if it is not a terminal
   */
  Terminal(PrintStream out, int columns) {
    this.out = out;
    this.columns = columns;
  }

  private static int columns() {
    String given = System.getProperty(COLUMNS_PROPERTY);
    if (given != null) {
      return given.isEmpty() ? 0 : positive(given);
    }
    // Without the launcher: the JDK asks about standard input and output.
    Console console = System.console();
    return console != null && console.isTerminal() ? positive(System.getenv("COLUMNS")) : 0;
  }

  @SuppressWarnings("NullAway") // getenv
  private static int positive(String number) {
    try {
      int parsed = Integer.parseInt(number);
      return parsed > 0 ? parsed : USUAL_COLUMNS;
    } catch (NumberFormatException e) {
      return USUAL_COLUMNS;
    }
  }

  /** Whether somebody watches, so that lines may be written over. */
  boolean interactive() {
    return columns > 0;
  }

  /** How many characters fit in a line; 80 if it is not a terminal. */
  int width() {
    return columns > 0 ? columns : USUAL_COLUMNS;
  }

  /** Writes a line that stays. */
  void line(String text) {
    synchronized (lock) {
      String shown = status;
      erase();
      out.println(text);
      status(shown);
    }
  }

  /** Replaces the last line, which is written over by what comes next. */
  void status(String text) {
    synchronized (lock) {
      if (!text.isEmpty() || !status.isEmpty()) {
        out.print('\r' + text + " ".repeat(Math.max(0, status.length() - text.length())));
        out.flush();
      }
      status = text;
    }
  }

  /** Lets the line that was to be written over stay. */
  void keepStatus() {
    synchronized (lock) {
      if (!status.isEmpty()) {
        out.println();
      }
      status = "";
    }
  }

  private void erase() {
    if (!status.isEmpty()) {
      out.print('\r' + " ".repeat(status.length()) + '\r');
      status = "";
    }
  }
}
