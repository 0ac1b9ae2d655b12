package dev.sampan.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;

/**
 * Writes what was measured into {@code docs/performance.md}, between the two comments that name a
 * section, with the command and the machine; charts and raw numbers go into files of their own.
 * What stands around those comments is written by people.
 */
final class PerformancePage {

  private static final Path PAGE = Path.of("docs", "performance.md");
  private static final Path IMAGES = Path.of("docs", "images");
  private static final Path RESULTS = Path.of("benchmarks", "results");
  private static final Path UNWRITTEN = Path.of("benchmarks", "target", "results");

  /** Of the last minute before this program began: the neighbours' share. */
  private static final double LOAD =
      ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();

  private static boolean printed;

  private PerformancePage() {}

  /** Leaves the page and the raw numbers beside it as they are. */
  static void onlyPrint() {
    printed = true;
  }

  /**
   * Replaces a section, if the page is not to be left as it is.
   *
   * @param name of the section
   * @param arguments that measure it
   * @param tables what to show; of each the last column or the one that is named is drawn
   * @throws IOException if the page has no such section, or cannot be written
   */
  static void write(String name, String arguments, List<Chart> tables) throws IOException {
    if (printed) {
      return;
    }
    StringBuilder text = new StringBuilder();
    text.append("    mvn -q -Pbench -Dargs=\"%s\"%n%n%s%n".formatted(arguments, machine()));
    int number = 0;
    for (Chart chart : tables) {
      text.append('\n').append(chart.table.markdown());
      if (chart.column > 0) {
        String file = "performance-%s%s.svg".formatted(name, number++ == 0 ? "" : "-" + number);
        Files.createDirectories(IMAGES);
        Files.writeString(IMAGES.resolve(file), BarChart.of(chart.table, chart.column));
        text.append(
            "\n![%s, %s](images/%s)\n"
                .formatted(chart.table.title(), chart.table.header().get(chart.column), file));
      }
    }
    String page = Files.readString(PAGE);
    String begin = "<!-- " + name + ": measured -->\n";
    String end = "<!-- end of " + name + " -->";
    int from = page.indexOf(begin);
    int to = page.indexOf(end);
    if (from < 0 || to < from) {
      throw new IOException(PAGE + " has no \"" + begin.strip() + "\" with its end");
    }
    Files.writeString(PAGE, page.substring(0, from + begin.length()) + text + page.substring(to));
  }

  /** A table, and which of its columns is drawn; 0 for none. */
  record Chart(Table table, int column) {}

  /** Where the raw numbers of a section are kept. */
  static Path raw(String name) throws IOException {
    Path folder = printed ? UNWRITTEN : RESULTS;
    Files.createDirectories(folder);
    return folder.resolve(name + ".json");
  }

  private static String machine() throws IOException {
    return String.format(
        Locale.ROOT,
        "%s, %s, %d processors, Linux %s, JDK %s, load %.1f before.",
        LocalDate.now(ZoneOffset.UTC),
        processor(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("os.version"),
        Runtime.version(),
        LOAD);
  }

  private static String processor() throws IOException {
    Path info = Path.of("/proc/cpuinfo");
    if (!Files.exists(info)) {
      return System.getProperty("os.arch");
    }
    return Files.readAllLines(info).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.replaceFirst("^[^:]*: *", ""))
        .findFirst()
        .orElse(System.getProperty("os.arch"));
  }
}
