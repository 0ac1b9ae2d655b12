package dev.sampan.bindings.ffmpeg;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.TimeUnit;

/** A C program that a test writes, compiles and runs to ask the compiler for values. */
final class CProgram {

  /** The value of an expression and the size of its type. */
  record Value(long value, int size) {}

  private static final String COMPILER = System.getenv().getOrDefault("CC", "cc");

  private final Path directory;
  private final List<String> options = new ArrayList<>();
  private final StringBuilder prologue = new StringBuilder();

  CProgram(Path directory) {
    this.directory = directory;
  }

  CProgram option(String option) {
    options.add(option);
    return this;
  }

  CProgram prologue(String text) {
    prologue.append(text).append('\n');
    return this;
  }

  /** The integers or pointers that the expressions stand for, by the name given to each. */
  Map<String, Value> evaluate(Map<String, String> expressions) throws Exception {
    var source = new StringBuilder(prologue);
    source.append("#include <stdio.h>\nint main(void) {\n");
    expressions.forEach(
        (name, expression) ->
            source
                .append("  printf(\"%s %lld %d\\n\", \"")
                .append(name)
                .append("\", (long long)(")
                .append(expression)
                .append("), (int)sizeof(")
                .append(expression)
                .append("));\n"));
    source.append("  return 0;\n}\n");
    compile(source.toString());

    var values = new LinkedHashMap<String, Value>();
    var words = new Scanner(run(List.of(directory.resolve("program").toString())));
    while (words.hasNext()) {
      values.put(words.next(), new Value(words.nextLong(), words.nextInt()));
    }
    return values;
  }

  private void compile(String source) throws Exception {
    assumeTrue(compilerWorks(), "no C compiler: " + COMPILER);
    Files.writeString(directory.resolve("program.c"), source);
    var command = new ArrayList<String>();
    command.add(COMPILER);
    command.addAll(options);
    command.addAll(List.of("-w", "-o", "program", "program.c"));
    run(command);
  }

  private boolean compilerWorks() throws Exception {
    try {
      run(List.of(COMPILER, "--version"));
      return true;
    } catch (IOException absent) {
      return false;
    }
  }

  private String run(List<String> command) throws Exception {
    var output = directory.resolve("output");
    var process =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    if (!process.waitFor(2, TimeUnit.MINUTES)) {
      process.destroyForcibly();
      throw new AssertionError(command + " does not end");
    }
    var text = Files.readString(output);
    if (process.exitValue() != 0) {
      throw new AssertionError(command + " says:\n" + text);
    }
    return text;
  }
}
