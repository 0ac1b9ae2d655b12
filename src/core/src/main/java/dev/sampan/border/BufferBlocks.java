package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;

/**
 * The blocks that native code sees as buffers. Each slot of the process has several, used in turn
 * for its generations, so that an interface pointer that was kept too long is refused until as many
 * later generations have been seen by native code.
 *
 * <pre>
 *   0   table of functions
 *   8   handle of the sample
 *  16   the size that was asked for
 *  24   unused
 * </pre>
 *
 * <p>The block of a pointer, and the slot of a block, are found by arithmetic: all blocks lie in
 * one reservation of address space.
 */
final class BufferBlocks {

  /** Blocks of a slot. A power of two, larger where every allocator is in checked mode. */
  static final int PER_SLOT =
      Integer.highestOneBit(
          Math.clamp(
              Integer.getInteger(
                  "sampan.buffer.blocks", Boolean.getBoolean("sampan.checked") ? 1024 : 16),
              1,
              1 << 12));

  /** Calls on pointers and handles that name nothing. */
  static final LongAdder REFUSED = new LongAdder();

  private static final int BLOCK = 32;
  private static final int HANDLE = 8;
  private static final int SIZE = 16;
  private static final int SLOT_BITS = 24;

  private static final VarHandle WORD = ValueLayout.JAVA_LONG.varHandle();

  private static final long BYTES = ((long) PER_SLOT * BLOCK) << SLOT_BITS;
  private static final long BASE = RawMemory.reserve(BYTES);
  private static final long TABLE = BufferTable.make();

  private BufferBlocks() {}

  /** The table of functions of all of them. */
  static long table() {
    return TABLE;
  }

  /** Where the first one is. */
  static long base() {
    return BASE;
  }

  /** What all of them take, a line's {@link #PER_SLOT} together. */
  static long bytes() {
    return BYTES;
  }

  /** Reserves the blocks, if that was not done, so that it does not fail in a call. */
  static void prepare() {}

  /**
   * Returns the interface pointer for a sample that has a reference, and makes its block say so.
   *
   * @param handle the sample
   * @param size what GetMaxLength shall answer
   */
  static long pointer(long handle, long size) {
    long block = block(handle);
    RawMemory.ALL.set(ValueLayout.JAVA_LONG, block, TABLE);
    RawMemory.ALL.set(ValueLayout.JAVA_LONG, block + SIZE, size);
    // Last: whoever reads this handle also sees the size.
    WORD.setRelease(RawMemory.ALL, block + HANDLE, handle);
    return block;
  }

  /** As {@link #pointer}, for a sample that native code may have seen already. */
  static long again(long handle) {
    long block = block(handle);
    long size = handle(block) == handle ? size(block) : Out.dword(SampleHandles.size(handle));
    return pointer(handle, size);
  }

  private static long block(long handle) {
    long slot = handle & ((1L << SLOT_BITS) - 1);
    long generation = handle >>> SLOT_BITS;
    return BASE + (slot * PER_SLOT + (generation & (PER_SLOT - 1))) * BLOCK;
  }

  /** Whether a pointer is to a block, whatever that says. */
  static boolean isBlock(long pointer) {
    long offset = pointer - BASE;
    return offset >= 0 && offset < BYTES && (offset & (BLOCK - 1)) == 0;
  }

  /** Whether a pointer is into the blocks, also where none begins. */
  static boolean isInside(long pointer) {
    long offset = pointer - BASE;
    return offset >= 0 && offset < BYTES;
  }

  /** The handle of the sample that a pointer is to; one that names nothing if it is to none. */
  static long handle(long pointer) {
    return isBlock(pointer)
        ? (long) WORD.getAcquire(RawMemory.ALL, pointer + HANDLE)
        : SampleHandles.NONE;
  }

  /** The size that was asked for. The pointer must be to a block. */
  static long size(long pointer) {
    return RawMemory.ALL.get(ValueLayout.JAVA_LONG, pointer + SIZE);
  }

  /** Refuses a reference that cannot be counted. */
  static int refuseMore(long handle) {
    REFUSED.increment();
    return LastError.refuse(
        Sampan.E_UNEXPECTED(),
        "too many references to the sample; " + SampleHandles.describe(handle));
  }

  /** Refuses a call on a pointer that names nothing. */
  static int refuse(long pointer) {
    REFUSED.increment();
    long handle = handle(pointer);
    return LastError.refuse(
        Sampan.E_HANDLE(),
        handle == SampleHandles.NONE
            ? "0x%x is no buffer of Sampan's".formatted(pointer)
            : "this buffer was released; " + SampleHandles.describe(handle));
  }
}
