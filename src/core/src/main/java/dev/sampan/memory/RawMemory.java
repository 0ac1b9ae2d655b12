package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Views of addresses that no arena owns. Whoever uses them answers for the memory being there. */
public final class RawMemory {

  /**
   * All memory, for control words that live as long as the process. A constant, so that the
   * compiler sees through the bounds and the scope.
   */
  public static final MemorySegment ALL = all();

  private RawMemory() {}

  /**
   * Reserves address space for ever. It reads as zero, and memory is used only for pages that are
   * written.
   *
   * @param size in bytes
   * @return the first address, on a page boundary
   * @throws OutOfMemoryError if there is not so much address space
   */
  public static long reserve(long size) {
    return System.getProperty("os.name").startsWith("Linux")
        ? LinuxCalls.mmap(size, Linux.PROT_READ() | Linux.PROT_WRITE()).address()
        : Arena.global().allocate(size, PageSize.bytes()).address();
  }

  @SuppressWarnings("restricted") // the addresses used with it come from Sampan's own tables
  private static MemorySegment all() {
    return MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
  }

  /**
   * Returns a view of an address that never ends.
   *
   * @param address where
   * @param size in bytes
   * @return the view
   */
  @SuppressWarnings("restricted") // views of slots: leases and holds are counted before unmapping
  public static MemorySegment at(long address, long size) {
    return MemorySegment.ofAddress(address).reinterpret(size);
  }

  /**
   * Returns a view that ends with an arena.
   *
   * @param memory a view that does not
   * @param size in bytes
   * @param arena whose scope the view gets
   * @return the view, read-only if memory is
   */
  @SuppressWarnings("restricted") // the slot is counted as out until after the arena is closed
  public static MemorySegment in(MemorySegment memory, long size, Arena arena) {
    return memory.reinterpret(size, arena, null);
  }
}
