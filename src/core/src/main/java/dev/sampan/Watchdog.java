package dev.sampan;

import java.time.Duration;
import java.util.Objects;

/**
 * What an allocator is watched for. Each thing found is reported once: to the listener, to the
 * {@code System.Logger} named {@code dev.sampan}, and to the Flight Recorder. Leaks are always
 * looked for; a watchdog makes the listener hear of them.
 *
 * <p>A thread of its own looks about four times per limit, at most 200 times a second and at least
 * once, and reports what it has seen twice. Leases and holds themselves cost nothing more.
 *
 * @param holdLimit how long a lease or hold may last; zero for any time
 * @param emptyLimit how long no sample may be free; zero for any time
 * @param listener who hears of it
 */
public record Watchdog(Duration holdLimit, Duration emptyLimit, WatchdogListener listener) {

  /** Limits of 10 seconds, and no listener beside the log and the Flight Recorder. */
  public static final Watchdog DEFAULT =
      new Watchdog(Duration.ofSeconds(10), Duration.ofSeconds(10), finding -> {});

  /** Checks the limits. */
  public Watchdog {
    Objects.requireNonNull(listener, "listener");
    if (holdLimit.isNegative() || emptyLimit.isNegative()) {
      throw new IllegalArgumentException(
          "limits must not be negative: %s, %s; zero means no limit"
              .formatted(holdLimit, emptyLimit));
    }
  }

  /**
   * Returns the same with another limit for leases and holds.
   *
   * @param limit how long one may last; zero for any time
   * @return the new watchdog
   */
  public Watchdog withHoldLimit(Duration limit) {
    return new Watchdog(limit, emptyLimit, listener);
  }

  /**
   * Returns the same with another limit for allocators of which nothing is free.
   *
   * @param limit how long that may last; zero for any time
   * @return the new watchdog
   */
  public Watchdog withEmptyLimit(Duration limit) {
    return new Watchdog(holdLimit, limit, listener);
  }

  /**
   * Returns the same with another listener.
   *
   * @param newListener who hears of what is found
   * @return the new watchdog
   */
  public Watchdog withListener(WatchdogListener newListener) {
    return new Watchdog(holdLimit, emptyLimit, newListener);
  }
}
