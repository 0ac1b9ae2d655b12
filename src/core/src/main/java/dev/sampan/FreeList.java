package dev.sampan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The free slots of one allocator: a shared stack below magazines that are striped by thread id.
 *
 * <p>A thread mostly pushes to and pops from one magazine, under a lock that nobody else wants;
 * batches go between magazines and stack. A thread that finds its magazine and the stack empty
 * steals from the others, so that no slot is stranded. There is no ThreadLocal: it would strand
 * slots in virtual threads and in native threads that end.
 *
 * <p>The <i>gate</i> is not zero while somebody waits for a slot or the list is closed. Then
 * nothing is pushed and nothing is popped except by {@link #search}. It is read under the
 * magazine's lock: a waiter first counts the gate up and then visits every magazine under its lock,
 * so that either the waiter sees a slot that was pushed before, or the pusher sees the gate. No
 * other memory barrier is needed.
 */
final class FreeList {

  static final int NONE = -1;

  private static final int CLOSED = 1 << 30;
  private static final int INDEX_BITS = 24;
  private static final long INDEX = (1L << INDEX_BITS) - 1;
  private static final int MAX_MAGAZINE = 32;
  private static final int SPINS = 64;

  private static final VarHandle GATE;
  private static final VarHandle HEAD;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      GATE = lookup.findVarHandle(FreeList.class, "gate", int.class);
      HEAD = lookup.findVarHandle(FreeList.class, "head", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int capacity;
  private final Magazine[] magazines;
  private final int mask;

  /** Links of the stack: the slot below, plus one; 0 at the bottom. */
  private final int[] below;

  private volatile int gate;

  /** Top of the stack plus one in the lower 24 bits, and above them a tag that counts changes. */
  private volatile long head;

  /** Never more than lie on the stack: counted down before a pop, up after a push. */
  private final AtomicInteger stacked = new AtomicInteger();

  private final AtomicInteger highWater = new AtomicInteger();

  /** What went past the magazines. */
  private final LongAdder takenDirectly = new LongAdder();

  private final LongAdder returnedDirectly = new LongAdder();

  /** Makes a list with the slots 0 … capacity - 1. */
  FreeList(int capacity) {
    this.capacity = capacity;
    this.below = new int[capacity];
    // Twice as many stripes as processors, so that two threads seldom share one; but no more slots
    // in
    // magazines than half of them all, so that the stack is not always empty.
    int stripes = 1;
    while (stripes < 2 * Runtime.getRuntime().availableProcessors() && stripes * 4 <= capacity) {
      stripes *= 2;
    }
    int size = Math.max(1, Math.min(MAX_MAGAZINE, capacity / (2 * stripes)));
    this.mask = stripes - 1;
    this.magazines = new Magazine[stripes];
    for (int i = 0; i < stripes; i++) {
      magazines[i] = new Magazine(size);
    }
    for (int slot = 0; slot < capacity; slot++) {
      below[slot] = slot + 2 > capacity ? 0 : slot + 2;
    }
    head = 1;
    stacked.set(capacity);
  }

  /** Takes a slot, or returns NONE if there is none or the gate is not zero. */
  int pop() {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i <= mask; i++) {
      Magazine magazine = magazines[(start + i) & mask];
      if (magazine.tryLock()) {
        int slot = NONE;
        if (gate == 0) {
          slot = magazine.count > 0 ? magazine.slots[--magazine.count] : refill(magazine);
          if (slot != NONE) {
            magazine.taken++;
          }
        }
        magazine.unlock();
        return slot != NONE ? slot : gate == 0 ? searchUnlessRefused() : NONE;
      }
    }
    return searchUnlessRefused();
  }

  /** A search that misses a slot that moved meanwhile would be a false report: look again. */
  private int searchUnlessRefused() {
    for (int i = 0; i < SPINS; i++) {
      long before = returned();
      long stackBefore = head;
      int slot = gate == 0 ? search() : NONE;
      if (slot != NONE || gate != 0 || (returned() == before && head == stackBefore)) {
        return slot;
      }
    }
    return NONE;
  }

  /** Takes a slot from wherever there is one, whatever the gate says, or returns NONE. */
  int search() {
    int slot = NONE;
    for (Magazine magazine : magazines) {
      magazine.lock();
      if (magazine.count > 0) {
        slot = magazine.slots[--magazine.count];
        magazine.taken++;
      }
      magazine.unlock();
      if (slot != NONE) {
        return slot;
      }
    }
    slot = popFromStack();
    if (slot != NONE) {
      takenDirectly.increment();
      updateHighWater();
    }
    return slot;
  }

  /**
   * Puts a slot back.
   *
   * @return NONE, or, while the gate is not zero, a slot that the caller must see to: this one or
   *     another
   */
  int push(int slot) {
    int start = (int) Thread.currentThread().threadId();
    for (int i = 0; i <= mask; i++) {
      Magazine magazine = magazines[(start + i) & mask];
      if (magazine.tryLock()) {
        if (gate != 0) {
          magazine.unlock();
          return slot;
        }
        if (magazine.count == magazine.slots.length) {
          spill(magazine);
        }
        magazine.slots[magazine.count++] = slot;
        magazine.returned++;
        magazine.unlock();
        return NONE;
      }
    }
    pushToStack(slot, slot, 1);
    // If somebody began to wait meanwhile, they may have looked before the push.
    int other = gate == 0 ? NONE : popFromStack();
    if (other == NONE) {
      returnedDirectly.increment();
    }
    return other;
  }

  private int refill(Magazine magazine) {
    int first = popFromStack();
    if (first == NONE) {
      return NONE;
    }
    for (int i = magazine.slots.length / 2; i > 0; i--) {
      int slot = popFromStack();
      if (slot == NONE) {
        break;
      }
      magazine.slots[magazine.count++] = slot;
    }
    updateHighWater();
    return first;
  }

  /** Moves the older half to the stack, as one chain. */
  private void spill(Magazine magazine) {
    int moved = (magazine.count + 1) / 2;
    for (int i = 0; i < moved; i++) {
      below[magazine.slots[i]] = i == 0 ? 0 : magazine.slots[i - 1] + 1;
    }
    pushToStack(magazine.slots[moved - 1], magazine.slots[0], moved);
    System.arraycopy(magazine.slots, moved, magazine.slots, 0, magazine.count - moved);
    magazine.count -= moved;
  }

  private void pushToStack(int top, int bottom, int count) {
    while (true) {
      long seen = head;
      below[bottom] = (int) (seen & INDEX);
      if (HEAD.compareAndSet(this, seen, nextTag(seen) | (top + 1))) {
        stacked.addAndGet(count);
        return;
      }
    }
  }

  private int popFromStack() {
    if ((head & INDEX) == 0) {
      return NONE;
    }
    stacked.decrementAndGet();
    while (true) {
      long seen = head;
      int top = (int) (seen & INDEX) - 1;
      if (top < 0) {
        stacked.incrementAndGet();
        return NONE;
      }
      // The link may change under us, but then the tag has changed as well.
      if (HEAD.compareAndSet(this, seen, nextTag(seen) | below[top])) {
        return top;
      }
    }
  }

  private static long nextTag(long word) {
    return (word & ~INDEX) + (INDEX + 1);
  }

  private void updateHighWater() {
    if (isClosed()) {
      return; // it is being emptied, not drawn on
    }
    int mark = capacity - stacked.get();
    if (mark > highWater.get()) {
      highWater.accumulateAndGet(Math.min(mark, capacity), Math::max);
    }
  }

  int highWater() {
    return highWater.get();
  }

  void addWaiter() {
    GATE.getAndAdd(this, 1);
  }

  void removeWaiter() {
    GATE.getAndAdd(this, -1);
  }

  boolean hasWaiters() {
    return (gate & (CLOSED - 1)) != 0;
  }

  /** Closes the list for good. Returns false if it was closed. */
  boolean close() {
    return ((int) GATE.getAndBitwiseOr(this, CLOSED) & CLOSED) == 0;
  }

  boolean isClosed() {
    return (gate & CLOSED) != 0;
  }

  /** How many slots were taken so far. */
  long taken() {
    long sum = takenDirectly.sum();
    for (Magazine magazine : magazines) {
      sum += magazine.taken();
    }
    return sum;
  }

  /** How many slots were put back so far. */
  long returned() {
    long sum = returnedDirectly.sum();
    for (Magazine magazine : magazines) {
      sum += magazine.returned();
    }
    return sum;
  }

  /** A few free slots under a lock of their own, on cache lines of their own. */
  @SuppressWarnings("unused") // the padding
  private static final class Magazine {

    private static final VarHandle LOCK;
    private static final VarHandle TAKEN;
    private static final VarHandle RETURNED;

    static {
      try {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        LOCK = lookup.findVarHandle(Magazine.class, "lock", int.class);
        TAKEN = lookup.findVarHandle(Magazine.class, "taken", long.class);
        RETURNED = lookup.findVarHandle(Magazine.class, "returned", long.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private long before1;
    private long before2;
    private long before3;
    private long before4;
    private long before5;
    private long before6;
    private long before7;
    private long taken;
    private long returned;
    private int lock;
    private int count;
    private final int[] slots;
    private long after1;
    private long after2;
    private long after3;
    private long after4;
    private long after5;
    private long after6;
    private long after7;

    Magazine(int size) {
      slots = new int[size];
    }

    boolean tryLock() {
      return LOCK.compareAndSet(this, 0, 1);
    }

    @SuppressWarnings("ThreadPriorityCheck") // a hint; the loop is right without it
    void lock() {
      int spins = 0;
      while (!tryLock()) {
        if (++spins < SPINS) {
          Thread.onSpinWait();
        } else {
          Thread.yield(); // the owner was preempted
        }
      }
    }

    void unlock() {
      LOCK.setRelease(this, 0);
    }

    long taken() {
      return (long) TAKEN.getOpaque(this);
    }

    long returned() {
      return (long) RETURNED.getOpaque(this);
    }
  }
}
