package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.memory.Upcalls;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A C source of the tests, as a shared library in this process. */
final class NativeProgram {

  private final SymbolLookup symbols;

  private NativeProgram(SymbolLookup symbols) {
    this.symbols = symbols;
  }

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

  /** Loads a library for as long as the process lives: threads of its own may still be in it. */
  @SuppressWarnings("restricted") // a library of the tests' own
  static NativeProgram load(Path library) {
    return new NativeProgram(SymbolLookup.libraryLookup(library, Arena.global()));
  }

  /** Calls a function that takes 64-bit numbers or pointers and returns one. */
  long call(String function, long... arguments) {
    MemoryLayout[] types = new MemoryLayout[arguments.length];
    Arrays.fill(types, ValueLayout.JAVA_LONG);
    MethodHandle handle =
        Upcalls.downcall(address(function), FunctionDescriptor.of(ValueLayout.JAVA_LONG, types));
    try {
      return (long)
          handle.invokeWithArguments(Arrays.stream(arguments).boxed().toArray(Object[]::new));
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }

  long address(String function) {
    return symbols.find(function).orElseThrow().address();
  }
}
