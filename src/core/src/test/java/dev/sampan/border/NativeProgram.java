package dev.sampan.border;

import dev.sampan.memory.Upcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Arrays;

/** A shared library of the tests in this process. */
final class NativeProgram {

  private final SymbolLookup symbols;

  private NativeProgram(SymbolLookup symbols) {
    this.symbols = symbols;
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
