package dev.sampan.memory;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;

/**
 * Memory outside the heap that native code reads and writes by itself: {@code sampan_inline.h} has
 * the structures, and a test compares their offsets with those that are here. It is never unmapped,
 * and what is a word of one kind stays one, so that whoever comes late reads and writes nothing
 * that matters. What single samples and allocators have there is said by {@code ControlTable} and
 * {@code FreeList}.
 */
public final class SharedWords {

  /** Kept where no other thread's writes disturb it: processors fetch lines in pairs. */
  public static final int APART = 128;

  /** Offset of the reasons for which native code calls; 0 if there is none. */
  public static final int ATTENTION = 0;

  /** Offset of the time that somebody counts, in milliseconds. */
  public static final int MILLIS = 128;

  /** Offset of what is not 0 while nobody counts the time. */
  public static final int RESTING = 136;

  /** Offset of what is set by whoever reads the time. */
  public static final int ASKED = 140;

  /** Offset of the addresses of control lines. */
  public static final int CHUNKS = 256;

  /** How many addresses there are at {@link #CHUNKS}. */
  public static final int CHUNK_COUNT = 1 << 12;

  /** The runtime is being stopped: who takes a sample then must give it back. */
  public static final long STOPPING = 1;

  // 2: the virtual machine ends. The C library sets it, before it closes its gate.

  /** A flight recording is running, which is to hear of every lease. */
  public static final long RECORDING = 4;

  /** Accesses 64 bits of {@link RawMemory#ALL} at an address. */
  public static final VarHandle LONG = ValueLayout.JAVA_LONG.varHandle();

  /** Accesses 32 bits. */
  public static final VarHandle INT = ValueLayout.JAVA_INT.varHandle();

  /** Where the words of the process are. */
  public static final long PROCESS = allocate(CHUNKS + 8L * CHUNK_COUNT);

  private SharedWords() {}

  /**
   * Makes words that are zero.
   *
   * @param size in bytes
   * @return their address
   */
  public static long allocate(long size) {
    MemorySegment words = Arena.global().allocate(size, APART);
    return words.address();
  }

  /**
   * Sends native code's calls through Java while one of the reasons for it lasts.
   *
   * @param reason one of the constants
   */
  public static void raise(long reason) {
    LONG.getAndBitwiseOr(RawMemory.ALL, PROCESS + ATTENTION, reason);
  }

  /**
   * A reason is over.
   *
   * @param reason one of the constants
   */
  public static void lower(long reason) {
    LONG.getAndBitwiseAnd(RawMemory.ALL, PROCESS + ATTENTION, ~reason);
  }
}
