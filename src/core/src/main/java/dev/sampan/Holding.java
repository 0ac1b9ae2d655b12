package dev.sampan;

import java.time.Duration;
import java.util.List;

/**
 * What one holder has out of one allocator: a row of {@link SampleAllocator#holders()}.
 *
 * @param holder who
 * @param count how many leases and holds
 * @param oldest how long the oldest of them has been out, to the millisecond
 * @param threads the names of the threads that took them, without repetition
 */
public record Holding(Holder holder, int count, Duration oldest, List<String> threads) {

  /** Copies the list. */
  public Holding {
    threads = List.copyOf(threads);
  }

  @Override
  public String toString() {
    String text = holder.name() + " ×" + count;
    return oldest.isZero() ? text : text + " (oldest " + oldest.toMillis() + " ms)";
  }
}
