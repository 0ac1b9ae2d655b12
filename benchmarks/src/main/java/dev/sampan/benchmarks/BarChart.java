package dev.sampan.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One column of a table as bars, in SVG. Written by hand: charting libraries for Java measure text
 * with the system's fonts, and fail where there are none.
 */
final class BarChart {

  private static final int NAME_WIDTH = 330;
  private static final int BAR_WIDTH = 420;
  private static final int NUMBER_WIDTH = 110;
  private static final int LINE = 24;

  /** A bar. */
  private record Bar(String name, double value) {}

  private BarChart() {}

  /**
   * Draws a column of a table.
   *
   * @param table where the names and numbers are
   * @param column which, from 1; cells that are no numbers have no bar
   * @return the text of an SVG file
   */
  static String of(Table table, int column) {
    List<Bar> bars = new ArrayList<>();
    for (List<String> row : table.rows()) {
      String cell = row.get(column).replace(",", "");
      if (cell.matches("[0-9.]+( [±(].*)?")) {
        bars.add(new Bar(row.get(0), Double.parseDouble(cell.split(" ", 2)[0])));
      }
    }
    double most = bars.stream().mapToDouble(Bar::value).max().orElse(1);
    int height = LINE * (bars.size() + 1) + 12;
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"13\">%n"
            .formatted(NAME_WIDTH + BAR_WIDTH + NUMBER_WIDTH, height));
    svg.append("<rect width=\"100%\" height=\"100%\" fill=\"white\"/>\n");
    text(svg, 8, LINE - 6, "start", table.title() + ", " + table.header().get(column), "bold");
    int y = LINE + 6;
    for (Bar bar : bars) {
      double width = Math.max(1, BAR_WIDTH * bar.value / most);
      text(svg, NAME_WIDTH - 8, y + 15, "end", bar.name, "normal");
      svg.append(
          String.format(
              Locale.ROOT,
              "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
              NAME_WIDTH,
              y,
              width,
              LINE - 5,
              bar.name.toLowerCase(Locale.ROOT).contains("sampan") ? "#1d70b8" : "#a0a8b0"));
      text(svg, (int) (NAME_WIDTH + width + 6), y + 15, "start", Table.number(bar.value), "normal");
      y += LINE;
    }
    return svg.append("</svg>\n").toString();
  }

  private static void text(
      StringBuilder svg, int x, int y, String anchor, String text, String weight) {
    svg.append(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"%s\" font-weight=\"%s\">%s</text>%n"
            .formatted(x, y, anchor, weight, text.replace("&", "&amp;").replace("<", "&lt;")));
  }
}
