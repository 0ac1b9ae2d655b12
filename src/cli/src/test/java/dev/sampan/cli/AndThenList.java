package dev.sampan.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Runs a program, and shows what is in a folder afterwards. In a container without a shell, whose
 * file systems in memory are gone when it has ended, nobody else could tell.
 */
final class AndThenList {

  static final String MARK = "left in the folder: ";

  private AndThenList() {}

  /** Takes the folder, then the program with its arguments, and exits with its code. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    List<String> line = List.of(arguments);
    int code = new ProcessBuilder(line.subList(1, line.size())).inheritIO().start().waitFor();
    try (var files = Files.list(Path.of(line.get(0)))) {
      System.out.println(MARK + files.map(Path::getFileName).sorted().toList());
    }
    System.exit(code);
  }
}
