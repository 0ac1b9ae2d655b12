package dev.sampan;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a {@link Watchdog} found.
 *
 * @param kind what it is
 * @param allocator whose samples
 * @param slot number of the slot in the allocator, -1 if it is all of them
 * @param holder who holds or lost it, null if it is all of them
 * @param lasted how long it had been so when it was found, to the millisecond
 * @param limit what the watchdog allows; zero for a leak
 * @param holders who held what then, the largest count first
 * @param message what the log says
 */
public record WatchdogFinding(
    Kind kind,
    SampleAllocator allocator,
    int slot,
    @Nullable Holder holder,
    Duration lasted,
    Duration limit,
    List<Holding> holders,
    String message) {

  /** What may be found. */
  public enum Kind {
    /** A lease or hold has lasted longer than its limit. */
    HELD_TOO_LONG,
    /** No sample has been free for longer than the limit. */
    EMPTY_TOO_LONG,
    /** A lease or hold was lost; its slot is recovered. */
    LEAK
  }

  /** Copies the list. */
  public WatchdogFinding {
    holders = List.copyOf(holders);
  }
}
