package dev.sampan.jfr;

/** Turns Sampan's times into those that the flight recorder has units for. */
final class MediaTime {

  /** The flight recorder has no unit of 100 ns. */
  private static final int NANOS = 100;

  private MediaTime() {}

  /**
   * Converts to nanoseconds. What has no time keeps having none: the recorder has the same number
   * for that. So it gets for times before -292 years; those after 292 years get the largest number.
   *
   * @param time in units of 100 ns
   */
  static long nanos(long time) {
    if (time > Long.MAX_VALUE / NANOS) {
      return Long.MAX_VALUE;
    }
    return time < Long.MIN_VALUE / NANOS ? Long.MIN_VALUE : time * NANOS;
  }
}
