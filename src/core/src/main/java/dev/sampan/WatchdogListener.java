package dev.sampan;

/** Hears of what a {@link Watchdog} found. */
@FunctionalInterface
public interface WatchdogListener {

  /**
   * Something was found, and will not be reported again. Called on a thread of Sampan's, one call
   * at a time, with no lock held; while it runs nothing else is looked for. What it throws is
   * logged and goes no further.
   *
   * @param finding what was found
   */
  void found(WatchdogFinding finding);
}
