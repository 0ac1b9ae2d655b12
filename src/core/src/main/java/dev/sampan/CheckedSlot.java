package dev.sampan;

import dev.sampan.ledger.LedgerFile;
import dev.sampan.ledger.LedgerSection;
import dev.sampan.ledger.LedgerSection.Ending;
import dev.sampan.ledger.LedgerSection.What;
import dev.sampan.memory.PageSize;
import dev.sampan.memory.RawMemory;
import dev.sampan.memory.Slab;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What checked mode does with one slot: protects its pages, fills them when they are free, looks at
 * the bytes behind the sample, and writes down who has it.
 *
 * <pre>
 *   free       no access        filled with {@link #POISON}, or zero if the allocator zeroes
 *   leased     read and write   behind the sample, up to the end of its page: {@link #CANARY}
 *   held       read             the same
 * </pre>
 */
@SuppressWarnings("ReferenceEquality") // what is meant is the same object
final class CheckedSlot {

  /** What Microsoft's debugging heap fills freed memory with. */
  static final byte POISON = (byte) 0xdd;

  /** What it puts behind an allocation. */
  static final byte CANARY = (byte) 0xfd;

  private static final Logger LOGGER = System.getLogger("dev.sampan");

  /** In place of a record, for a lease that has no Java object. */
  private static final Object NATIVE = new Object();

  private final Slot slot;
  private final Checks checks;
  private final Slab slab;
  private final LedgerSection ledger;
  private final MemorySegment canary;
  private final byte fill;

  /** Held while entries are written; never while anything else runs. */
  private final ReentrantLock lock = new ReentrantLock();

  /** Whose entry it is, null if it has ended. */
  private final @Nullable Object[] owners = new @Nullable Object[LedgerFile.HISTORY];

  /** When each entry began or ended, by a number that counts up. */
  private final long[] touched = new long[LedgerFile.HISTORY];

  private long touches;

  /** Who filled or fills it, for reports. */
  private String writer = "nobody";

  private long generation;

  /** Whether it was handed over and can be written all the same; only with the lock. */
  private boolean producersAgain;

  CheckedSlot(Slot slot, Checks checks, Slab slab, LedgerSection ledger, boolean zero) {
    this.slot = slot;
    this.checks = checks;
    this.slab = slab;
    this.ledger = ledger;
    this.fill = zero ? 0 : POISON;
    long size = slot.writable.byteSize();
    this.canary = RawMemory.at(slot.address() + size, PageSize.roundUp(size) - size);
    this.slot.writable.fill(fill);
    canary.fill(CANARY);
    protect(Slab.Protection.NONE);
  }

  private void protect(Slab.Protection protection) {
    slab.protect(slot.number, protection);
    ledger.access(
        slot.number,
        switch (protection) {
          case NONE -> LedgerSection.Access.NONE;
          case READ -> LedgerSection.Access.READ;
          case WRITE -> LedgerSection.Access.WRITE;
        });
  }

  /** Makes the slot writable. It is the caller's alone, and about to be leased. */
  void lend() {
    protect(Slab.Protection.WRITE);
    checks.lent();
    checkFilled(slot.writable, fill, 0);
    checkFilled(canary, CANARY, slot.writable.byteSize());
  }

  private void checkFilled(MemorySegment memory, byte expected, long offset) {
    long at = firstOther(memory, expected);
    if (at < 0) {
      return;
    }
    report(
        "slot %d of \"%s\" was written while it was free: at byte %d there is 0x%02x in place of 0x%02x; it was last filled by %s; "
                .formatted(
                    slot.number,
                    slot.allocator.name(),
                    offset + at,
                    memory.get(ValueLayout.JAVA_BYTE, at),
                    expected,
                    writer)
            + (Slab.canProtect()
                ? "its pages could not be accessed, so it was a device or the kernel, with a transfer"
                    + " that was not over when the sample was let go: let go when it is"
                : "let go of a sample after the last write to it"));
    memory.fill(expected); // said once
  }

  /** The sample was handed over, by somebody who has a reference to it. */
  void handedOff() {
    changed();
    checkCanary("at the hand-off");
    protect(Slab.Protection.READ);
    lock.lock();
    try {
      if (endNative(Ending.HANDED_OVER)) {
        beginNative(SlotState.generation(slot.word()), What.HOLD);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Its producer alone has it, and may go on writing: a decoder draws the next picture into the
   * last one if nobody else has that.
   */
  void producerAlone() {
    lock.lock();
    try {
      if (SlotState.references(slot.word()) == 1) {
        producersAgain = true;
        protect(Slab.Protection.WRITE);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Somebody else has it, too. The caller has the lock. */
  private void nobodyWrites() {
    if (producersAgain) {
      producersAgain = false;
      protect(Slab.Protection.READ);
    }
  }

  /** The last reference is gone. The slot is the caller's alone. */
  void returned() {
    protect(Slab.Protection.WRITE);
    checkCanary("at the return");
    slot.writable.fill(fill);
    protect(Slab.Protection.NONE);
    lock.lock();
    try {
      producersAgain = false;
      endNative(Ending.RELEASED);
      ledger.returned(slot.number, HoldRecord.nameOf(Thread.currentThread()));
    } finally {
      lock.unlock();
    }
    checks.returned(slot.number);
  }

  private void checkCanary(String when) {
    long at = firstOther(canary, CANARY);
    if (at < 0) {
      return;
    }
    long size = slot.writable.byteSize();
    report(
        "somebody wrote behind the end of slot %d of \"%s\", generation %d, as was found %s: the first changed byte is byte %d of a sample of %d bytes, 0x%02x; it was filled by %s, who must write less, or needs an allocator of larger samples"
            .formatted(
                slot.number,
                slot.allocator.name(),
                generation,
                when,
                size + at,
                size,
                canary.get(ValueLayout.JAVA_BYTE, at),
                writer));
    canary.fill(CANARY); // said once
  }

  /** The bytes behind the sample were written on purpose, by a device that writes whole blocks. */
  void layCanary() {
    canary.fill(CANARY);
  }

  /** Where the first byte is that is another, or -1. */
  private static long firstOther(MemorySegment memory, byte expected) {
    long size = memory.byteSize();
    if (size == 0) {
      return -1;
    }
    if (memory.get(ValueLayout.JAVA_BYTE, 0) != expected) {
      return 0;
    }
    // All bytes are the same if each is as the one before.
    long at = MemorySegment.mismatch(memory, 1, size, memory, 0, size - 1);
    return at < 0 ? -1 : at + 1;
  }

  private void report(String what) {
    LOGGER.log(Level.ERROR, what);
    slot.allocator.misuse(new IllegalStateException(what));
  }

  /** The state word is another. */
  void changed() {
    long word;
    do { // until the last to write it has seen the last change
      word = slot.word();
      ledger.word(slot.number, word);
    } while (slot.word() != word);
  }

  /** A lease or hold begins. */
  void began(HoldRecord record) {
    changed();
    boolean leased = slot.isLeased(record.generation());
    lock.lock();
    try {
      if (leased) {
        filledBy(record.generation(), record.holder(), record.threadName());
      }
      nobodyWrites();
      begin(
          record,
          record.generation(),
          leased ? What.LEASE : What.HOLD,
          record.holder(),
          record.threadName());
    } finally {
      lock.unlock();
    }
  }

  /** A lease or hold goes on as another's hold; the record has its new holder. */
  void passed(HoldRecord record) {
    boolean leased = slot.isLeased(record.generation());
    lock.lock();
    try {
      nobodyWrites();
      end(record, leased ? Ending.HANDED_OVER : Ending.PASSED_ON);
      begin(
          record,
          record.generation(),
          What.HOLD,
          record.holder(),
          HoldRecord.nameOf(Thread.currentThread()));
    } finally {
      lock.unlock();
    }
  }

  /** A lease or hold ends. Does nothing if it was said to be lost. */
  void ended(HoldRecord record) {
    boolean leased = slot.isLeased(record.generation());
    lock.lock();
    try {
      end(record, leased ? Ending.CANCELLED : Ending.RELEASED);
    } finally {
      lock.unlock();
    }
  }

  /** A lease or hold is lost. */
  void lost(HoldRecord record) {
    lock.lock();
    try {
      end(record, Ending.RECOVERED);
    } finally {
      lock.unlock();
    }
  }

  /** A lease without a Java object begins. */
  void leasedByHandle(long ofGeneration) {
    changed();
    lock.lock();
    try {
      filledBy(ofGeneration, Holder.NATIVE_CONSUMER, HoldRecord.nameOf(Thread.currentThread()));
      beginNative(ofGeneration, What.LEASE);
    } finally {
      lock.unlock();
    }
  }

  /** A reference without a Java object was added. All of them are one entry. */
  void retainedByHandle(long ofGeneration) {
    changed();
    boolean leased = slot.isLeased(ofGeneration);
    lock.lock();
    try {
      nobodyWrites();
      for (Object owner : owners) {
        if (owner == NATIVE) {
          return;
        }
      }
      beginNative(ofGeneration, leased ? What.LEASE : What.HOLD);
    } finally {
      lock.unlock();
    }
  }

  /** A reference without a Java object was taken away. */
  void releasedByHandle(long left) {
    lock.lock();
    try {
      long others = 0;
      for (Object owner : owners) {
        others += owner != null && owner != NATIVE ? 1 : 0;
      }
      if (left > 0 && left <= others) {
        endNative(Ending.RELEASED);
      }
    } finally {
      lock.unlock();
    }
  }

  private void filledBy(long ofGeneration, Holder holder, String thread) {
    generation = ofGeneration;
    writer = "%s on thread \"%s\"".formatted(holder, thread);
  }

  private void beginNative(long ofGeneration, What what) {
    begin(
        NATIVE,
        ofGeneration,
        what,
        Holder.NATIVE_CONSUMER,
        HoldRecord.nameOf(Thread.currentThread()));
  }

  private boolean endNative(Ending ending) {
    return end(NATIVE, ending);
  }

  /** In the entry of whoever let go first; if nobody did, of who has it longest. */
  private void begin(Object owner, long ofGeneration, What what, Holder holder, String thread) {
    int best = 0;
    for (int i = 1; i < owners.length; i++) {
      boolean ended = owners[i] == null;
      boolean bestEnded = owners[best] == null;
      if (ended != bestEnded ? ended : touched[i] < touched[best]) {
        best = i;
      }
    }
    owners[best] = owner;
    touched[best] = ++touches;
    ledger.begin(slot.number, best, ofGeneration, what, holder.name(), thread);
  }

  private boolean end(Object owner, Ending ending) {
    for (int i = 0; i < owners.length; i++) {
      if (owners[i] == owner) {
        owners[i] = null;
        touched[i] = ++touches;
        ledger.end(slot.number, i, ending);
        return true;
      }
    }
    return false; // it was pushed out by later ones
  }
}
