package dev.sampan.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/** Functions in Java that native code calls, and functions of native code. */
public final class Upcalls {

  private Upcalls() {}

  /**
   * Makes a function that native code can call, for ever: one whose arena was closed would crash
   * it.
   *
   * @param target what it runs; must not throw
   * @param type its type
   * @return the address of the function
   */
  @SuppressWarnings("restricted") // the targets catch everything; see VirtualTable
  public static long immortal(MethodHandle target, FunctionDescriptor type) {
    return Linker.nativeLinker().upcallStub(target, type, Arena.global()).address();
  }

  /**
   * Makes a handle for calling a native function by its address, which becomes the first argument.
   *
   * @param type its type
   * @return the handle
   */
  @SuppressWarnings("restricted") // whoever calls answers for address and type
  public static MethodHandle downcall(FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(type);
  }

  /**
   * Finds a function in a library, which then stays loaded.
   *
   * @param library its name, or its path with a separator in it
   * @param name of the function
   * @return the function; empty if there is no such library or it has none
   */
  @SuppressWarnings("restricted") // the library is Sampan's own, or one that the program names
  public static Optional<MemorySegment> symbol(String library, String name) {
    try {
      return SymbolLookup.libraryLookup(library, Arena.global()).find(name);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Makes a handle for calling one native function.
   *
   * @param address of the function
   * @param type its type
   * @return the handle
   */
  @SuppressWarnings("restricted") // whoever calls answers for address and type
  public static MethodHandle downcall(long address, FunctionDescriptor type) {
    return Linker.nativeLinker().downcallHandle(MemorySegment.ofAddress(address), type);
  }
}
