package dev.sampan;

import dev.sampan.jfr.LeakEvent;
import java.lang.System.Logger.Level;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Gives back what nobody can close any more of one allocator's leases and holds, and says who lost
 * it. {@link Recovery} says when to look.
 */
final class AllocatorRecovery {

  /** Held while it is decided that something is lost; never while a handler runs. */
  private static final ReentrantLock RECOVERING = new ReentrantLock();

  private final SlabAllocator allocator;
  private final Slot[] slots;
  private final FreeList freeList;
  private final AllocatorCounts counts;
  private final @Nullable AllocatorWatch watch;

  /** What {@link #collectGarbageIfStalled} saw the last time. */
  private long returnsSeen = -1;

  /** How often it has collected garbage since then. */
  private int collections;

  AllocatorRecovery(
      SlabAllocator allocator,
      Slot[] slots,
      FreeList freeList,
      AllocatorCounts counts,
      @Nullable AllocatorWatch watch) {
    this.allocator = allocator;
    this.slots = slots;
    this.freeList = freeList;
    this.counts = counts;
    this.watch = watch;
  }

  /** A lease or hold ends that nobody can close any more, if that is so. */
  void recoverIf(BooleanSupplier isLost, HoldRecord record, String cause, String what) {
    Slot slot = record.slot;
    Holder holder;
    long generation;
    long length;
    long leasedAt;
    Throwable takenAt;
    long held;
    String report;
    RECOVERING.lock();
    try {
      // Who is lost stays lost until somebody recovers it, and that needs this lock.
      if (!isLost.getAsBoolean()) {
        return;
      }
      holder = record.holder();
      generation = record.generation();
      length = record.length();
      leasedAt = slot.leasedAt();
      takenAt = record.takenAt();
      held = CoarseClock.since(record.since());
      report =
          "a sample of \"%s\" of holder %s, taken by thread \"%s\" %d ms ago, %s; its slot is recovered; "
              .formatted(allocator.name(), holder, record.threadName(), held, what);
      LeakEvent.report(
          allocator.name(),
          allocator.id(),
          slot.number,
          generation,
          holder.text(),
          held,
          record.threadName(),
          cause,
          takenAt == null ? null : stackOf(takenAt));
      slot.forgetOnlyHold(record);
      record.endWithoutAnchor();
    } finally {
      RECOVERING.unlock();
    }
    report +=
        takenAt == null
            ? "run with -Dsampan.track=true, or build the allocator with trackAllocations(true), to"
                + " see where it was taken"
            : "it was taken here";
    System.getLogger("dev.sampan").log(Level.WARNING, report, takenAt);
    allocator.countDown(slot, generation, true, holder, length, leasedAt, Release.Reason.RECOVERED);
    counts.recovered(); // who sees it counted finds it back
    if (watch != null) {
      watch.leaked(slot, holder, held, report);
    }
  }

  private static String stackOf(Throwable takenAt) {
    return Arrays.stream(takenAt.getStackTrace())
        .map(StackTraceElement::toString)
        .collect(Collectors.joining("\n"));
  }

  void recoverFromEndedThreads() {
    for (Slot slot : slots) {
      for (HoldRecord record : slot.records()) {
        if (record.isBoundToEndedThread()) {
          recoverIf(
              record::isBoundToEndedThread,
              record,
              LeakEvent.THREAD_ENDED,
              "belonged to a thread that has ended");
        }
      }
    }
  }

  /**
   * If somebody waits and nothing came back for a second, what is out may be unreachable in a
   * program that makes too little garbage for a collection to find it. A first one finds a lease
   * that was dropped, a second one that nobody has its segments either.
   */
  void collectGarbageIfStalled() {
    if (!freeList.hasWaiters()) {
      returnsSeen = -1;
      return;
    }
    long returns = counts.returns();
    if (returns != returnsSeen) {
      returnsSeen = returns;
      collections = 0;
    } else if (collections < 2) {
      collections++;
      System.gc();
    }
  }
}
