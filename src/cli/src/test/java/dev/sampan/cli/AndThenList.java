package dev.sampan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs programs one after the other, and shows after each of them what is in a folder. In a
 * container without a shell, whose file systems in memory are gone when it has ended, nobody else
 * could tell.
 */
final class AndThenList {

  /** Between two programs. */
  static final String THEN = "then";

  private AndThenList() {}

  /** What is shown after a program. */
  static String ended(int code, String files) {
    return "ended with %d, left in the folder: [%s]\n".formatted(code, files);
  }

  /** Takes the folder, then the programs with their arguments, and exits with the last's code. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Path.of(arguments[0]);
    List<String> rest = List.of(arguments).subList(1, arguments.length);
    int code = 0;
    while (!rest.isEmpty()) {
      int then = rest.indexOf(THEN);
      int end = then < 0 ? rest.size() : then;
      code = new ProcessBuilder(rest.subList(0, end)).inheritIO().start().waitFor();
      try (var files = Files.list(folder)) {
        List<String> names =
            files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        System.out.print(ended(code, String.join(", ", names)));
        System.out.flush();
      }
      rest = rest.subList(Math.min(end + 1, rest.size()), rest.size());
    }
    System.exit(code);
  }
}
