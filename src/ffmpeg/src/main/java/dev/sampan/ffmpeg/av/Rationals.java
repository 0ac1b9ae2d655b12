package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.math.BigInteger;

/** FFmpeg's fractions, and times counted in them. */
public final class Rationals {

  /** The unit of Sampan's times: 100 ns. */
  public static final Ratio TICK = new Ratio(1, 10_000_000);

  /** The unit of times that belong to a whole file: 1 µs. */
  public static final Ratio MICROSECOND = new Ratio(1, 1_000_000);

  private Rationals() {}

  /** Reads an AVRational inside a structure. */
  public static Ratio get(MemorySegment structure, long offset) {
    return new Ratio(Pointers.getInt(structure, offset), Pointers.getInt(structure, offset + 4));
  }

  static void set(MemorySegment structure, long offset, Ratio value) {
    Pointers.setInt(structure, offset, value.numerator());
    Pointers.setInt(structure, offset + 4, value.denominator());
  }

  /**
   * Tells whether a fraction is a positive number.
   *
   * @param ratio the fraction
   * @return false for 0/1, for 0/0 and for what is negative
   */
  public static boolean isPositive(Ratio ratio) {
    return ratio.numerator() > 0 && ratio.denominator() > 0;
  }

  /**
   * Swaps numerator and denominator.
   *
   * @param ratio the fraction
   * @return its inverse
   */
  public static Ratio invert(Ratio ratio) {
    return new Ratio(ratio.denominator(), ratio.numerator());
  }

  /**
   * Converts a number of one unit to another, rounding to the nearest, halves away from zero, as
   * av_rescale_q does.
   *
   * @param value the number
   * @param from its unit
   * @param to the unit of the result
   * @return the number in the other unit
   */
  public static long rescale(long value, Ratio from, Ratio to) {
    return rescale(
        value,
        (long) from.numerator() * to.denominator(),
        (long) from.denominator() * to.numerator());
  }

  /**
   * Computes value × multiplier / divisor, rounding to the nearest, halves away from zero, without
   * losing bits on the way.
   *
   * @param value any number
   * @param multiplier not negative
   * @param divisor positive
   * @return the quotient, or the largest number if it is larger
   */
  public static long rescale(long value, long multiplier, long divisor) {
    if (value == Long.MIN_VALUE) {
      return value; // what has no time keeps having none
    }
    if (value < 0) {
      return -rescale(-value, multiplier, divisor);
    }
    if (Math.multiplyHigh(value, multiplier) == 0) {
      long product = value * multiplier;
      long rounded = product + divisor / 2;
      if (product >= 0 && rounded >= 0) {
        return rounded / divisor;
      }
    }
    BigInteger quotient =
        BigInteger.valueOf(value)
            .multiply(BigInteger.valueOf(multiplier))
            .add(BigInteger.valueOf(divisor / 2))
            .divide(BigInteger.valueOf(divisor));
    return quotient.bitLength() < Long.SIZE ? quotient.longValue() : Long.MAX_VALUE;
  }

  /**
   * Finds the nearest fraction whose parts are small.
   *
   * @param ratio a positive fraction
   * @param max what neither part may exceed
   * @return the fraction
   */
  public static Ratio reduce(Ratio ratio, long max) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parts = arena.allocate(8, 4);
      FFmpeg.av_reduce(parts, parts.asSlice(4), ratio.numerator(), ratio.denominator(), max);
      return get(parts, 0);
    }
  }
}
