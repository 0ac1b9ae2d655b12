package dev.sampan;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The control lines of all slots of the process. A line is 64 bytes outside the heap, which native
 * code reads and writes as Java does ({@code SampanControlLine} of {@code sampan_inline.h}). Lines
 * are never unmapped, so that an old handle always finds one; a retired line serves another slot
 * later, with a higher generation.
 *
 * <pre>
 *   0   {@linkplain SlotState state word}
 *   8   bytes of the present lease that are in use
 *  16   when the present lease was given out, by the {@linkplain CoarseClock coarse clock}
 *  24   the words of the slot's allocator, see {@link FreeList}
 *  32   the last generation in which references must go through Java
 *  40   the slot's memory
 *  48   the word that says whether a slot of its group may be free
 *  56   the slot's number in its allocator
 *  60   the line's own number
 * </pre>
 *
 * <p>What is at 24 and from 40 on was written before the line's state became free, and changes only
 * with the slot that the line serves. Who reads the state word, then these, and then changes that
 * very word by compare-and-set, has read those of one slot: there is no way back to an earlier word
 * without the line being the same slot's all the time.
 *
 * <p>A handle is generation and line: 40 + 24 bits.
 */
final class ControlTable {

  static final int INDEX_BITS = 24;

  /** Line 0 is never used, so that 0 is no handle. */
  static final int MAX_LINES = (1 << INDEX_BITS) - 2;

  static final int LENGTH = 8;
  static final int LEASED_AT = 16;
  static final int WORDS = 24;
  static final int WATCHED = 32;
  static final int MEMORY = 40;
  static final int MAY_BE_FREE = 48;
  static final int NUMBER = 56;
  static final int LINE = 60;
  static final int LINE_BYTES = 64;
  private static final int CHUNK_BITS = 12;
  private static final int CHUNK_LINES = 1 << CHUNK_BITS;

  private static final VarHandle WORD = SharedWords.LONG;

  /**
   * Changes no address of a word. By it the compiler sees that one is not negative, not too high
   * and a multiple of 8, and leaves out the instructions that would look at each access.
   */
  private static final long WORDS_ONLY = Long.MAX_VALUE >>> 1 & -Long.BYTES;

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final long CHUNKS = SharedWords.PROCESS + SharedWords.CHUNKS;
  private static final @Nullable Slot[][] SLOTS = new @Nullable Slot[SharedWords.CHUNK_COUNT][];

  /** Lines that were used and may be used again, a stack. */
  private static int[] freeLines = new int[64];

  private static int freeLineCount;
  private static int nextLine = 1;

  private ControlTable() {}

  /**
   * Takes a line for a slot.
   *
   * @return its index
   */
  static int take() {
    LOCK.lock();
    try {
      if (freeLineCount > 0) {
        return freeLines[--freeLineCount];
      }
      if (nextLine > MAX_LINES) {
        throw new OutOfMemoryError(
            "the process has %d samples, as many as handles can name; close allocators that are not"
                    .formatted(MAX_LINES)
                + " in use");
      }
      int chunk = nextLine >>> CHUNK_BITS;
      if (SLOTS[chunk] == null) {
        long lines = SharedWords.allocate((long) CHUNK_LINES * LINE_BYTES);
        for (int i = 0; i < CHUNK_LINES; i++) {
          SharedWords.INT.set(
              RawMemory.ALL, lines + (long) i * LINE_BYTES + LINE, chunk * CHUNK_LINES + i);
        }
        WORD.setRelease(RawMemory.ALL, CHUNKS + 8L * chunk, lines);
        SLOTS[chunk] = new Slot[CHUNK_LINES];
      }
      return nextLine++;
    } finally {
      LOCK.unlock();
    }
  }

  /** Says which slot a line belongs to, and makes it free in the generation that it has reached. */
  static void assign(int line, Slot slot) {
    long address = address(line);
    long generation = SlotState.generation(word(address));
    slots(line)[line & (CHUNK_LINES - 1)] = slot;
    slot.begin(Math.max(1, generation + 1));
  }

  /** Gives a retired line back. One whose generations are used up is not used again. */
  static void giveBack(int line) {
    LOCK.lock();
    try {
      slots(line)[line & (CHUNK_LINES - 1)] = null;
      if (SlotState.generation(word(address(line))) == SlotState.MAX_GENERATION) {
        return;
      }
      if (freeLineCount == freeLines.length) {
        freeLines = Arrays.copyOf(freeLines, freeLineCount * 2);
      }
      freeLines[freeLineCount++] = line;
    } finally {
      LOCK.unlock();
    }
  }

  private static @Nullable Slot[] slots(int line) {
    return Objects.requireNonNull(SLOTS[line >>> CHUNK_BITS]);
  }

  static long address(int line) {
    return (long) WORD.get(RawMemory.ALL, CHUNKS + 8L * (line >>> CHUNK_BITS))
        + (long) (line & (CHUNK_LINES - 1)) * LINE_BYTES;
  }

  static long word(long address) {
    return (long) WORD.getVolatile(RawMemory.ALL, address & WORDS_ONLY);
  }

  static void setWord(long address, long word) {
    WORD.setVolatile(RawMemory.ALL, address & WORDS_ONLY, word);
  }

  static void publishWord(long address, long word) {
    WORD.setRelease(RawMemory.ALL, address & WORDS_ONLY, word);
  }

  static boolean compareAndSetWord(long address, long expected, long word) {
    return WORD.compareAndSet(RawMemory.ALL, address & WORDS_ONLY, expected, word);
  }

  /** Reads a word that one thread at a time writes. */
  static long plain(long address) {
    return (long) WORD.get(RawMemory.ALL, address & WORDS_ONLY);
  }

  static void setPlain(long address, long value) {
    WORD.set(RawMemory.ALL, address & WORDS_ONLY, value);
  }

  static void touchWord(long address) {
    WORD.getAndAdd(RawMemory.ALL, address, 0L);
  }

  static long handle(int line, long generation) {
    return generation << INDEX_BITS | line;
  }

  static long generation(long handle) {
    return handle >>> INDEX_BITS;
  }

  static int line(long handle) {
    return (int) (handle & ((1 << INDEX_BITS) - 1));
  }

  /**
   * Finds the slot that a handle names, whatever its generation.
   *
   * @return the slot, or null if there is none: the handle is forged, or its allocator is gone
   */
  static @Nullable Slot find(long handle) {
    int line = line(handle);
    @Nullable Slot[] chunk = SLOTS[line >>> CHUNK_BITS];
    return chunk == null ? null : chunk[line & (CHUNK_LINES - 1)];
  }
}
