package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.Assumptions;

/** A program in C, with Sampan's C library in it, that starts a JVM. */
final class StartingProgram {

  static final Path ROOT = Path.of(System.getProperty("sampan.root"));

  private final Path program;

  private StartingProgram(Path program) {
    this.program = program;
  }

  /**
   * What a program said, and how it ended.
   *
   * @param output both streams
   * @param exit its status, or -1 if it had to be ended
   */
  record Ended(String output, int exit) {

    /** The lines that are a name and a number. */
    Map<String, String> outcomes() {
      Map<String, String> outcomes = new LinkedHashMap<>();
      output
          .lines()
          .filter(line -> line.matches("\\w+ -?\\d+"))
          .map(line -> line.split(" ", -1))
          .forEach(words -> outcomes.put(words[0], words[1]));
      return outcomes;
    }
  }

  /**
   * Compiles and links sources with the library; skips the test where there is no compiler.
   *
   * @param folder where the program goes
   * @param sources relative to the root of the repository; those that end in .cpp are C++
   */
  static StartingProgram compile(Path folder, List<String> options, String... sources)
      throws IOException, InterruptedException {
    List<String> all = new ArrayList<>(List.of(sources));
    all.add("bindings/sampan/lib/sampan_gate.c");
    all.add("bindings/sampan/lib/sampan_start.c");
    List<String> link = new ArrayList<>();
    link.add("cc");
    for (String source : all) {
      boolean cpp = source.endsWith(".cpp");
      Path object = folder.resolve(Path.of(source).getFileName() + ".o");
      List<String> command =
          new ArrayList<>(
              List.of(
                  cpp ? "c++" : "cc",
                  cpp ? "-std=c++17" : "-std=c11",
                  "-Wall",
                  "-Wextra",
                  "-pedantic",
                  "-Werror",
                  "-g",
                  "-O1",
                  "-c",
                  "-I" + ROOT.resolve(Path.of("bindings", "sampan", "include")),
                  ROOT.resolve(source).toString(),
                  "-o",
                  object.toString()));
      command.addAll(options);
      tool(folder, command);
      link.add(object.toString());
      if (cpp) {
        link.set(0, "c++");
      }
    }
    Path program = folder.resolve("program");
    link.addAll(List.of("-lpthread", "-ldl", "-o", program.toString()));
    tool(folder, link);
    return new StartingProgram(program);
  }

  /**
   * Builds what the guide says how to build, by its own line.
   *
   * @param folder where the program goes
   * @param name of the program in the guide
   */
  static StartingProgram ofGuide(Path folder, String name)
      throws IOException, InterruptedException {
    String end = " -o " + name;
    String line =
        Files.readAllLines(ROOT.resolve(Path.of("docs", "native.md"))).stream()
            .filter(each -> each.startsWith("cc ") && each.endsWith(end))
            .findFirst()
            .orElseThrow(() -> new AssertionError("docs/native.md has no line that makes " + name));
    Path program = folder.resolve(name);
    String command = line.substring(0, line.length() - end.length()) + " -o '" + program + "'";
    if (!run(folder, 60, List.of("sh", "-c", "command -v cc"), Map.of()).output().contains("cc")) {
      Assumptions.abort("not on this machine: command cc");
    }
    tool(folder, List.of("sh", "-c", "cd '" + ROOT + "' && " + command));
    return new StartingProgram(program);
  }

  private static void tool(Path folder, List<String> command)
      throws IOException, InterruptedException {
    Ended ended;
    try {
      ended = run(folder, 60, command, Map.of());
    } catch (IOException absent) {
      Assumptions.abort("not on this machine: command " + command.get(0));
      return;
    }
    assertThat(ended.exit()).as(ended.output()).isZero();
  }

  /** Runs it with what the guide says it needs, and any arguments. */
  Ended run(Path folder, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(arguments));
    Ended ended =
        run(
            folder,
            150,
            command,
            Map.of("JAVA_HOME", home(), "SAMPAN_CLASS_PATH", WriterBorderTest.classPath()));
    assertThat(ended.output()).doesNotContainIgnoringCase("fatal error");
    return ended;
  }

  /** Runs one whose arguments are what to do, the class path, the JVM's home, and more. */
  Ended runTo(Path folder, String what, String... more) throws Exception {
    List<String> arguments = new ArrayList<>();
    arguments.add(what);
    arguments.add(
        WriterBorderTest.classPath()
            + File.pathSeparator
            + ROOT.resolve(Path.of("src", "core", "target", "test-classes")));
    arguments.add(home());
    arguments.addAll(List.of(more));
    return run(folder, arguments.toArray(String[]::new));
  }

  private static String home() {
    return System.getProperty("java.home");
  }

  private static Ended run(
      Path folder, int seconds, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("sampan", "output");
    try {
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
      return new Ended(
          Files.readString(output, StandardCharsets.UTF_8), ended ? process.exitValue() : -1);
    } finally {
      Files.delete(output);
    }
  }
}
