package dev.sampan.bindings.sampan;

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

/** A compiler of C or C++ on this machine, and a directory where it works. */
final class Compiler {

  /** The value of an expression and the size of its type. */
  record Value(long value, int size) {}

  private static final List<String> STRICT = List.of("-Wall", "-Wextra", "-pedantic", "-Werror");

  private final Path directory;
  private final List<String> command;

  private Compiler(Path directory, String program, List<String> options) {
    this.directory = directory;
    this.command = new ArrayList<>(List.of(program));
    this.command.addAll(options);
    this.command.add("-I" + Generated.directory().resolve("include"));
  }

  /** The compiler, or a skipped test where there is none. */
  static Compiler of(Path directory, String program, String... options) throws Exception {
    var compiler = new Compiler(directory, program, List.of(options));
    assumeTrue(compiler.works(), "not on this machine: command " + program);
    return compiler;
  }

  /** The system's C compiler. */
  static Compiler c(Path directory, String... options) throws Exception {
    return of(directory, System.getenv().getOrDefault("CC", "cc"), options);
  }

  /** The system's C++ compiler. */
  static Compiler cpp(Path directory, String... options) throws Exception {
    return of(directory, System.getenv().getOrDefault("CXX", "c++"), options);
  }

  /** Compiles a file, without a word of complaint. */
  void check(String name, String source) throws Exception {
    Files.writeString(directory.resolve(name), source);
    run(command(STRICT, List.of("-c", "-o", name + ".o", name)));
  }

  /** Reads a file without generating code, without a word of complaint. */
  void checkSyntax(String name, String source) throws Exception {
    Files.writeString(directory.resolve(name), source);
    run(command(STRICT, List.of("-fsyntax-only", name)));
  }

  /** What the preprocessor makes of a file. */
  String preprocess(String name, String source) throws Exception {
    Files.writeString(directory.resolve(name), source);
    return run(command(List.of("-E", "-P"), List.of(name)));
  }

  /** A shared library. */
  Path library(String name, String source) throws Exception {
    Files.writeString(directory.resolve(name), source);
    run(command(STRICT, List.of("-O1", "-fPIC", "-shared", "-o", name + ".so", name)));
    return directory.resolve(name + ".so");
  }

  /** The integers or pointers that the expressions stand for, by the name given to each. */
  Map<String, Value> evaluate(String prologue, Map<String, String> expressions) throws Exception {
    var source = new StringBuilder(prologue).append("\n#include <stdio.h>\nint main(void) {\n");
    expressions.forEach(
        (name, expression) ->
            source.append(
                "  printf(\"%s %%lld %%d\\n\", (long long)(%s), (int)sizeof(%s));\n"
                    .formatted(name, expression, expression)));
    source.append("  return 0;\n}\n");
    Files.writeString(directory.resolve("program.c"), source);
    run(command(List.of("-w"), List.of("-o", "program", "program.c")));

    var values = new LinkedHashMap<String, Value>();
    var words = new Scanner(run(List.of(directory.resolve("program").toString())));
    while (words.hasNext()) {
      values.put(words.next(), new Value(words.nextLong(), words.nextInt()));
    }
    return values;
  }

  private boolean works() throws Exception {
    try {
      run(List.of(command.get(0), "--version"));
      return true;
    } catch (IOException absent) {
      return false;
    }
  }

  private List<String> command(List<String> more, List<String> files) {
    var all = new ArrayList<>(command);
    all.addAll(more);
    all.addAll(files);
    return all;
  }

  private String run(List<String> command) throws Exception {
    var output = Files.createTempFile(directory, "output", ".txt");
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
