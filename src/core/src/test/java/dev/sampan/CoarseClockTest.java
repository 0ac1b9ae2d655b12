package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import dev.sampan.support.Eventually;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: how long something is held is known to a millisecond, however often it is asked")
@Timeout(60)
class CoarseClockTest {

  private static final long WINDOW = TimeUnit.MILLISECONDS.toNanos(200);

  /** Others use the machine, too: a thread that counts may be late for as long as they like. */
  private static final int ATTEMPTS = 3;

  private long last = Long.MIN_VALUE;

  private static boolean isResting() {
    return (int)
            SharedWords.INT.getVolatile(RawMemory.ALL, SharedWords.PROCESS + SharedWords.RESTING)
        != 0;
  }

  private static double fine() {
    return System.nanoTime() / 1e6;
  }

  /** Asks once. Returns by how many milliseconds the clock is behind. */
  private double ask() {
    double before = fine();
    long now = CoarseClock.millis();
    double behind = (before + fine()) / 2 - now;
    assertThat(now).as("never earlier than before").isGreaterThanOrEqualTo(last);
    last = now;
    return behind;
  }

  /**
   * Asks for some time. Returns how far the clock was behind in the middle of all answers that came
   * in one of its states, which must have been most of them.
   */
  private double behind(boolean resting, long pause) {
    double[] behind = new double[1 << 20];
    int answers = 0;
    int others = 0;
    long start = System.nanoTime();
    while (System.nanoTime() - start < WINDOW && answers < behind.length) {
      if (pause != 0) {
        LockSupport.parkNanos(pause);
      }
      boolean as = isResting() == resting;
      double by = ask();
      if (as) {
        behind[answers++] = by;
      } else {
        others++;
      }
    }
    assertThat(answers).as("answers in this state, of others %d", others).isGreaterThan(others);
    Arrays.sort(behind, 0, answers);
    return behind[answers / 2];
  }

  private double nearest(boolean resting, long pause) {
    double nearest = Double.MAX_VALUE;
    for (int i = 0; i < ATTEMPTS && Math.abs(nearest) > 1; i++) {
      double behind = behind(resting, pause);
      nearest = Math.abs(behind) < Math.abs(nearest) ? behind : nearest;
    }
    return nearest;
  }

  @Test
  @DisplayName("Where few ask, each answer is the present millisecond")
  void exactWhileItRests() {
    CoarseClock.millis();
    Eventually.until("it rests", CoarseClockTest::isResting);
    assertThat(nearest(true, 500_000)).isBetween(0.0, 1.0);
  }

  @Test
  @DisplayName("Where many ask, answers are a millisecond behind, and it rests when nobody does")
  void nearWhileItCounts() {
    // The thread counts once in a millisecond, and what it counts is rounded down.
    assertThat(nearest(false, 0)).isBetween(0.0, 2.0);
    Eventually.until("it rests", CoarseClockTest::isResting);
  }

  @Test
  @DisplayName("It goes on, and never back, where it changes between the two")
  void neverBack() {
    for (int i = 0; i < 20; i++) {
      Eventually.until("it rests", CoarseClockTest::isResting);
      for (int j = 0; j < 100; j++) {
        ask();
      }
      long start = last;
      Eventually.until(
          "it counts and goes on",
          () -> {
            ask();
            return last > start + 2;
          });
    }
  }
}
