package dev.sampan;

import dev.sampan.memory.RawMemory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What leases and holds have in common: a scope that is opened by the first thread that wants the
 * memory and ends on that thread.
 *
 * <p>The scope is a confined arena. Closing a shared one takes up to milliseconds, for every thread
 * of the process, and JDKs before the fix of JDK-8364167 may use freed memory there.
 */
abstract sealed class Access permits Lease, Hold {

  /** The state of a lease or hold that has ended. */
  private enum Ended {
    OVER
  }

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(Access.class, "state", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The record's {@link HoldRecord#ended} after the end. */
  private HoldRecord.Anchor anchor;

  /**
   * Null while it may move between threads, then an arena of one thread, then {@link Ended#OVER}.
   */
  private volatile @Nullable Object state;

  /** The record's number for this lease or hold; it has another once that was recovered. */
  private final int serial;

  /** Begins; the record has begun. */
  Access(HoldRecord.Anchor anchor) {
    this.anchor = anchor;
    this.serial = anchor.record.serial();
  }

  /** "lease" or "hold", for messages. */
  abstract String kind();

  final HoldRecord record() {
    return anchor.record;
  }

  /**
   * Gives the anchor up, after the end. Whoever still keeps this object keeps it no more, and does
   * not hide that the next lease or hold with this anchor is lost.
   */
  final HoldRecord.Anchor takeAnchor() {
    HoldRecord.Anchor taken = anchor;
    anchor = taken.record.ended;
    return taken;
  }

  final boolean isOver() {
    return state == Ended.OVER;
  }

  /** Whether a thread has opened the memory, so that only this one may use it. */
  final boolean isBound() {
    return state instanceof Arena;
  }

  /** Throws if it is bound to another thread. */
  final void checkThread() {
    if (state instanceof Arena arena) {
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

  /** Throws unless this lease or hold goes on; answers the generation of its slot. */
  final long checkAlive() {
    HoldRecord record = record();
    long generation = record.generation();
    if (state != Ended.OVER
        && record.serial() == serial
        && SlotState.generation(record.slot.word()) == generation) {
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
      Object present = state;
      if (present instanceof Arena arena) {
        return in(arena, memory, size);
      }
      if (present == Ended.OVER) {
        throw over();
      }
      Arena arena = Arena.ofConfined();
      if (STATE.compareAndSet(this, null, arena)) {
        record().bind(arena.scope());
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
      Object present = state;
      if (present == Ended.OVER) {
        return false;
      }
      if (present instanceof Arena arena) {
        arena.close();
        STATE.setRelease(this, Ended.OVER);
        return true;
      }
      if (STATE.compareAndSet(this, null, Ended.OVER)) {
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
