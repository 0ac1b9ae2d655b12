package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** The C sources of the tests. */
final class CSource {

  private CSource() {}

  /** Compiles a source of {@code src/test/native}; skips the test where there is no compiler. */
  static Path compile(Path folder, String source) throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("sampan.root"));
    Path library = folder.resolve(source + ".so");
    Path output = folder.resolve(source + ".txt");
    Process process;
    try {
      process =
          new ProcessBuilder(
                  List.of(
                      "cc",
                      "-std=c11",
                      "-Wall",
                      "-Wextra",
                      "-pedantic",
                      "-Werror",
                      "-O1",
                      "-fPIC",
                      "-shared",
                      "-I" + root.resolve(Path.of("bindings", "sampan", "include")),
                      "-o",
                      library.toString(),
                      root.resolve(Path.of("src", "core", "src", "test", "native", source))
                          .toString(),
                      "-lpthread"))
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException absent) {
      return Assumptions.abort("not on this machine: command cc");
    }
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("cc ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    return library;
  }
}
