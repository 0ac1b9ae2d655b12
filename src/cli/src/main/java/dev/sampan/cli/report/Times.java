package dev.sampan.cli.report;

import java.util.Locale;

/** Times as people read them. */
final class Times {

  private Times() {}

  /** {@code 350 ns}, {@code 12.5 µs}, {@code 41.2 ms}, {@code 3.05 s}. */
  static String text(long nanos) {
    if (nanos < 1000) {
      return nanos + " ns";
    }
    double value = nanos / 1e3;
    String unit = "µs";
    if (value >= 1000) {
      value /= 1000;
      unit = "ms";
    }
    if (value >= 1000) {
      value /= 1000;
      unit = "s";
    }
    String number = String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    return number + " " + unit;
  }
}
