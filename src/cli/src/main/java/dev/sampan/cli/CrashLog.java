package dev.sampan.cli;

import dev.sampan.cli.Failures.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the log of a crash of the virtual machine says, as far as it helps to explain an access to
 * memory.
 *
 * @param pid the process that crashed
 * @param signal for example {@code SIGSEGV}
 * @param address what was accessed
 * @param access whether it was read or written, where the processor says so
 * @param thread the name of the Java thread; empty for one that the virtual machine did not know
 * @param time when, as the log has it; empty if it does not
 * @param frames the native stack, the innermost first
 * @param arguments of the virtual machine
 */
record CrashLog(
    long pid,
    String signal,
    long address,
    Access access,
    String thread,
    String time,
    List<String> frames,
    String arguments) {

  /** What was done to the memory. */
  enum Access {
    READ("read"),
    WRITE("write"),
    UNKNOWN("access");

    final String word;

    Access(String word) {
      this.word = word;
    }
  }

  private static final Pattern HEAD =
      Pattern.compile(
          "^#  (\\S+) \\(0x\\p{XDigit}+\\) at pc=0x\\p{XDigit}+(?: \\([^)]*\\))?, pid=(\\d+)");
  private static final Pattern SIGNAL =
      Pattern.compile("^siginfo: si_signo: \\d+ \\((\\w+)\\).*?(?:si_addr: 0x(\\p{XDigit}+))?$");
  private static final Pattern THREAD =
      Pattern.compile("^Current thread \\(0x\\p{XDigit}+\\):\\s+\\w+ \"(.*)\"\\s.*\\[.*$");
  private static final Pattern TIME = Pattern.compile("^Time: (.*?)(?: elapsed time:.*)?$");
  private static final Pattern ERROR = Pattern.compile("\\bERR=0x(\\p{XDigit}+)");
  private static final Pattern TRAP = Pattern.compile("\\bTRAPNO=0x(\\p{XDigit}+)");

  private static final String TITLE =
      "# A fatal error has been detected by the Java Runtime Environment:";
  private static final String ARGUMENTS = "jvm_args: ";

  /** The processor's number of the exception of an access that the pages do not allow. */
  private static final long PAGE_FAULT = 14;

  private static final long FAULT_OF_WRITING = 2;

  /**
   * Reads a log.
   *
   * @throws CommandFailure if it is none, or says nothing of an address
   * @throws IOException if it cannot be read
   */
  static CrashLog read(Path file) throws IOException, CommandFailure {
    // Names of threads and files may be in any encoding; all that matters here is ASCII.
    return parse(file, Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList());
  }

  static CrashLog parse(Path file, List<String> lines) throws CommandFailure {
    if (!lines.contains(TITLE)) {
      throw new CommandFailure(
          "%s is no crash log of a Java virtual machine; these are named hs_err_pid and a number, or as -XX:ErrorFile says"
              .formatted(file));
    }
    Matcher head = first(HEAD, lines).orElse(null);
    if (head == null) {
      throw new CommandFailure(
          "%s is of a crash that was no access to memory: %s".formatted(file, reason(lines)));
    }
    Matcher signal = first(SIGNAL, lines).orElse(null);
    String address = signal == null ? null : signal.group(2);
    if (signal == null || address == null) {
      throw new CommandFailure(
          "%s does not say which address was accessed (siginfo: si_addr), so there is nothing to explain; the signal was %s"
              .formatted(file, head.group(1)));
    }
    return new CrashLog(
        Long.parseLong(head.group(2)),
        signal.group(1),
        Long.parseUnsignedLong(address, 16),
        access(lines),
        first(THREAD, lines).map(match -> utf8(match.group(1))).orElse(""),
        first(TIME, lines).map(match -> match.group(1)).orElse(""),
        frames(lines),
        lines.stream()
            .filter(line -> line.startsWith(ARGUMENTS))
            .map(line -> utf8(line.substring(ARGUMENTS.length())))
            .findFirst()
            .orElse(""));
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }

  private static Optional<Matcher> first(Pattern pattern, List<String> lines) {
    return lines.stream().map(pattern::matcher).filter(Matcher::find).findFirst();
  }

  /** The line after the title that says something. */
  private static String reason(List<String> lines) {
    return lines.stream()
        .skip(lines.indexOf(TITLE) + 1L)
        .map(line -> line.replaceFirst("^#\\s*", "").strip())
        .filter(line -> !line.isEmpty())
        .findFirst()
        .orElse("it says no more");
  }

  /** From the registers of x86-64, which are the only ones that say it. */
  private static Access access(List<String> lines) {
    Optional<Matcher> error = first(ERROR, lines);
    Optional<Matcher> trap = first(TRAP, lines);
    if (error.isEmpty()
        || trap.isEmpty()
        || Long.parseUnsignedLong(trap.get().group(1), 16) != PAGE_FAULT) {
      return Access.UNKNOWN;
    }
    long flags = Long.parseUnsignedLong(error.get().group(1), 16);
    return (flags & FAULT_OF_WRITING) != 0 ? Access.WRITE : Access.READ;
  }

  private static List<String> frames(List<String> lines) {
    List<String> frames = new ArrayList<>();
    boolean inside = false;
    for (String line : lines) {
      if (line.startsWith("Native frames:")) {
        inside = true;
      } else if (inside && (line.isBlank() || line.startsWith("Java frames:"))) {
        break;
      } else if (inside) {
        frames.add(line);
      }
    }
    return List.copyOf(frames);
  }

  /** The value of a system property that was given on the command line; empty if none was. */
  String property(String name) {
    Matcher given =
        Pattern.compile("(?:^|\\s)-D" + Pattern.quote(name) + "=(.*?)(?=\\s+-|\\s*$)")
            .matcher(arguments);
    return given.find() ? given.group(1) : "";
  }
}
