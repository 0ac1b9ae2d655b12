package dev.sampan.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a class of this program in a JVM of its own, on the same class path. */
final class ChildJvm {

  private ChildJvm() {}

  /**
   * Runs it to its end.
   *
   * @param environment what it finds there beside what this process has
   * @param options of the JVM; access to native code and to Unsafe, which Netty is at its best
   *     with, is granted anyway
   * @param main the class
   * @param arguments of the class
   * @return the lines that it printed
   * @throws IOException if it fails; its errors went to this process's
   */
  static List<String> run(
      Map<String, String> environment, List<String> options, Class<?> main, List<?> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) { // where the option came, and the warning
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    arguments.forEach(argument -> command.add(argument.toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(environment);
    Process process = builder.start();
    List<String> lines;
    try (BufferedReader reader = process.inputReader()) {
      lines = reader.lines().toList();
    }
    if (process.waitFor() != 0) {
      throw new IOException(main.getSimpleName() + " " + arguments + " failed: " + lines);
    }
    return lines;
  }
}
