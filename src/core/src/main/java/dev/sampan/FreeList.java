package dev.sampan;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Finds free slots of one allocator. Whether a slot is free stands in its {@linkplain SlotState
 * state word} alone: taking it is one compare-and-set there, and so is giving it back. All that is
 * kept here are hints where to look:
 *
 * <ul>
 *   <li>what was given back last, in stripes by thread id, so that a thread mostly gets what it has
 *       just had, and no two threads write to one cache line. There is no ThreadLocal: it would
 *       strand slots in virtual threads and in native threads that end;
 *   <li>for each group of slots, whether one may be free;
 *   <li>how many slots were ever used. The others are not touched before these are all out.
 * </ul>
 *
 * <p>A hint may be wrong at any time. Before it is said that there is no free slot, all of them
 * have been looked at.
 *
 * <p>The <i>gate</i> is not zero while somebody waits for a slot or the list is closed. Then
 * nothing is popped, and who gives a slot back looks after those who wait. A waiter counts the gate
 * up and then looks at every slot; who gives back frees the slot and then looks at the gate: so one
 * of them sees the other. Where a hold is ended by its slot's word, freeing is a plain store,
 * behind which the look at the gate may come first; but the compare-and-set to ENDING comes before
 * both, and a waiter who sees ENDING waits until it is over.
 *
 * <p>Native code does the same with {@link AllocatorWords}, but for slots that were never used,
 * which it leaves to Java. The gate is counted there too, before anybody looks at slots. Its hints
 * are its own. What it gives back is found by its own words for each group; Java has others only
 * because these are faster to look at.
 */
final class FreeList {

  static final int NONE = -1;

  private static final int CLOSED = (int) AllocatorWords.CLOSED;
  private static final int SPINS = 64;

  private static final int GROUP_BITS = AllocatorWords.GROUP_BITS;

  // A stripe has two cache lines of its own, since processors fetch them in pairs.
  private static final int STRIPE_INTS = 32;
  private static final int TOP = 0;
  private static final int CURSOR = 1;
  private static final int FIRST = 2;
  private static final int MOST = 8;

  private static final VarHandle LONG = SharedWords.LONG;
  private static final VarHandle INT = SharedWords.INT;
  private static final VarHandle GATE;

  static {
    try {
      GATE = MethodHandles.lookup().findVarHandle(FreeList.class, "gate", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Slot[] slots;
  private final int stripeMask;

  /**
   * Per stripe the number of slots that were given back last, where a search goes on, and those
   * slots. Written without synchronisation: whatever is read is the number of some slot.
   */
  private final int[] hints;

  private final long words;

  /** Cleared before a search that then finds nothing, set after a return in Java. */
  private final AtomicIntegerArray mayBeFree;

  private volatile int gate;

  /** Makes a list of slots that are all free; they are filled in before the first use. */
  FreeList(Slot[] slots) {
    this.slots = slots;
    int stripes = Integer.highestOneBit(Runtime.getRuntime().availableProcessors() * 4 - 1);
    stripeMask = stripes - 1;
    hints = new int[(stripes + 1) * STRIPE_INTS];
    words = AllocatorWords.take(slots.length, this);
    mayBeFree = new AtomicIntegerArray((slots.length >>> GROUP_BITS) + 1);
  }

  /** Lets native code take and give back a slot, too. Nobody else has it yet. */
  void show(Slot slot) {
    long line = ControlTable.address(slot.line);
    LONG.set(RawMemory.ALL, line + ControlTable.WORDS, words);
    LONG.set(RawMemory.ALL, line + ControlTable.MEMORY, slot.address());
    LONG.set(RawMemory.ALL, line + ControlTable.MAY_BE_FREE, group(slot.number >>> GROUP_BITS));
    INT.set(RawMemory.ALL, line + ControlTable.NUMBER, slot.number);
    LONG.setRelease(RawMemory.ALL, AllocatorWords.lines(words) + 8L * slot.number, line);
  }

  /** Where the words are that native code has of this list. */
  long words() {
    return words;
  }

  private long attention() {
    return (long) LONG.getVolatile(RawMemory.ALL, words);
  }

  /** Tells these words from those of the list that had them before or will have them. */
  long epoch() {
    return attention() >>> AllocatorWords.EPOCH_SHIFT;
  }

  /** Has native code call Java for what it could do alone. */
  void observe(long how) {
    LONG.getAndBitwiseOr(RawMemory.ALL, words, how);
  }

  /**
   * A release handler will be set; native code that gives a slot back from here on asks for it.
   *
   * <p>It looks here after the slot is free. So what came back after a handler was set is told to
   * it, though native code did not know of it before.
   */
  void addHandler() {
    LONG.getAndAdd(RawMemory.ALL, words, AllocatorWords.HANDLER);
  }

  /** One handler less. It is not set any more. */
  void removeHandler() {
    LONG.getAndAdd(RawMemory.ALL, words, -AllocatorWords.HANDLER);
  }

  private int used() {
    return (int) INT.getVolatile(RawMemory.ALL, words + AllocatorWords.USED);
  }

  private boolean use(int present, int more) {
    return INT.compareAndSet(RawMemory.ALL, words + AllocatorWords.USED, present, more);
  }

  /** Where native code says that a slot of a group may be free. */
  private long group(int number) {
    return AllocatorWords.groups(words, slots.length) + 4L * number;
  }

  private boolean mayBeFree(int group) {
    return mayBeFree.get(group) != 0 || (int) INT.getVolatile(RawMemory.ALL, group(group)) != 0;
  }

  /** Takes a slot, or returns NONE if there is none or the gate is not zero. */
  int pop() {
    if (gate != 0) {
      return NONE;
    }
    int[] present = hints; // read once: the compiler reads fields again behind a compare-and-set
    int stripe = stripe();
    int top = present[stripe + TOP];
    while (top > 0) {
      int slot = present[stripe + FIRST + --top];
      if (slots[slot].take()) {
        present[stripe + TOP] = top;
        return slot;
      }
    }
    present[stripe + TOP] = 0;
    int slot = takeReturned(present[stripe + CURSOR]);
    if (slot == NONE) {
      slot = takeUnused();
    }
    if (slot == NONE) {
      slot = searchUnlessRefused();
    }
    if (slot != NONE) {
      present[stripe + CURSOR] = slot + 1;
    }
    return slot;
  }

  private int stripe() {
    // The first stripe would share its cache line with the array's header.
    return (((int) Thread.currentThread().threadId() & stripeMask) + 1) * STRIPE_INTS;
  }

  /** Looks where something was given back, from the cursor on and around. */
  private int takeReturned(int cursor) {
    int groups = (used() + (1 << GROUP_BITS) - 1) >>> GROUP_BITS;
    int group = cursor >>> GROUP_BITS;
    if (group < groups && mayBeFree(group)) {
      int slot = takeBetween(cursor, endOf(group));
      if (slot != NONE) {
        return slot;
      }
    }
    for (int i = 0; i < groups; i++) {
      group = group < groups ? group : 0;
      if (mayBeFree(group)) {
        int slot = takeFrom(group);
        if (slot != NONE) {
          return slot;
        }
      }
      group++;
    }
    return NONE;
  }

  private int takeFrom(int group) {
    int first = group << GROUP_BITS;
    int slot = takeBetween(first, endOf(group));
    if (slot == NONE) {
      mayBeFree.set(group, 0);
      INT.setVolatile(RawMemory.ALL, group(group), 0);
      // What was given back before that is seen now; what is given back later sets it again.
      slot = takeBetween(first, endOf(group));
      if (slot != NONE) {
        mayBeFree.set(group, 1);
      }
    }
    return slot;
  }

  private int endOf(int group) {
    return Math.min(used(), (group + 1) << GROUP_BITS);
  }

  private int takeBetween(int from, int to) {
    for (int slot = from; slot < to; slot++) {
      if (slots[slot].take()) {
        return slot;
      }
    }
    return NONE;
  }

  private int takeUnused() {
    int slot;
    while ((slot = used()) < slots.length) {
      if (use(slot, slot + 1) && slots[slot].take()) {
        return slot;
      }
    }
    return NONE;
  }

  /** A search that misses a slot that moved meanwhile would be a false report: look again. */
  private int searchUnlessRefused() {
    for (int i = 0; i < SPINS && gate == 0; i++) {
      long before = states();
      int slot = search();
      if (slot != NONE || states() == before) {
        return slot;
      }
    }
    return NONE;
  }

  /** A number that changes when a slot is taken or given back. */
  private long states() {
    long hash = 0;
    for (Slot slot : slots) {
      long word = slot.word();
      hash = hash * 31 + 2 * SlotState.generation(word) + (SlotState.isFree(word) ? 0 : 1);
    }
    return hash;
  }

  /** Takes this slot and no other, if it is free. */
  boolean take(int slot) {
    int present;
    while ((present = used()) <= slot) {
      use(present, slot + 1);
    }
    return slots[slot].take();
  }

  /** Takes a slot from wherever there is one, whatever the gate says, or returns NONE. */
  int search() {
    for (int slot = 0, end = used(); slot < end; slot++) {
      if (slots[slot].takeSettled()) {
        return slot;
      }
    }
    return takeUnused();
  }

  /**
   * Says that a slot is free again.
   *
   * @return whether the gate is not zero, so that the caller must look after those who wait
   */
  boolean given(int slot) {
    int group = slot >>> GROUP_BITS;
    if (mayBeFree.get(group) == 0) {
      mayBeFree.set(group, 1);
    }
    int stripe = stripe();
    int top = Math.min(hints[stripe + TOP], MOST - 1);
    hints[stripe + FIRST + top] = slot;
    hints[stripe + TOP] = top + 1;
    return mustSettle();
  }

  /** Whether somebody waits or the list is closed. */
  boolean mustSettle() {
    return gate != 0;
  }

  void addWaiter() {
    GATE.getAndAdd(this, 1);
    LONG.getAndAdd(RawMemory.ALL, words, 1L);
  }

  void removeWaiter() {
    LONG.getAndAdd(RawMemory.ALL, words, -1L);
    GATE.getAndAdd(this, -1);
  }

  boolean hasWaiters() {
    return (gate & (CLOSED - 1)) != 0;
  }

  /** Closes the list for good. Returns false if it was closed. */
  boolean close() {
    LONG.getAndBitwiseOr(RawMemory.ALL, words, AllocatorWords.CLOSED);
    return ((int) GATE.getAndBitwiseOr(this, CLOSED) & CLOSED) == 0;
  }

  boolean isClosed() {
    return (gate & CLOSED) != 0;
  }

  /** The most slots that were out at once. */
  int highWater() {
    return used();
  }

  /** How many slots are out. */
  int out() {
    int out = 0;
    int end = used();
    for (int slot = 0; slot < end; slot++) {
      long word = slots[slot].word();
      if (!SlotState.isFree(word) && !SlotState.isRetired(word)) {
        out++;
      }
    }
    return out;
  }
}
