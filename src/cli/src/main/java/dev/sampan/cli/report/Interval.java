package dev.sampan.cli.report;

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
 * @param outcome how it ended
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
    Outcome outcome) {

  boolean open() {
    return outcome == Outcome.OPEN;
  }

  boolean recovered() {
    return outcome == Outcome.RECOVERED;
  }

  /** Whether somebody has the sample after it. */
  boolean goesOn() {
    return outcome == Outcome.HANDED_OVER || outcome == Outcome.PASSED_ON;
  }

  long nanos() {
    return end - start;
  }
}
