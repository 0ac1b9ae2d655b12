package dev.sampan;

import dev.sampan.jfr.AllocatorStatisticsEvent;
import dev.sampan.jfr.ExhaustionEvent;
import dev.sampan.jfr.MisuseEvent;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** What one allocator counts, and what a flight recording hears of it. */
final class AllocatorCounts {

  private final SlabAllocator allocator;
  private final Slot[] slots;

  private final LongAdder waits = new LongAdder();
  private final LongAdder exhausted = new LongAdder();
  private final LongAdder recovered = new LongAdder();
  private final LongAdder misuses = new LongAdder();
  private volatile @Nullable String lastMisuse;

  /** How often slots came back, once that is known for good; negative until then. */
  private volatile long returnsAtEnd = -1;

  /** How often slots had come back when a flight recording was last told that none is free. */
  private volatile long returnsWhenExhausted = -1;

  AllocatorCounts(SlabAllocator allocator, Slot[] slots) {
    this.allocator = allocator;
    this.slots = slots;
  }

  /** An allocation has to wait. */
  void waits() {
    waits.increment();
  }

  /** An allocation got nothing. */
  void exhausted() {
    exhausted.increment();
  }

  /** A lease or hold was lost, and its sample is back. */
  void recovered() {
    recovered.increment();
  }

  /** Something was refused. */
  void misuse(@Nullable String why) {
    misuses.increment();
    lastMisuse = why;
    MisuseEvent.report(allocator.name(), allocator.id(), why);
  }

  @Nullable String lastMisuse() {
    return lastMisuse;
  }

  /** How often slots came back. */
  long returns() {
    long sum = sumOfReturns();
    long atEnd = returnsAtEnd;
    return atEnd >= 0 ? atEnd : sum;
  }

  private long sumOfReturns() {
    long sum = 0;
    for (Slot slot : slots) {
      sum += slot.returns();
    }
    return sum;
  }

  /** Nothing will be counted any more; the slots' control lines go. */
  void end() {
    returnsAtEnd = sumOfReturns();
  }

  AllocatorStatistics statistics() {
    int out = allocator.out();
    long returns = returns();
    return new AllocatorStatistics(
        slots.length,
        out,
        allocator.highWater(),
        returns + out,
        returns,
        waits.sum(),
        exhausted.sum(),
        recovered.sum(),
        misuses.sum());
  }

  /**
   * Says that nothing is free. Once until something comes back: who tries again and again would
   * fill the recording.
   */
  void reportExhaustion(Holder holder) {
    if (ExhaustionEvent.isOn()) {
      long returns = returns();
      if (returns != returnsWhenExhausted) {
        returnsWhenExhausted = returns;
        ExhaustionEvent.report(
            allocator.name(),
            allocator.id(),
            holder.text(),
            slots.length,
            allocator.ledger().whyNothingIsFree());
      }
    }
  }

  /** Says how much was counted, of every allocator. */
  static void reportAll() {
    for (SlabAllocator allocator : Recovery.allocators()) {
      allocator.counts().report();
    }
  }

  /** Says how much was counted. */
  void report() {
    AllocatorStatistics now = statistics();
    AllocatorStatisticsEvent.report(
        allocator.name(),
        allocator.id(),
        allocator.sampleSize(),
        new AllocatorStatisticsEvent.Counts(
            now.capacity(),
            allocator.freeCount(),
            now.out(),
            now.highWater(),
            now.allocated(),
            now.returned(),
            now.waits(),
            now.exhausted(),
            now.recovered(),
            now.misuses()),
        allocator.ledger().toString());
  }
}
