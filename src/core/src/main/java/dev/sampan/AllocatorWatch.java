package dev.sampan;

import dev.sampan.jfr.OverdueEvent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Looks after one allocator for its {@link Watchdog}. Everything but start, stop and {@link
 * #leaked} runs on the {@link ObserverThread}.
 */
final class AllocatorWatch {

  private static final Logger LOGGER = System.getLogger("dev.sampan");

  private static final long SHORTEST_INTERVAL = 5;
  private static final long LONGEST_INTERVAL = 1000;
  private static final int LOOKS_PER_LIMIT = 4;

  private static final long NEVER = Long.MIN_VALUE;

  private final SlabAllocator allocator;
  private final Slot[] slots;
  private final Watchdog settings;
  private final long holdLimit;
  private final long emptyLimit;
  private volatile @Nullable Future<?> looking;

  /**
   * What was overdue at the last look for the first time, and what was reported and still is: a
   * record with its serial number, or a slot with its generation. A record is claimed before it
   * begins anew, so that one look alone may see what was long ago; the next one knows.
   */
  private IdentityHashMap<Object, Long> suspects = new IdentityHashMap<>();

  private IdentityHashMap<Object, Long> reported = new IdentityHashMap<>();

  private long emptySince = NEVER;
  private long returnsThen;
  private boolean emptyReported;

  AllocatorWatch(SlabAllocator allocator, Slot[] slots, Watchdog settings) {
    this.allocator = allocator;
    this.slots = slots;
    this.settings = settings;
    this.holdLimit = millis(settings.holdLimit());
    this.emptyLimit = millis(settings.emptyLimit());
  }

  /** The limit in milliseconds, at least one; Long.MAX_VALUE for none. */
  private static long millis(Duration limit) {
    if (limit.isZero()) {
      return Long.MAX_VALUE;
    }
    try {
      return Math.max(1, limit.toMillis());
    } catch (ArithmeticException e) {
      return Long.MAX_VALUE;
    }
  }

  void start() {
    long shorter = Math.min(holdLimit, emptyLimit);
    if (shorter != Long.MAX_VALUE) {
      long interval =
          Math.max(SHORTEST_INTERVAL, Math.min(LONGEST_INTERVAL, shorter / LOOKS_PER_LIMIT));
      looking = ObserverThread.every(interval, this::look);
    }
  }

  void stop() {
    Future<?> running = looking;
    if (running != null) {
      running.cancel(false);
    }
  }

  private void look() {
    try {
      long now = CoarseClock.millis();
      if (holdLimit != Long.MAX_VALUE) {
        lookAtHolds(now);
      }
      if (emptyLimit != Long.MAX_VALUE) {
        lookAtFree(now);
      }
    } catch (Throwable t) { // the next look is not to be cancelled by it
      LOGGER.log(Level.ERROR, "watching \"" + allocator.name() + "\" failed", t);
    }
  }

  private void lookAtHolds(long now) {
    IdentityHashMap<Object, Long> stillSuspect = new IdentityHashMap<>();
    IdentityHashMap<Object, Long> stillReported = new IdentityHashMap<>();
    for (Slot slot : slots) {
      int live = 0;
      for (HoldRecord record : slot.records()) {
        if (record.isLive()) {
          live++;
          long held = now - record.since();
          if (held > holdLimit && isNew(record, record.serial(), stillSuspect, stillReported)) {
            reportHold(
                slot, record.holder(), held, ", taken by thread \"" + record.threadName() + "\",");
          }
        }
      }
      long word = slot.word();
      long held = now - slot.leasedAt();
      if (SlotState.references(word) > live
          && held > holdLimit
          && isNew(slot, SlotState.generation(word), stillSuspect, stillReported)) {
        reportHold(slot, Holder.NATIVE_CONSUMER, held, "");
      }
    }
    suspects = stillSuspect;
    reported = stillReported;
  }

  /** Whether what is overdue was so at the last look and has not been reported. */
  private boolean isNew(
      Object what,
      long number,
      IdentityHashMap<Object, Long> stillSuspect,
      IdentityHashMap<Object, Long> stillReported) {
    Long mark = number;
    boolean wasReported = mark.equals(reported.get(what));
    boolean wasSuspect = mark.equals(suspects.get(what));
    (wasReported || wasSuspect ? stillReported : stillSuspect).put(what, mark);
    return wasSuspect;
  }

  private void reportHold(Slot slot, Holder holder, long held, String taker) {
    Ledger ledger = Ledger.of(allocator, slots);
    OverdueEvent.report(
        allocator.name(),
        allocator.id(),
        slot.number,
        holder.text(),
        held,
        holdLimit,
        OverdueEvent.HELD_TOO_LONG);
    log(
        new WatchdogFinding(
            WatchdogFinding.Kind.HELD_TOO_LONG,
            allocator,
            slot.number,
            holder,
            Duration.ofMillis(held),
            settings.holdLimit(),
            ledger.holdings(),
            "%s has held a sample of \"%s\"%s for %d ms, longer than %d ms; %s"
                .formatted(holder, allocator.name(), taker, held, holdLimit, ledger)));
  }

  private void lookAtFree(long now) {
    if (allocator.isRetired() || allocator.freeCount() > 0) {
      emptySince = NEVER;
      emptyReported = false;
    } else if (emptySince == NEVER) {
      emptySince = now;
      returnsThen = allocator.counts().returns();
    } else if (!emptyReported && now - emptySince > emptyLimit) {
      emptyReported = true;
      reportEmpty(now - emptySince, allocator.counts().returns() - returnsThen);
    }
  }

  private void reportEmpty(long lasted, long returns) {
    Ledger ledger = Ledger.of(allocator, slots);
    String held = ledger.toString();
    OverdueEvent.report(
        allocator.name(),
        allocator.id(),
        -1,
        held,
        lasted,
        emptyLimit,
        OverdueEvent.EMPTY_TOO_LONG);
    log(
        new WatchdogFinding(
            WatchdogFinding.Kind.EMPTY_TOO_LONG,
            allocator,
            -1,
            null,
            Duration.ofMillis(lasted),
            settings.emptyLimit(),
            ledger.holdings(),
            "no sample of \"%s\" has been free for %d ms, longer than %d ms, and %s; %s"
                .formatted(
                    allocator.name(),
                    lasted,
                    emptyLimit,
                    returns <= 0 ? "none came back" : returns + " came back and were taken at once",
                    held)));
  }

  private void log(WatchdogFinding finding) {
    LOGGER.log(Level.WARNING, finding.message());
    tell(finding);
  }

  /** A lease or hold was lost, which is in the log already. */
  void leaked(Slot slot, Holder holder, long held, String message) {
    List<Holding> holders = allocator.holders();
    ObserverThread.execute(
        () ->
            tell(
                new WatchdogFinding(
                    WatchdogFinding.Kind.LEAK,
                    allocator,
                    slot.number,
                    holder,
                    Duration.ofMillis(held),
                    Duration.ZERO,
                    holders,
                    message)));
  }

  private void tell(WatchdogFinding finding) {
    try {
      settings.listener().found(finding);
    } catch (Throwable t) {
      LOGGER.log(Level.ERROR, "the watchdog's listener of \"" + allocator.name() + "\" failed", t);
    }
  }
}
