package dev.sampan.ffmpeg;

import static dev.sampan.ffmpeg.av.Frames.NOPTS;
import static dev.sampan.ffmpeg.av.Rationals.rescale;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.math.BigInteger;

/**
 * Finds out when a decoded block of sound is due, to the sample, as the ffmpeg program does: coarse
 * timestamps of a container are smoothed by counting samples, gaps are kept. For one thread at a
 * time.
 */
final class AudioTimes {

  /** The smallest unit in which the times of 192 kHz and of 44.1 kHz are whole numbers. */
  private static final Ratio FINEST = new Ratio(1, 28_224_000);

  private final Ratio packetUnit;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment from = arena.allocate(ValueLayout.JAVA_INT, 2);
  private final MemorySegment to = arena.allocate(ValueLayout.JAVA_INT, 2);
  private final MemorySegment expected = arena.allocateFrom(ValueLayout.JAVA_LONG, NOPTS);

  /** The unit of the three that follow; finer than the sample rate once that has changed. */
  private Ratio unit = new Ratio(1, 1);

  private long lastTime = NOPTS;
  private long lastDuration;
  private int lastRate;

  private long time;
  private long duration;

  /**
   * Begins a stream.
   *
   * @param packetUnit the unit of its timestamps
   */
  AudioTimes(Ratio packetUnit) {
    this.packetUnit = packetUnit;
  }

  /** Takes the next block. */
  void accept(MemorySegment frame) {
    int rate = Frames.sampleRate(frame);
    int samples = Frames.nbSamples(frame);
    if (rate != lastRate) {
      changeRate(rate);
    }
    long predicted = lastTime == NOPTS ? 0 : lastTime + lastDuration;
    long stated = Frames.pts(frame);
    Ratio statedUnit = packetUnit;
    if (stated == NOPTS) {
      stated = predicted;
      statedUnit = unit;
    } else if (lastTime != NOPTS && stated > roundedUp(predicted)) {
      expected.set(ValueLayout.JAVA_LONG, 0, NOPTS); // a gap
    }
    lastTime = smooth(stated, statedUnit, samples);
    Ratio sample = new Ratio(1, rate);
    lastDuration = rescale(samples, sample, unit);
    time = rescale(rescale(lastTime, unit, sample), sample, Rationals.TICK);
    duration = rescale(samples, sample, Rationals.TICK);
  }

  private void changeRate(int rate) {
    long multiple =
        BigInteger.valueOf(unit.denominator())
            .multiply(BigInteger.valueOf(rate))
            .divide(BigInteger.valueOf(gcd(unit.denominator(), rate)))
            .longValue();
    Ratio finer = multiple < Integer.MAX_VALUE ? new Ratio(1, (int) multiple) : FINEST;
    if (packetUnit.numerator() == 1
        && packetUnit.denominator() > finer.denominator()
        && packetUnit.denominator() % finer.denominator() == 0) {
      finer = packetUnit;
    }
    if (lastTime != NOPTS) {
      lastTime = rescale(lastTime, unit, finer);
    }
    lastDuration = rescale(lastDuration, unit, finer);
    unit = finer;
    lastRate = rate;
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** The predicted time in the unit of packets. */
  private long roundedUp(long predicted) {
    BigInteger divisor = BigInteger.valueOf((long) unit.denominator() * packetUnit.numerator());
    BigInteger[] result =
        BigInteger.valueOf(predicted)
            .multiply(BigInteger.valueOf((long) unit.numerator() * packetUnit.denominator()))
            .divideAndRemainder(divisor);
    return result[0].longValue() + (result[1].signum() > 0 ? 1 : 0);
  }

  private long smooth(long stated, Ratio statedUnit, int samples) {
    store(from, statedUnit);
    store(to, unit);
    return FFmpeg.av_rescale_delta(from, stated, to, samples, expected, to);
  }

  private static void store(MemorySegment rational, Ratio ratio) {
    rational.setAtIndex(ValueLayout.JAVA_INT, 0, ratio.numerator());
    rational.setAtIndex(ValueLayout.JAVA_INT, 1, ratio.denominator());
  }

  /** When the block is due, in units of 100 ns, rounded from whole samples. */
  long time() {
    return time;
  }

  /** How long it is, in units of 100 ns. */
  long length() {
    return duration;
  }
}
