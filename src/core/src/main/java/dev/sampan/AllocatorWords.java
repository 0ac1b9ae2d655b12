package dev.sampan;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.ref.PhantomReference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The words of an allocator that native code reads and writes as Java does ({@code
 * SampanAllocatorWords} of {@code sampan_inline.h}). Like control lines they are never unmapped,
 * since a thread may come late: they serve another allocator of the same size when nobody has the
 * one that they served, whose free list reads them to the end. By the <i>epoch</i> in the attention
 * word it is seen that they serve another.
 *
 * <pre>
 *   0                   attention
 *   8                   how many slots were ever used
 *   128                 where native threads look first, a number of a slot for each stripe, 128 apart
 *   128 + 128 stripes   for each slot the address of its control line
 *   behind that         for each group of slots, whether one may be free
 * </pre>
 *
 * The attention word, from its lowest bit:
 *
 * <pre>
 *   30 bits   how many wait for a slot
 *    1 bit    closed
 *    1 bit    every reference is looked at by somebody
 *   15 bits   how many release handlers there are or are being set
 *    1 bit    something is done with a slot before it is free
 *   16 bits   epoch
 * </pre>
 */
final class AllocatorWords {

  static final int ATTENTION = 0;
  static final int USED = 8;
  static final int CURSORS = SharedWords.APART;

  static final long CLOSED = 1L << 30;
  static final long WAITERS = CLOSED - 1;
  static final long OBSERVED = 1L << 31;
  static final long HANDLER = 1L << 32;
  static final long WORKS_ON_RETURN = 1L << 47;
  static final int EPOCH_SHIFT = 48;

  /**
   * A power of two, of 128 bytes each. Native threads find their stripes by a hash, and two that
   * meet in one take three times as long: so there are more than in Java, where threads are
   * numbered.
   */
  static final int STRIPES =
      Math.min(256, Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 16 - 1));

  /** Slots of one group are the power of two of this. */
  static final int GROUP_BITS = 6;

  private static final int LINES = CURSORS + STRIPES * SharedWords.APART;
  private static final int LEAST_BITS = 4;

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** Words that serve nobody, by the power of two that is their capacity. */
  private static final List<ArrayDeque<Long>> FREE = new ArrayList<>();

  /** Who uses words that are in use. */
  private static final Set<User> USERS = new HashSet<>();

  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

  static {
    for (int i = 0; i <= Integer.SIZE; i++) {
      FREE.add(new ArrayDeque<>());
    }
  }

  private static final class User extends PhantomReference<Object> {
    final long words;
    final int bits;

    User(Object user, long words, int bits) {
      super(user, QUEUE);
      this.words = words;
      this.bits = bits;
    }
  }

  private AllocatorWords() {}

  private static int bits(int capacity) {
    return Math.max(LEAST_BITS, Integer.SIZE - Integer.numberOfLeadingZeros(capacity - 1));
  }

  /**
   * Makes words for so many slots, or takes those of a user that nobody has any more.
   *
   * @param user who has them as long as somebody has the user
   * @return their address
   */
  static long take(int capacity, Object user) {
    int bits = bits(capacity);
    LOCK.lock();
    try {
      for (User gone; (gone = (User) QUEUE.poll()) != null; ) {
        USERS.remove(gone);
        long epoch = ControlTable.word(gone.words + ATTENTION) >>> EPOCH_SHIFT;
        if (epoch + 1 < 1L << (Long.SIZE - EPOCH_SHIFT)) { // else they are not used again
          FREE.get(gone.bits).add(gone.words);
        }
      }
      Long free = FREE.get(bits).poll();
      long words;
      if (free == null) {
        words = SharedWords.allocate(groupsOf(0, bits) + 4L * (((1L << bits) >>> GROUP_BITS) + 1));
      } else {
        words = free;
        SharedWords.INT.setVolatile(RawMemory.ALL, words + USED, 0);
        long epoch = ControlTable.word(words + ATTENTION) >>> EPOCH_SHIFT;
        ControlTable.setWord(words + ATTENTION, (epoch + 1) << EPOCH_SHIFT);
      }
      USERS.add(new User(user, words, bits));
      return words;
    } finally {
      LOCK.unlock();
    }
  }

  /** Where the addresses of control lines are. */
  static long lines(long words) {
    return words + LINES;
  }

  /** Where it stands which groups may have a free slot, 32 bits each. */
  static long groups(long words, int capacity) {
    return groupsOf(words, bits(capacity));
  }

  private static long groupsOf(long words, int bits) {
    return lines(words) + (8L << bits);
  }
}
