package dev.sampan;

import dev.sampan.memory.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What leases and holds have in common: a scope that is opened by the first thread that wants the
 * memory and ends on that thread.
 *
 * <p>The scope is a confined arena. Closing a shared one takes up to milliseconds, for every thread
 * of the process, and JDKs before the fix of JDK-8364167 may use freed memory there.
 */
@SuppressWarnings("ReferenceEquality") // what is meant is the same object
abstract sealed class Access permits Lease, Hold {

  /** It may move between threads. */
  private static final int UNOPENED = 0;

  /** It belongs to the thread that opened its memory. */
  private static final int OPEN = 1;

  private static final int OVER = 2;

  /**
   * It has ended while its slot was ENDING. Who said {@link #OVER} at the same time has not ended
   * it.
   */
  private static final int OVER_WITH_SLOT = 3;

  private static final VarHandle PHASE;

  static {
    try {
      PHASE = MethodHandles.lookup().findVarHandle(Access.class, "phase", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HoldRecord record;

  /** Null after the end. */
  private HoldRecord.@Nullable Anchor anchor;

  private volatile int phase;

  /** While open, which the thread that opened it always sees; another may still see null. */
  private @Nullable Arena arena;

  /** Begins; the record has begun. */
  Access(HoldRecord.Anchor anchor) {
    this.record = anchor.record;
    this.anchor = anchor;
  }

  /** "lease" or "hold", for messages. */
  abstract String kind();

  final HoldRecord record() {
    return record;
  }

  /**
   * Gives the anchor up, after the end. Whoever still keeps this object keeps it no more, and does
   * not hide that the next lease or hold with this anchor is lost.
   */
  final HoldRecord.Anchor takeAnchor() {
    HoldRecord.Anchor taken = Objects.requireNonNull(anchor);
    anchor = null;
    return taken;
  }

  final boolean isOver() {
    return phase >= OVER;
  }

  /** Throws if it has ended or is bound to another thread, as one look at its phase says. */
  final void checkThread() {
    int present = phase;
    if (present >= OVER) {
      throw over();
    }
    if (present == OPEN) {
      in(arena, record().slot.readOnly, 0);
    }
  }

  private MemorySegment in(@Nullable Arena opened, MemorySegment memory, long size) {
    if (opened == null) {
      throw wrongThread();
    }
    try {
      return RawMemory.in(memory, size, opened);
    } catch (WrongThreadException e) {
      throw wrongThread();
    }
  }

  /** Whether it did not end and was not recovered, as far as Java knows. */
  final boolean goesOn() {
    HoldRecord.Anchor present = anchor;
    return phase < OVER && present != null && record.belongsTo(present);
  }

  /** Throws unless this lease or hold goes on; answers the generation of its slot. */
  final long checkAlive() {
    long generation = record.generation();
    if (goesOn() && SlotState.generation(record.slot.word()) == generation) {
      return generation;
    }
    throw over();
  }

  /** As {@link #checkAlive}, for what changes references: being refused counts as misuse. */
  final long checkMayChange() {
    try {
      return checkAlive();
    } catch (IllegalStateException e) {
      throw record().slot.allocator.misuse(e);
    }
  }

  /** Opens the memory for the calling thread. */
  final MemorySegment open(MemorySegment memory, long size) {
    long generation = record.generation();
    if (phase == UNOPENED) {
      Arena opened = Arena.ofConfined();
      if (PHASE.compareAndSet(this, UNOPENED, OPEN)) {
        // Looked at after that, as who ends a hold looks at the phase after it has said so in the
        // slot's word: so one of them sees the other.
        if (SlotState.generation(record.slot.settledWord()) != generation) {
          PHASE.compareAndSet(this, OPEN, UNOPENED);
          opened.close();
          throw over();
        }
        arena = opened;
        record.bind(opened.scope(), this instanceof Lease);
        return RawMemory.in(memory, size, opened);
      }
      opened.close();
    }
    checkAlive();
    return in(arena, memory, size);
  }

  /** Whether nobody has opened the memory, and it goes on. */
  final boolean isUnopened() {
    return phase == UNOPENED;
  }

  /**
   * Ends this object if nobody has opened the memory, while its slot is ENDING: by a plain store,
   * since who opens it or ends it otherwise at the same time looks at the slot afterwards.
   */
  final boolean endUnopened() {
    if (phase != UNOPENED) {
      return false;
    }
    PHASE.setRelease(this, OVER_WITH_SLOT);
    return true;
  }

  /**
   * Ends this object: nobody can use it or its segments any more. If it throws, nothing has
   * changed.
   *
   * @return false if it had ended before
   */
  final boolean end() {
    int present = phase;
    if (present == UNOPENED) {
      if (PHASE.compareAndSet(this, UNOPENED, OVER)) {
        return this instanceof Lease || hasNotEndedWithSlot();
      }
      present = phase;
    }
    if (present >= OVER) {
      return false;
    }
    Arena opened = arena;
    if (opened == null) {
      throw wrongThread();
    }
    opened.close();
    arena = null;
    PHASE.setRelease(this, OVER);
    return true;
  }

  /** Asked after it was said that this is over, as in {@link #open}. */
  private boolean hasNotEndedWithSlot() {
    record.slot.settledWord();
    return phase == OVER;
  }

  final IllegalStateException over() {
    Slot slot = record().slot;
    return new IllegalStateException(
        "this %s of \"%s\" is over: it was %s; its slot is %s now"
            .formatted(
                kind(),
                slot.allocator.name(),
                isOver() ? "closed or handed over" : "recovered, because its thread had ended",
                SlotState.describe(slot.word())));
  }

  private WrongThreadException wrongThread() {
    return new WrongThreadException(
        "this %s of \"%s\" belongs to thread \"%s\", which opened its segment first; %s"
            .formatted(
                kind(),
                record().slot.allocator.name(),
                record().threadName(),
                "use retain() to make a hold for another thread"));
  }
}
