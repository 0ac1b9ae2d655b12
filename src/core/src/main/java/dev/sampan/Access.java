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

  /**
   * The state of a lease or hold that has ended. It is an arena, so that the state need not be
   * asked for its type: that of an interface is slow to find.
   */
  private static final class Over implements Arena {
    @Override
    public MemorySegment allocate(long byteSize, long byteAlignment) {
      throw new IllegalStateException();
    }

    @Override
    public MemorySegment.Scope scope() {
      throw new IllegalStateException();
    }

    @Override
    public void close() {
      throw new IllegalStateException();
    }
  }

  private static final Arena OVER = new Over();

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Access.class, "state", Arena.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final HoldRecord record;

  /** Null after the end. */
  private HoldRecord.@Nullable Anchor anchor;

  /** Null while it may move between threads, then an arena of one thread, then {@link #OVER}. */
  private volatile @Nullable Arena state;

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
    return state == OVER;
  }

  /** Throws if it has ended or is bound to another thread, as one look at its state says. */
  final void checkThread() {
    Arena arena = state;
    if (arena == OVER) {
      throw over();
    }
    if (arena != null) {
      in(arena, record().slot.readOnly, 0);
    }
  }

  private MemorySegment in(Arena arena, MemorySegment memory, long size) {
    try {
      return RawMemory.in(memory, size, arena);
    } catch (WrongThreadException e) {
      throw wrongThread();
    }
  }

  /** Whether it did not end and was not recovered, as far as Java knows. */
  final boolean goesOn() {
    HoldRecord.Anchor present = anchor;
    return state != OVER && present != null && record.belongsTo(present);
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
    checkAlive();
    while (true) {
      Arena present = state;
      if (present == OVER) {
        throw over();
      }
      if (present != null) {
        return in(present, memory, size);
      }
      Arena arena = Arena.ofConfined();
      if (STATE.compareAndSet(this, null, arena)) {
        record().bind(arena.scope(), this instanceof Lease);
        return RawMemory.in(memory, size, arena);
      }
      arena.close();
    }
  }

  /**
   * Ends this object: nobody can use it or its segments any more. If it throws, nothing has
   * changed.
   *
   * @return false if it had ended before
   */
  final boolean end() {
    while (true) {
      Arena present = state;
      if (present == OVER) {
        return false;
      }
      if (present != null) {
        present.close();
        STATE.setRelease(this, OVER);
        return true;
      }
      if (STATE.compareAndSet(this, null, OVER)) {
        return true;
      }
    }
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
