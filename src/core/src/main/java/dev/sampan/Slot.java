package dev.sampan;

import dev.sampan.jfr.LeaseEvent;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** One slot: where its memory and its control line are, and who has it. */
@SuppressWarnings("ReferenceEquality") // what is meant is the same object
final class Slot extends CacheLinePadding {

  /** What a transition answers when the generation is another, or the state has no references. */
  static final long STALE = -1;

  /** What a retain answers when no more references can be counted. */
  static final long TOO_MANY = -2;

  /** What a hand-off answers when the sample was handed over before. */
  static final long NOT_LEASED = -3;

  private static final int SPINS = 64;

  private static final VarHandle ONLY_HOLD;
  private static final VarHandle RECORDS;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ONLY_HOLD = lookup.findVarHandle(Slot.class, "onlyHold", OnlyHold.class);
      RECORDS = lookup.findVarHandle(Slot.class, "records", HoldRecord[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What runs when one hold is the only one that is left. */
  record OnlyHold(HoldRecord hold, Runnable action) {}

  final SlabAllocator allocator;

  /** Index in the allocator. */
  final int number;

  final int line;
  final MemorySegment writable;
  final MemorySegment readOnly;

  /**
   * What travels with the sample itself, whatever single holds have, and the generation for which
   * that was said: native code takes and gives back a slot without clearing them.
   */
  private SampleProperties properties = SampleProperties.NONE;

  private long propertiesGeneration;

  /** Length and properties of a fresh lease. */
  void describe(long now, long newLength) {
    ControlTable.setPlain(lineAddress + ControlTable.LEASED_AT, now);
    setLength(newLength);
    if (properties != SampleProperties.NONE) { // a store into an old object costs more
      properties = SampleProperties.NONE;
    }
  }

  /** When the present lease was given out, by the coarse clock. */
  long leasedAt() {
    return ControlTable.plain(lineAddress + ControlTable.LEASED_AT);
  }

  /** How many bytes of the sample itself are in use, whatever single holds have. */
  long length() {
    return ControlTable.plain(lineAddress + ControlTable.LENGTH);
  }

  void setLength(long newLength) {
    ControlTable.setPlain(lineAddress + ControlTable.LENGTH, newLength);
  }

  /** What travels with the sample itself in a generation. */
  SampleProperties properties(long generation) {
    return propertiesGeneration == generation ? properties : SampleProperties.NONE;
  }

  void setProperties(long generation, SampleProperties newProperties) {
    properties = newProperties;
    propertiesGeneration = generation;
  }

  /** What a flight recording hears of the leases; null as long as nobody has recorded. */
  private @Nullable LeaseEvent event;

  private final long lineAddress;

  /** Null unless the allocator is in checked mode; set once, before the slot is seen by others. */
  private @Nullable CheckedSlot checked;

  /**
   * Whether every step of its leases and holds is looked at by somebody: checked mode, a profile,
   * or stacks. Steps ask this alone: each question of its own would cost as much as what it is
   * about.
   */
  private boolean observed;

  private long firstGeneration;
  private volatile boolean retired;
  private volatile @Nullable OnlyHold onlyHold;

  /** One record per lease or hold; the first serves leases. Grows, and is replaced when it does. */
  private volatile HoldRecord[] records;

  Slot(SlabAllocator allocator, int number, int line, long address, long size) {
    this.allocator = allocator;
    this.number = number;
    this.line = line;
    this.lineAddress = ControlTable.address(line);
    this.writable = RawMemory.at(address, size);
    this.readOnly = writable.asReadOnly();
    this.observed = allocator.tracksAllocations() || allocator.profiler() != null;
    this.records = new HoldRecord[] {new HoldRecord(this)};
  }

  void check(CheckedSlot with) {
    checked = with;
    observed = true;
  }

  boolean isObserved() {
    return observed;
  }

  @Nullable CheckedSlot checked() {
    return checked;
  }

  /** The state word was changed, and nothing else follows that would say so. */
  private void changed() {
    CheckedSlot present = checked;
    if (present != null) {
      present.changed();
    }
  }

  long address() {
    return writable.address();
  }

  long word() {
    return ControlTable.word(lineAddress);
  }

  long handle(long generation) {
    return ControlTable.handle(line, generation);
  }

  /** FREE → TAKEN. Returns false if it is not free. */
  boolean take() {
    long line = lineAddress;
    long word = ControlTable.word(line);
    // Looked at after the word was read: then the line was still this slot's, and if it is another
    // slot's by now, its generation is higher and the word another.
    return SlotState.isFree(word)
        && !retired
        && ControlTable.compareAndSetWord(line, word, SlotState.taken(SlotState.generation(word)));
  }

  /** The generation in which whoever took it has it. */
  long takenGeneration() {
    long word = word();
    if (!SlotState.isTaken(word)) {
      throw new IllegalStateException(
          "slot %d of \"%s\" was to be lent but is %s"
              .formatted(number, allocator.name(), SlotState.describe(word)));
    }
    return SlotState.generation(word);
  }

  /** TAKEN → LEASED(1), by whoever took it. Returns the generation. */
  long lease() {
    long generation = takenGeneration();
    ControlTable.publishWord(lineAddress, SlotState.leased(generation));
    return generation;
  }

  /** TAKEN → LEASED(1), if a lease in Java took it: from now on others can add references. */
  void share(long generation) {
    ControlTable.compareAndSetWord(
        lineAddress, SlotState.taken(generation), SlotState.leased(generation));
    changed();
  }

  /** Whether it is a lease's in this generation, shared or not. */
  boolean isLeased(long generation) {
    long word = word();
    return word == SlotState.taken(generation)
        || (SlotState.isLeased(word) && SlotState.generation(word) == generation);
  }

  /** A lease began that a flight recording is to hear of. */
  void beginEvent(long generation, Holder holder) {
    LeaseEvent lease = event;
    if (lease == null) {
      lease = new LeaseEvent(allocator.name(), allocator.id(), number);
      event = lease;
    }
    lease.beginLease(generation, holder.text());
    watch(generation);
  }

  /**
   * From now on, in this generation, native code tells Java of references that it takes away, also
   * where it could do so alone. Who calls this looks at the state word afterwards, and native code
   * looks whether this was called after it has changed that: so one of them sees the other.
   */
  void watch(long generation) {
    long address = lineAddress + ControlTable.WATCHED;
    long present;
    do {
      present = ControlTable.word(address);
    } while (present < generation && !ControlTable.compareAndSetWord(address, present, generation));
  }

  /** The lease was handed over. */
  private void handedOver() {
    if (event != null || observed) {
      tellHandedOver();
    }
  }

  private void tellHandedOver() {
    if (event != null) {
      event.endPassedOn();
    }
    CheckedSlot present = checked;
    if (present != null) {
      present.handedOff();
    }
  }

  /**
   * Native code has one more reference, and somebody watches.
   *
   * @param fresh whether it is a lease
   */
  void tellReferenceTaken(long generation, boolean fresh) {
    CheckedSlot present = checked;
    if (present != null) {
      if (fresh) {
        present.leasedByHandle(generation);
      } else {
        present.retainedByHandle(generation);
      }
    }
    HolderProfiler profiler = allocator.profiler();
    if (profiler != null) {
      profiler.referenceTaken();
    }
  }

  /**
   * Native code let go of a reference, or could not, and somebody watches.
   *
   * @param left how many there are now, or {@link #STALE}
   */
  void tellReferenceReleased(long left) {
    CheckedSlot present = checked;
    if (present != null) {
      present.releasedByHandle(left);
    }
    HolderProfiler profiler = allocator.profiler();
    if (profiler != null && left >= 0) {
      profiler.referenceReleased();
    }
  }

  /** Whether a flight recording is to hear how the present lease ends. */
  boolean isRecorded() {
    LeaseEvent lease = event;
    return lease != null && lease.hasBegun();
  }

  /** The lease ended without a hand-off; the slot is still the caller's. */
  void endEvent(Release.Reason reason) {
    LeaseEvent lease = event;
    if (lease == null) {
      return;
    }
    if (reason == Release.Reason.RECOVERED) {
      lease.endLost();
    } else {
      lease.endGivenBack();
    }
  }

  /** TAKEN → FREE, by whoever took it. */
  void free() {
    ControlTable.setWord(lineAddress, SlotState.free(SlotState.generation(word())));
    changed();
  }

  /** The state word, which is not ENDING: whoever made it so is waited for. */
  long settledWord() {
    long word = word();
    return SlotState.isEnding(word) ? awaitSettled() : word;
  }

  private long awaitSettled() {
    long word = word();
    for (int spins = 0; SlotState.isEnding(word); spins++) {
      if (spins < SPINS) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(this, 1); // who ends the hold was stopped within some instructions
      }
      word = word();
    }
    return word;
  }

  /** FREE → TAKEN, also where a hold is just being ended. Returns false if it is not free. */
  boolean takeSettled() {
    settledWord();
    return take();
  }

  /**
   * HELD(1) → ENDING. From then on the slot is the caller's alone, until {@link #ended} or {@link
   * #notEnded}.
   */
  boolean beginEnd(long generation) {
    return ControlTable.compareAndSetWord(
        lineAddress, SlotState.held(generation), SlotState.ending(generation));
  }

  /**
   * ENDING → FREE in the next generation. Nothing keeps what the caller reads afterwards behind
   * this; who must not miss the slot waits until it is not ENDING.
   */
  void ended(long generation) {
    ControlTable.publishWord(lineAddress, SlotState.free(generation + 1));
  }

  /** ENDING → HELD(1), nothing has changed. */
  void notEnded(long generation) {
    ControlTable.setWord(lineAddress, SlotState.held(generation));
  }

  /** Adds a reference. Returns the new number of references, STALE or TOO_MANY. */
  long retain(long generation) {
    while (true) {
      long word = settledWord();
      long references = SlotState.references(word);
      if (references == 0 || SlotState.generation(word) != generation) {
        return STALE;
      }
      if (references == SlotState.MAX_REFERENCES) {
        return TOO_MANY;
      }
      if (ControlTable.compareAndSetWord(lineAddress, word, word + 1)) {
        return references + 1;
      }
    }
  }

  /**
   * Whether the caller's reference is the only one.
   *
   * @param own whether it is that of a lease or hold in Java
   */
  boolean isOnlyReference(long generation, boolean own) {
    long word = word();
    return SlotState.generation(word) == generation
        && ((own && SlotState.isTaken(word)) || SlotState.references(word) == 1);
  }

  /**
   * Takes a reference away. Returns how many are left, or STALE.
   *
   * @param own whether it is that of a lease or hold in Java, so that the slot may be one that a
   *     lease took
   * @param free whether the slot is free after the last one; else it belongs to the caller then
   */
  long release(long generation, boolean own, boolean free) {
    long line = lineAddress;
    while (true) {
      long word = ControlTable.word(line);
      long references = own && word == SlotState.taken(generation) ? 1 : SlotState.references(word);
      if (references == 0 || SlotState.generation(word) != generation) {
        if (SlotState.isEnding(word)) {
          settledWord();
          continue;
        }
        return STALE;
      }
      long next = references == 1 ? SlotState.returned(generation, free) : word - 1;
      if (ControlTable.compareAndSetWord(line, word, next)) {
        changed();
        return references - 1;
      }
    }
  }

  /**
   * Hands over what a lease in Java took, shared or not: → HELD(n). The caller has ended the lease:
   * who shares it afterwards looks at that again and is refused, so that what is not shared now is
   * the caller's alone.
   *
   * @return n, STALE or NOT_LEASED
   */
  long handOffTaken(long generation) {
    if (word() == SlotState.taken(generation)) {
      ControlTable.publishWord(lineAddress, SlotState.held(generation));
      handedOver();
      return 1;
    }
    return handOff(generation);
  }

  /** LEASED(n) → HELD(n). Returns n, STALE or NOT_LEASED. */
  long handOff(long generation) {
    while (true) {
      long word = word();
      long references = SlotState.references(word);
      if (references == 0 || SlotState.generation(word) != generation) {
        return STALE;
      }
      if (!SlotState.isLeased(word)) {
        return NOT_LEASED;
      }
      if (ControlTable.compareAndSetWord(lineAddress, word, SlotState.handedOff(word))) {
        handedOver();
        return references;
      }
    }
  }

  /** TAKEN → RETIRED, by whoever took it. */
  void retire() {
    retired = true;
    ControlTable.setWord(lineAddress, SlotState.retired(SlotState.generation(word())));
    changed();
  }

  /** Writes the state word as it is, so that this and every change of it have an order. */
  void touch() {
    ControlTable.touchWord(lineAddress);
    settledWord();
  }

  /** Says that the line begins to serve this slot, free, in a generation. */
  void begin(long generation) {
    firstGeneration = generation;
    ControlTable.setWord(lineAddress, SlotState.free(generation));
  }

  /** How often it came back. */
  long returns() {
    long word = word();
    long generation = SlotState.generation(word);
    boolean wornOut = SlotState.isRetired(word) && generation == SlotState.MAX_GENERATION;
    return generation - firstGeneration + (wornOut ? 1 : 0);
  }

  /** For the test of what happens after 2⁴⁰ generations. The slot must be free. */
  void skipToGeneration(long generation) {
    long returns = returns();
    begin(generation);
    firstGeneration -= returns;
  }

  /** The record for a lease; the slot is the caller's alone. */
  HoldRecord leaseRecord() {
    HoldRecord record = records[0];
    if (record.isLive()) {
      // Native code released what a hold in Java still counts on; the hold will be told when it
      // ends.
      return holdRecord();
    }
    record.claimAlone();
    return record;
  }

  /** A record for a further hold. */
  HoldRecord holdRecord() {
    while (true) {
      HoldRecord[] present = records;
      for (HoldRecord record : present) {
        if (record.claim()) {
          return record;
        }
      }
      HoldRecord added = new HoldRecord(this);
      added.claimAlone();
      HoldRecord[] grown = Arrays.copyOf(present, present.length + 1);
      grown[present.length] = added;
      if (RECORDS.compareAndSet(this, present, grown)) {
        return added;
      }
    }
  }

  HoldRecord[] records() {
    return records;
  }

  void whenOnlyHold(HoldRecord hold, Runnable action) {
    onlyHold = new OnlyHold(hold, action);
    watch(hold.generation());
    onlyOneLeft(hold.generation());
  }

  /**
   * If one reference is left, and it is the one that asked, its action runs, once. Whoever counted
   * down to one may come late, when the slot has other references or is another's, so it is looked
   * at again; the action was read before, and is not taken if it was replaced meanwhile.
   */
  void onlyOneLeft(long generation) {
    OnlyHold waiting = onlyHold;
    if (waiting == null) {
      return;
    }
    long word = settledWord();
    if (SlotState.references(word) == 1
        && SlotState.generation(word) == generation
        && ONLY_HOLD.compareAndSet(this, waiting, null)) {
      CheckedSlot present = checked;
      if (present != null) {
        present.producerAlone();
      }
      try {
        waiting.action().run();
      } catch (Throwable t) {
        // It is the asker's failure, not that of whoever let go last.
        System.getLogger("dev.sampan")
            .log(
                System.Logger.Level.ERROR,
                "what waited for the last other hold of a sample of \""
                    + allocator.name()
                    + "\" failed",
                t);
      }
    }
  }

  /** A hold ends; what it asked for will not run. */
  void forgetOnlyHold(HoldRecord hold) {
    OnlyHold waiting = onlyHold;
    if (waiting != null && waiting.hold() == hold) {
      ONLY_HOLD.compareAndSet(this, waiting, null);
    }
  }
}
