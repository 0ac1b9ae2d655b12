package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** The C sources of the tests, and of Sampan's C library. */
final class CSource {

  static final Path ROOT = Path.of(System.getProperty("sampan.root"));
  static final Path SAMPAN = ROOT.resolve(Path.of("bindings", "sampan"));
  static final Path LIBRARY = SAMPAN.resolve("lib");
  private static final Path TESTS = ROOT.resolve(Path.of("src", "core", "src", "test", "native"));

  private CSource() {}

  /** Compiles a source of {@code src/test/native}; skips the test where there is no compiler. */
  static Path compile(Path folder, String source) throws IOException, InterruptedException {
    Path library = folder.resolve(source + ".so");
    compile(folder, List.of("-fPIC", "-shared"), library, List.of(TESTS.resolve(source)));
    return library;
  }

  /** Compiles Sampan's C library as a shared one. */
  static Path library(Path folder) throws IOException, InterruptedException {
    Path library = folder.resolve(System.mapLibraryName("sampan"));
    compile(folder, List.of("-fPIC", "-shared", "-fvisibility=hidden"), library, librarySources());
    return library;
  }

  /** Compiles sources of {@code src/test/native} and the library's to a program. */
  static Path program(Path folder, List<String> options, String... sources)
      throws IOException, InterruptedException {
    Path program = folder.resolve(sources[0].replace(".c", ""));
    List<Path> files = new ArrayList<>(librarySources());
    for (String source : sources) {
      files.add(TESTS.resolve(source));
    }
    compile(folder, options, program, files);
    return program;
  }

  static List<Path> librarySources() {
    return List.of(LIBRARY.resolve("sampan_gate.c"), LIBRARY.resolve("sampan_start.c"));
  }

  private static void compile(Path folder, List<String> options, Path output, List<Path> sources)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "cc",
                "-std=c11",
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-g",
                "-O1",
                "-I" + SAMPAN.resolve("include"),
                "-o",
                output.toString()));
    command.addAll(options);
    sources.forEach(source -> command.add(source.toString()));
    command.addAll(List.of("-lpthread", "-ldl"));
    assertThat(tool(folder, command).exit()).isZero();
  }

  /** Runs a tool; skips the test where it is not installed. */
  static Child tool(Path folder, List<String> command) throws IOException, InterruptedException {
    return tool(folder, command, Map.of());
  }

  static Child tool(Path folder, List<String> command, Map<String, String> environment)
      throws IOException, InterruptedException {
    if (Stream.of(System.getenv("PATH").split(":", -1))
        .noneMatch(directory -> Path.of(directory, command.get(0)).toFile().canExecute())) {
      Assumptions.abort("not on this machine: command " + command.get(0));
    }
    Child child = Child.run(folder, 120, command, environment);
    assertThat(child.exit()).as(child.output()).isZero();
    return child;
  }
}
