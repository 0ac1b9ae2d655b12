package dev.sampan.cli.report;

import java.util.List;

/** Tables and lines for the page. What is not written here is escaped. */
final class Html {

  private final StringBuilder html = new StringBuilder();

  static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /**
   * Adds a paragraph.
   *
   * @param kind its class
   * @param text what it says
   */
  Html line(String kind, String text) {
    html.append("<p class=\"%s\">%s</p>\n".formatted(kind, escape(text)));
    return this;
  }

  /**
   * Adds a table.
   *
   * @param id of the element
   * @param caption what it shows
   * @param columns titles; those of numbers begin with {@code #}
   * @param rows cells; more than {@code most} are counted only
   * @param most how many rows are shown
   */
  Html table(String id, String caption, List<String> columns, List<List<String>> rows, int most) {
    html.append(
        "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"%s\"><table id=\"%s\"><caption>%s</caption><thead><tr>"
            .formatted(escape(caption), id, escape(caption)));
    for (String column : columns) {
      html.append(
          column.startsWith("#")
              ? "<th scope=\"col\" class=\"n\">" + escape(column.substring(1))
              : "<th scope=\"col\">" + escape(column));
    }
    html.append("</thead><tbody>\n");
    for (List<String> row : rows.subList(0, Math.min(most, rows.size()))) {
      html.append("<tr>");
      for (int i = 0; i < row.size(); i++) {
        html.append(columns.get(i).startsWith("#") ? "<td class=\"n\">" : "<td>")
            .append(escape(row.get(i)));
      }
      html.append("\n");
    }
    html.append("</tbody></table></div>\n");
    if (rows.size() > most) {
      line("note", "and %,d more".formatted(rows.size() - most));
    }
    return this;
  }

  String text() {
    return html.toString();
  }
}
