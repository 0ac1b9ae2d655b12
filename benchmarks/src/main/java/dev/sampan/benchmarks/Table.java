package dev.sampan.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Results as a reader sees them: a line per competitor, whose first cell is its name. */
final class Table {

  /** Stands where nothing was measured. */
  static final String NONE = "–";

  private final String title;
  private final List<String> header;
  private final List<List<String>> rows = new ArrayList<>();

  Table(String title, List<String> header) {
    this.title = title;
    this.header = header;
  }

  /** A number as it is shown, with more digits the smaller it is. */
  static String number(double value) {
    return Double.isNaN(value)
        ? NONE
        : String.format(Locale.ROOT, value < 1 ? "%.3f" : value < 10 ? "%.2f" : "%,.1f", value);
  }

  void add(List<String> row) {
    if (row.size() != header.size()) {
      throw new IllegalArgumentException(row + " is no row of " + header);
    }
    rows.add(List.copyOf(row));
  }

  String title() {
    return title;
  }

  List<String> header() {
    return header;
  }

  List<List<String>> rows() {
    return rows;
  }

  String markdown() {
    StringBuilder text = new StringBuilder(title).append(":\n\n");
    line(text, header);
    text.append("|---|").append("---:|".repeat(header.size() - 1)).append('\n');
    rows.forEach(row -> line(text, row));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }
}
