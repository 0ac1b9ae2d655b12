package dev.sampan;

import dev.sampan.ledger.LedgerFile;
import dev.sampan.ledger.LedgerSection;
import dev.sampan.memory.PageSize;
import dev.sampan.memory.Slab;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What checked mode adds to an allocator: the checks of its slots, and the order in which they are
 * lent. A slot that came back is lent as late as possible, so that memory that was kept too long is
 * free for as long as possible, and cannot be accessed.
 */
final class Checks {

  private final Slot[] slots;
  private final FreeList freeList;
  private final LedgerSection ledger;

  /** When each slot came back, by a number that counts returns; 0 if it was not lent yet. */
  private final AtomicLongArray returnedAs;

  private final AtomicLong returns = new AtomicLong();

  // The free list counts the slots that were ever lent, which are all, soon.
  private final AtomicInteger out = new AtomicInteger();
  private final AtomicInteger highWater = new AtomicInteger();

  private Checks(Slot[] slots, FreeList freeList, LedgerSection ledger) {
    this.slots = slots;
    this.freeList = freeList;
    this.ledger = ledger;
    this.returnedAs = new AtomicLongArray(slots.length);
  }

  /** Begins to check the slots of an allocator, all of which are made and free. */
  static Checks begin(
      String name, Slot[] slots, FreeList freeList, Slab slab, Slab.Plan plan, boolean zero) {
    LedgerSection ledger =
        LedgerFile.add(
            name,
            slots.length,
            slab.address(0),
            plan.sampleSize(),
            plan.stride(),
            plan.guardPages() ? PageSize.bytes() : 0,
            PageSize.bytes());
    Checks checks = new Checks(slots, freeList, ledger);
    for (Slot slot : slots) {
      slot.check(new CheckedSlot(slot, checks, slab, ledger, zero));
    }
    return checks;
  }

  /** Takes the slot that came back longest ago; NONE as the free list does. */
  int pop() {
    while (!freeList.hasWaiters() && !freeList.isClosed()) {
      int oldest = FreeList.NONE;
      long oldestReturn = Long.MAX_VALUE;
      for (int i = 0; i < slots.length; i++) {
        long returned = returnedAs.get(i);
        if (returned < oldestReturn && SlotState.isFree(slots[i].word())) {
          oldest = i;
          oldestReturn = returned;
        }
      }
      if (oldest == FreeList.NONE) {
        break; // the free list looks again, so that this is not said without reason
      }
      if (freeList.take(oldest)) {
        return oldest;
      }
    }
    return freeList.pop();
  }

  void lent() {
    int now = out.incrementAndGet();
    highWater.accumulateAndGet(now, Math::max);
  }

  void returned(int slot) {
    returnedAs.set(slot, returns.incrementAndGet());
    out.decrementAndGet();
  }

  int highWater() {
    return highWater.get();
  }

  /** The slab goes. */
  void end() {
    ledger.gone();
  }
}
