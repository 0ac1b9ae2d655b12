package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.Progress;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressDisplayTest {

  private static final long SECOND = 10_000_000;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

  private static Progress at(long seconds, long duration) {
    return new Progress(seconds * 25, seconds * 25, seconds * SECOND, duration, 50, 0);
  }

  private static String bar(Progress progress, int width) {
    int room = ProgressDisplay.Bar.room("transcoding", progress, width);
    return ProgressDisplay.Bar.line("transcoding", progress, width, room);
  }

  @Test
  void theBarTakesTheRoomThatIsLeft() {
    assertThat(bar(at(5, 10 * SECOND), 79))
        .hasSize(79)
        .isEqualTo(
            "transcoding  [#############--------------]   50%  0:05/0:10  125 frames, 50 fps");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 20, 40, 50, 60, 79, 100, 200, 1000})
  void theBarNeverExceedsItsWidth(int width) {
    assertThat(bar(at(5, 10 * SECOND), width)).hasSizeLessThanOrEqualTo(width);
    assertThat(bar(at(5, -1), width)).hasSizeLessThanOrEqualTo(width);
  }

  @Test
  void whereTheDurationIsNotKnownThereIsNoBar() {
    assertThat(bar(at(5, -1), 79)).isEqualTo("transcoding  0:05  125 frames, 50 fps");
  }

  @Test
  void timesBeyondTheEndAreTheEnd() {
    assertThat(bar(at(12, 10 * SECOND), 79)).contains(" 100% ");
  }

  @Test
  void theBarDoesNotBecomeLongerAgain() {
    try (ProgressDisplay bar = ProgressDisplay.of(ProgressMode.BAR, "x", new Terminal(out, 60))) {
      bar.progress(new Progress(0, 9_999, 0, SECOND, 5, 0));
      bar.progress(new Progress(0, 1, 0, SECOND, 5, 0));
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines().skip(1))
        .hasSize(2)
        .allSatisfy(line -> assertThat(line).hasSize(59).contains("[" + "-".repeat(16) + "]"));
  }

  @Test
  void automaticIsABarOnATerminalAlone() {
    assertThat(ProgressDisplay.of(ProgressMode.AUTO, "x", new Terminal(out, 80)))
        .isInstanceOf(ProgressDisplay.Bar.class);
    assertThat(ProgressDisplay.of(ProgressMode.AUTO, "x", new Terminal(out, 0)))
        .isInstanceOf(ProgressDisplay.Lines.class);
    assertThat(ProgressDisplay.of(ProgressMode.BAR, "x", new Terminal(out, 0)))
        .isInstanceOf(ProgressDisplay.Bar.class);
  }

  @Test
  void linesComeOnceASecondAndAtTheEnd() {
    AtomicLong now = new AtomicLong();
    try (ProgressDisplay lines =
        new ProgressDisplay.Lines("transcoding", new Terminal(out, 0), now::get)) {
      lines.progress(at(1, 10 * SECOND));
      now.set(999_999_999);
      lines.progress(at(2, 10 * SECOND));
      now.set(1_000_000_000);
      lines.progress(at(3, 10 * SECOND));
      now.set(1_500_000_000);
      lines.progress(at(9, 10 * SECOND));
      lines.finish();
    }
    assertThat(bytes.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "transcoding 30%, 0:03 of 0:10, 75 frames, 50 fps",
            "transcoding 100%, 0:10 of 0:10, 225 frames, 50 fps");
  }

  @Test
  void nothingIsShownOfAJobThatReportedNothing() {
    try (ProgressDisplay lines =
        ProgressDisplay.of(ProgressMode.PLAIN, "x", new Terminal(out, 0))) {
      lines.finish();
    }
    assertThat(bytes.size()).isZero();
  }
}
