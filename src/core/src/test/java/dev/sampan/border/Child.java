package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process that has ended: what it said, and how it ended.
 *
 * @param output both streams
 * @param exit its status, or -1 if it had to be ended
 */
record Child(String output, int exit) {

  private static final Path HOME = Path.of(System.getProperty("java.home"));

  /** Runs a process in a folder. */
  static Child run(Path folder, int seconds, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    boolean ended;
    try {
      ended = process.waitFor(seconds, TimeUnit.SECONDS);
    } finally {
      process.destroyForcibly();
    }
    process.waitFor();
    String text = Files.readString(output, StandardCharsets.UTF_8);
    Files.delete(output);
    return new Child(text, ended ? process.exitValue() : -1);
  }

  /**
   * Runs a program that begins in C: what it is to do, the class path, the JVM's home, and more.
   */
  static Child inC(Path folder, Path program, Map<String, String> environment, String... what)
      throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString(), what[0], classPath()));
    command.add(HOME.toString());
    command.addAll(List.of(what).subList(1, what.length));
    return run(folder, 150, command, environment);
  }

  /** Runs a main class in a small virtual machine. */
  static Child inJava(Path folder, List<String> options, Class<?> main, String... arguments)
      throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                HOME.resolve(Path.of("bin", "java")).toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/stdout",
                "--enable-native-access=ALL-UNNAMED"));
    command.addAll(options);
    command.addAll(List.of("-cp", classPath(), main.getName()));
    command.addAll(List.of(arguments));
    return run(folder, 60, command, Map.of());
  }

  static String classPath() throws Exception {
    return path(SampleAllocator.class, Linux.class, Sampan.class, Child.class);
  }

  /** Where classes were loaded from. */
  static String path(Class<?>... types) throws Exception {
    List<String> paths = new ArrayList<>();
    for (Class<?> type : types) {
      paths.add(
          Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString());
    }
    return String.join(File.pathSeparator, paths);
  }

  static String home() {
    return HOME.toString();
  }

  /** The lines that are a name and a number. */
  Map<String, String> outcomes() {
    Map<String, String> outcomes = new LinkedHashMap<>();
    lines()
        .filter(line -> line.matches("\\w+ -?\\d+"))
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              outcomes.put(line.substring(0, space), line.substring(space + 1));
            });
    return outcomes;
  }

  Stream<String> lines() {
    return output.lines();
  }
}
