package dev.sampan.cli.report;

import dev.sampan.jfr.HoldEvent;
import dev.sampan.jfr.LeaseEvent;

/**
 * Somebody had a slot for a while: a lease or a hold. Times are nanoseconds since 1970.
 *
 * @param allocator its number in the process
 * @param slot its number in the allocator
 * @param generation of the slot, which is another after every return
 * @param lease whether it is a lease; a hold if not
 * @param party who had it, as {@link Names} numbers them
 * @param thread on which it ended, numbered too
 * @param start when it began
 * @param end when it ended
 * @param length bytes of the sample, 0 if not known
 * @param outcome how it ended, for example {@link LeaseEvent#HANDED_OVER}
 */
record Interval(
    int allocator,
    int slot,
    long generation,
    boolean lease,
    int party,
    int thread,
    long start,
    long end,
    long length,
    String outcome) {

  /** How one ends whose end is not in the recording. */
  static final String OPEN = "the recording ends";

  boolean open() {
    return outcome.equals(OPEN);
  }

  boolean recovered() {
    return outcome.equals(lease ? LeaseEvent.RECOVERED : HoldEvent.RECOVERED);
  }

  /** Whether somebody has the sample after it. */
  boolean goesOn() {
    return outcome.equals(lease ? LeaseEvent.HANDED_OVER : HoldEvent.PASSED_ON);
  }

  long nanos() {
    return end - start;
  }
}
