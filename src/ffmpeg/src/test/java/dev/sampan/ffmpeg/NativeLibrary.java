package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** C or C++ sources, compiled and loaded into this process. */
final class NativeLibrary {

  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /**
   * Compiles and loads sources for as long as the process lives.
   *
   * @param folder where the library goes
   * @param sources relative to the root of the repository; C++ if the first ends in .cpp
   */
  @SuppressWarnings("restricted") // a library of the tests' own
  static NativeLibrary compile(Path folder, String... sources)
      throws IOException, InterruptedException {
    Path root = Path.of(System.getProperty("sampan.root"));
    boolean cpp = sources[0].endsWith(".cpp");
    Path library = folder.resolve(Path.of(sources[0]).getFileName() + ".so");
    Path output = folder.resolve("compiler.txt");
    List<String> command =
        new ArrayList<>(
            List.of(
                cpp ? "c++" : "cc",
                cpp ? "-std=c++17" : "-std=c11",
                "-Wall",
                "-Wextra",
                "-pedantic",
                "-Werror",
                "-O1",
                "-fPIC",
                "-shared",
                "-I" + root.resolve(Path.of("bindings", "sampan", "include")),
                "-o",
                library.toString()));
    for (String source : sources) {
      command.add(root.resolve(source).toString());
    }
    command.add("-lpthread");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
    } catch (IOException absent) {
      return Assumptions.abort("not on this machine: command " + command.get(0));
    }
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("the compiler ends").isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).as(Files.readString(output, StandardCharsets.UTF_8)).isZero();
    return new NativeLibrary(SymbolLookup.libraryLookup(library, Arena.global()));
  }

  /** Calls a function that takes 64-bit numbers or pointers and returns 32 bits. */
  @SuppressWarnings("restricted") // a function of the tests' own
  int call(String function, long... arguments) {
    MemoryLayout[] types = new MemoryLayout[arguments.length];
    Arrays.fill(types, ValueLayout.JAVA_LONG);
    try {
      return (int)
          Linker.nativeLinker()
              .downcallHandle(
                  symbols.find(function).orElseThrow(),
                  FunctionDescriptor.of(ValueLayout.JAVA_INT, types))
              .invokeWithArguments(Arrays.stream(arguments).boxed().toArray(Object[]::new));
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
