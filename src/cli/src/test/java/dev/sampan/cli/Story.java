package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A story of docs/diagnosing.md: its commands and what they are said to print, its pieces of
 * source, and its pictures.
 */
final class Story {

  static final Path DOCS = Path.of(System.getProperty("sampan.root", "."), "docs");
  private static final Path PROGRAMS =
      Path.of(System.getProperty("sampan.root", "."), "src/cli/src/test/java/stories");

  private static final Pattern BLOCK =
      Pattern.compile("^```(\\w+)\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
  private static final Pattern PICTURE = Pattern.compile("!\\[([^]]*)]\\(([^)]+)\\)");

  /** What was left out of an output. */
  private static final String CUT = "…";

  /**
   * A command and what it prints.
   *
   * @param command as a shell takes it
   * @param output its lines, or some of them
   */
  record Step(String command, List<String> output) {}

  private final String text;

  private Story(String text) {
    this.text = text;
  }

  /** The story with a title. */
  static Story of(String title) throws IOException {
    String page = Files.readString(DOCS.resolve("diagnosing.md"));
    int start = page.indexOf("\n### " + title + "\n");
    assertThat(start).as("### %s in docs/diagnosing.md", title).isNotNegative();
    int next = page.indexOf("\n### ", start + 1);
    int end = next < 0 ? page.indexOf("\n## ", start + 1) : next;
    return new Story(page.substring(start, end < 0 ? page.length() : end));
  }

  /** Its commands, in their order. */
  List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (String block : blocks("console")) {
      for (String line : block.lines().toList()) {
        if (line.startsWith("$ ")) {
          steps.add(new Step(line.substring(2), new ArrayList<>()));
        } else {
          steps.get(steps.size() - 1).output().add(line);
        }
      }
    }
    return steps;
  }

  private List<String> blocks(String language) {
    return BLOCK
        .matcher(text)
        .results()
        .filter(found -> found.group(1).equals(language))
        .map(found -> found.group(2))
        .toList();
  }

  /** Does what the story says in a folder, and returns what each command printed. */
  List<String> run(Path folder) throws Exception {
    List<String> outputs = new ArrayList<>();
    for (Step step : steps()) {
      String output = run(folder, step.command());
      assertPrinted(step, output);
      outputs.add(output);
    }
    return outputs;
  }

  /** Runs a command as somebody does who has set what the page says. */
  private static String run(Path folder, String command) throws Exception {
    Path output = folder.resolve("output");
    // Core dumps would only fill the disk.
    ProcessBuilder shell = new ProcessBuilder("sh", "-c", "ulimit -c 0; " + command);
    Map<String, String> environment = shell.environment();
    Path image = Command.LAUNCHER.toAbsolutePath().getParent();
    environment.put(
        "PATH",
        Path.of(System.getProperty("java.home"), "bin")
            + File.pathSeparator
            + environment.get("PATH")
            + File.pathSeparator
            + image);
    Path target = Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("target");
    environment.put(
        "CLASSPATH",
        target.resolve("modules") + "/*" + File.pathSeparator + target.resolve("test-classes"));
    Process process =
        shell
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectOutput(output.toFile())
            .start();
    Command.await(process);
    return Files.readString(output);
  }

  /** Every documented line was printed, but for its numbers. */
  private static void assertPrinted(Step step, String output) {
    Set<String> printed = new LinkedHashSet<>();
    output.lines().forEach(line -> printed.add(shape(line)));
    for (String line : step.output()) {
      if (!line.isBlank() && !line.strip().equals(CUT)) {
        assertThat(printed.contains(shape(line)))
            .as("$ %s%nis said to print%n%s%nand printed%n%s", step.command(), line, output)
            .isTrue();
      }
    }
  }

  /**
   * A line without what differs from run to run: numbers, units, dates, widths of columns. Lines of
   * the stories' own programs are the same each time.
   */
  private static String shape(String line) {
    return line.replaceAll("\\w{3} \\w{3} +\\d+ [\\d:]+ \\d+ \\w+$", "DATE")
        .replaceAll("0x[0-9a-f]+", "#")
        .replaceAll("(?<!(Preview|LateSound)\\.java:\\d{0,3})\\d+([.,:]\\d+)*", "#")
        .replaceAll("# (ns|µs|ms|s|B|KiB|MiB)\\b", "# unit")
        .replaceAll("^(read|write|access) after", "access after")
        .replaceAll("\\s+", " ")
        .strip();
  }

  /** Its pieces of source are in a program. */
  void assertQuotes(String program) throws IOException {
    String source = squeeze(Files.readString(PROGRAMS.resolve(program + ".java")));
    List<String> quotes = blocks("java");
    assertThat(quotes).isNotEmpty();
    for (String quote : quotes) {
      assertThat(source).contains(squeeze(quote));
    }
  }

  private static String squeeze(String source) {
    return source.replaceAll("\\s+", " ").strip();
  }

  /** It has a picture, which says what it shows, and is small. */
  void assertHasPicture() throws IOException {
    Matcher found = PICTURE.matcher(text);
    int pictures = 0;
    while (found.find()) {
      assertThat(found.group(1)).as("what %s shows", found.group(2)).hasSizeGreaterThan(40);
      byte[] bytes = Files.readAllBytes(DOCS.resolve(found.group(2)));
      assertThat(bytes).as(found.group(2)).hasSizeBetween(1, 100 << 10);
      assertThat(new String(bytes, 1, 3, StandardCharsets.US_ASCII)).isEqualTo("PNG");
      int width = ByteBuffer.wrap(bytes).getInt(16);
      assertThat(width).as("pixels of a row of %s", found.group(2)).isBetween(400, 1200);
      pictures++;
    }
    assertThat(pictures).isPositive();
  }
}
