package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.Arrays;

/**
 * Decides how often each picture is written, and when: what the {@code ffmpeg} program's frame-rate
 * modes do. After {@link #next} or {@link #end} the caller writes {@link #times()} pictures, the
 * first {@link #previousTimes()} of them the picture before this one, and asks {@link #tick()} for
 * the time of each.
 */
final class PictureClock {

  /** How times are changed. */
  enum Mode {
    /** Every picture is as long as the others. */
    CONSTANT,
    /** The same, but a gap before the first picture stays. */
    CONSTANT_FROM_FIRST,
    /** Times are kept; of pictures at one time all but one are dropped. */
    VARIABLE,
    /** Times are kept. */
    PASSTHROUGH;

    /** Whether a picture may be written again after the next one has come. */
    boolean repeats() {
      return this == CONSTANT || this == CONSTANT_FROM_FIRST;
    }
  }

  /** More copies than this of one picture are a mistake in the file's times: 30 hours at 30 Hz. */
  private static final long TOO_MANY = 3600L * 30 * 30;

  /** Bits of a 32-bit number that a unit may fill so that finer units can be counted. */
  private static final int PRECISE_BITS = 29;

  private static final int MOST_EXTRA_BITS = 16;

  private final Mode mode;
  private final Ratio inputUnit;
  private final Ratio outputUnit;
  private final Ratio preciseUnit;
  private final double precision;

  private long nextTick;
  private long written;
  private boolean lastDropped;
  private final long[] previousHistory = new long[3];

  private long times;
  private long previousTimes;
  private long lengthInTicks;
  private long duplicated;
  private long dropped;

  PictureClock(Mode mode, Ratio inputUnit, Ratio outputUnit) {
    this.mode = mode;
    this.inputUnit = inputUnit;
    this.outputUnit = outputUnit;
    int bits = 31 - Integer.numberOfLeadingZeros(outputUnit.denominator());
    int extra = Math.max(0, Math.min(MOST_EXTRA_BITS, PRECISE_BITS - bits));
    preciseUnit = new Ratio(outputUnit.numerator(), outputUnit.denominator() << extra);
    precision = 1 << extra;
  }

  /**
   * Takes the next picture.
   *
   * @param time when it is due, in the input's unit
   * @param duration for how long
   */
  void next(long time, long duration) {
    double length = duration * value(inputUnit) / value(outputUnit);
    double due = dueTick(time);
    double early = due - nextTick;
    double end = early + length;
    previousTimes = 0;
    times = 1;
    if (early < 0 && end > 0 && mode != Mode.PASSTHROUGH) {
      // It begins before its turn, but lasts beyond it.
      due = nextTick;
      length += early;
      early = 0;
    }
    switch (mode) {
      case CONSTANT_FROM_FIRST, CONSTANT -> {
        if (mode == Mode.CONSTANT_FROM_FIRST && written == 0 && early >= 0.5) {
          end = length;
          early = 0;
          nextTick = (long) Math.rint(due);
        }
        fillConstant(early, end);
        lengthInTicks = 1;
      }
      case VARIABLE -> {
        if (end <= -0.6) {
          times = 0;
        } else if (end > 0.6) {
          nextTick = (long) Math.rint(due);
        }
        lengthInTicks = (long) Math.rint(length);
      }
      case PASSTHROUGH -> {
        nextTick = (long) Math.rint(due);
        lengthInTicks = (long) Math.rint(length);
      }
    }
    account(true);
  }

  private void fillConstant(double early, double end) {
    if (end < -1.1) {
      times = 0;
    } else if (end > 1.1) {
      times = (long) Math.rint((float) end);
      if (early > 1.1) {
        previousTimes = (long) Math.rint((float) (early - 0.6));
      }
    }
  }

  /** The input has ended: the last picture may have to be repeated as those before were. */
  void end() {
    long[] sorted = previousHistory.clone();
    Arrays.sort(sorted);
    times = sorted[1];
    previousTimes = times;
    if (times == 0 && lastDropped) {
      dropped++;
    }
    account(false);
  }

  private void account(boolean isPicture) {
    System.arraycopy(previousHistory, 0, previousHistory, 1, previousHistory.length - 1);
    previousHistory[0] = previousTimes;
    if (isPicture && previousTimes == 0 && lastDropped) {
      dropped++;
    }
    int shownOnce = (previousTimes > 0 && lastDropped ? 1 : 0) + (times > previousTimes ? 1 : 0);
    if (times > TOO_MANY) {
      dropped++;
      times = 0;
      return;
    }
    if (times > shownOnce) {
      duplicated += times - shownOnce;
    }
    lastDropped = isPicture && times == previousTimes;
  }

  /** When a picture is due, in the output's unit, as precisely as it can be counted. */
  private double dueTick(long time) {
    double due = Rationals.rescale(time, inputUnit, preciseUnit) / precision;
    // A little away from exact halves, so that rounding does not depend on the last bit.
    return due == Math.rint(due) ? due : due + Math.signum(due) / (1 << 17);
  }

  /** How many pictures to write now. */
  long times() {
    return times;
  }

  /** How many of these are the picture before. */
  long previousTimes() {
    return previousTimes;
  }

  /** How long the picture is, in units of 100 ns. */
  long length() {
    return Rationals.rescale(Math.max(0, lengthInTicks), outputUnit, Rationals.TICK);
  }

  /** Returns the time of the next picture that is written, in units of 100 ns, and goes on. */
  long tick() {
    written++;
    return Rationals.rescale(nextTick++, outputUnit, Rationals.TICK);
  }

  long duplicated() {
    return duplicated;
  }

  long dropped() {
    return dropped;
  }

  private static double value(Ratio ratio) {
    return (double) ratio.numerator() / ratio.denominator();
  }
}
