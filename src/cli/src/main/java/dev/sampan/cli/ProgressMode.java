package dev.sampan.cli;

import java.util.Locale;

/** How progress is shown. The names are what users type. */
enum ProgressMode {
  /** A bar on a terminal, lines elsewhere. */
  AUTO,
  /** A line that is written over. */
  BAR,
  /** A line a second. */
  PLAIN,
  /** Nothing. */
  NONE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
