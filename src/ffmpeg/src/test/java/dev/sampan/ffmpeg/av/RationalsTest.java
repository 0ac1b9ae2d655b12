package dev.sampan.ffmpeg.av;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.bindings.ffmpeg.AVRational;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RationalsTest {

  @Test
  @DisplayName("Times are converted as av_rescale_q converts them")
  void rescalesLikeFFmpeg() {
    Libraries.load();
    long seed = 20260722;
    Random random = new Random(seed);
    try (Arena arena = Arena.ofConfined()) {
      for (int i = 0; i < 20_000; i++) {
        Ratio from = new Ratio(1 + random.nextInt(2000), 1 + random.nextInt(200_000));
        Ratio to = new Ratio(1, 1 + random.nextInt(10_000_000));
        long value = random.nextLong() >> (10 + random.nextInt(50));
        long expected = FFmpeg.av_rescale_q(value, of(arena, from), of(arena, to));
        if (expected != Long.MIN_VALUE) { // too large for FFmpeg
          assertThat(Rationals.rescale(value, from, to))
              .as("seed %d: %d × %s in %s", seed, value, from, to)
              .isEqualTo(expected);
        }
      }
    }
  }

  private static MemorySegment of(Arena arena, Ratio ratio) {
    MemorySegment rational = AVRational.allocate(arena);
    AVRational.num(rational, ratio.numerator());
    AVRational.den(rational, ratio.denominator());
    return rational;
  }

  @Test
  @DisplayName("Timestamps of a container come back exactly from units of 100 ns")
  void timestampsComeBackExactly() {
    for (Ratio unit :
        new Ratio[] {
          new Ratio(1, 90_000),
          new Ratio(1, 1_000_000),
          new Ratio(1001, 30_000),
          new Ratio(1, 192_000)
        }) {
      for (long value = -100_000; value < 100_000; value += 37) {
        long ticks = Rationals.rescale(value, unit, Rationals.TICK);
        assertThat(Rationals.rescale(ticks, Rationals.TICK, unit)).isEqualTo(value);
      }
    }
  }

  @Test
  @DisplayName("No time stays no time, and what is too large stays the largest")
  void extremesAreKept() {
    assertThat(Rationals.rescale(Long.MIN_VALUE, new Ratio(1, 1), Rationals.TICK))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(Rationals.rescale(Long.MAX_VALUE, new Ratio(1, 1), Rationals.TICK))
        .isEqualTo(Long.MAX_VALUE);
  }
}
