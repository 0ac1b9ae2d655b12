package dev.sampan.memory;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The system's page size, asked once. */
public final class PageSize {

  private static final long BYTES = ask();

  private PageSize() {}

  /**
   * Returns the page size.
   *
   * @return bytes per page, a power of two
   */
  public static long bytes() {
    return BYTES;
  }

  /**
   * Rounds up to whole pages.
   *
   * @param size in bytes
   * @return the next multiple of the page size
   * @throws ArithmeticException if that does not fit a long
   */
  public static long roundUp(long size) {
    return Math.addExact(size, BYTES - 1) & -BYTES;
  }

  /** getpagesize needs no constant that differs between systems, as sysconf does. */
  @SuppressWarnings("restricted") // a function of the C library without arguments
  private static long ask() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> getPageSize = linker.defaultLookup().find("getpagesize");
    if (getPageSize.isEmpty()) {
      throw new UnsupportedOperationException(
          "this system's C library has no getpagesize(), so the page size cannot be asked; Sampan runs"
              + " on Linux and macOS");
    }
    try {
      return (int)
          linker
              .downcallHandle(getPageSize.get(), FunctionDescriptor.of(ValueLayout.JAVA_INT))
              .invokeExact();
    } catch (Throwable t) {
      throw new IllegalStateException("getpagesize() failed", t);
    }
  }
}
