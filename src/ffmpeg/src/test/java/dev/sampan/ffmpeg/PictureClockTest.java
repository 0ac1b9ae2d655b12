package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.PictureClock.Mode;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How often each picture is written, and when. */
class PictureClockTest {

  private static final Ratio MILLISECOND = new Ratio(1, 1000);
  private static final Ratio FRAME = new Ratio(1, 25);
  private static final long TICKS = 400_000;

  /** Feeds pictures at times in milliseconds, and says which are written when, in frames. */
  private static List<String> written(PictureClock clock, long duration, long... times) {
    List<String> rows = new ArrayList<>();
    String previous = "?";
    for (long time : times) {
      clock.next(time, duration);
      collect(clock, rows, previous, String.valueOf(time));
      previous = String.valueOf(time);
    }
    clock.end();
    collect(clock, rows, previous, previous);
    return rows;
  }

  private static void collect(
      PictureClock clock, List<String> rows, String previous, String current) {
    for (long i = 0; i < clock.times(); i++) {
      String shown = i < clock.previousTimes() ? previous : current;
      rows.add(shown + "@" + clock.tick() / TICKS);
    }
  }

  @Test
  @DisplayName("Pictures that are in time are written once each")
  void leavesRegularPicturesAlone() {
    PictureClock clock = new PictureClock(Mode.CONSTANT, MILLISECOND, FRAME);

    assertThat(written(clock, 40, 0, 40, 80)).containsExactly("0@0", "40@1", "80@2");
    assertThat(clock.duplicated()).isZero();
    assertThat(clock.dropped()).isZero();
  }

  @Test
  @DisplayName("A gap is filled with the pictures on either side")
  void fillsGaps() {
    PictureClock clock = new PictureClock(Mode.CONSTANT, MILLISECOND, FRAME);

    assertThat(written(clock, 40, 0, 160)).containsExactly("0@0", "0@1", "0@2", "160@3", "160@4");
    assertThat(clock.duplicated()).isEqualTo(3);
  }

  @Test
  @DisplayName("Pictures that come too fast are dropped")
  void dropsWhatComesTooFast() {
    PictureClock clock = new PictureClock(Mode.CONSTANT, MILLISECOND, FRAME);

    List<String> rows = written(clock, 10, 0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120);

    assertThat(rows.size()).isLessThan(13);
    assertThat(rows.size() + clock.dropped()).isEqualTo(13);
  }

  @Test
  @DisplayName("A gap before the first picture is kept where nothing has to stay in step")
  void keepsAGapAtTheBeginning() {
    PictureClock filled = new PictureClock(Mode.CONSTANT, MILLISECOND, FRAME);
    PictureClock kept = new PictureClock(Mode.CONSTANT_FROM_FIRST, MILLISECOND, FRAME);

    assertThat(written(filled, 40, 200, 240)).hasSizeGreaterThan(2);
    assertThat(written(kept, 40, 200, 240)).containsExactly("200@5", "240@6");
  }

  @Test
  @DisplayName("With a variable rate times are kept, and only what falls together is dropped")
  void keepsVariableTimes() {
    PictureClock clock = new PictureClock(Mode.VARIABLE, MILLISECOND, FRAME);

    assertThat(written(clock, 40, 0, 120, 400)).containsExactly("0@0", "120@3", "400@10");
  }

  @Test
  @DisplayName("Passed through, every picture is written")
  void passesEverythingThrough() {
    PictureClock clock = new PictureClock(Mode.PASSTHROUGH, MILLISECOND, FRAME);

    assertThat(written(clock, 40, 0, 1, 2, 80)).hasSize(4);
  }

  @Test
  @DisplayName("A time that would need millions of copies is a mistake, and is left out")
  void refusesEndlessGaps() {
    PictureClock clock = new PictureClock(Mode.CONSTANT, MILLISECOND, FRAME);

    assertThat(written(clock, 40, 0, 1_000_000_000_000L, 40)).hasSizeLessThan(5);
  }
}
