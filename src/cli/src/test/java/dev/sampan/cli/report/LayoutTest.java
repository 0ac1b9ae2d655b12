package dev.sampan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.cli.report.Rows.Placed;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I10")
@DisplayName("I10: two who have a sample at once are both seen, and counted as one sample")
class LayoutTest {

  private static Interval hold(long generation, int party, long from, long to) {
    return new Interval(
        1, 0, generation, false, party, 0, from * 1000_000, to * 1000_000, 0, Outcome.RELEASED);
  }

  @Test
  void whoHasItAloneHasTheWholeHeight() {
    List<Placed> placed =
        Rows.place(List.of(hold(2, 1, 60, 90), hold(1, 0, 0, 50), hold(2, 0, 90, 95)));
    assertThat(placed).extracting(Placed::lanes).containsOnly(1);
    assertThat(placed).extracting(one -> one.interval().start()).isSorted();
  }

  @Test
  void whoHaveItAtOnceShareTheHeight() {
    List<Placed> placed =
        Rows.place(
            List.of(hold(1, 0, 0, 50), hold(1, 1, 10, 30), hold(1, 2, 35, 60), hold(2, 0, 70, 80)));
    assertThat(placed).extracting(Placed::lane).containsExactly(0, 1, 1, 0);
    assertThat(placed).extracting(Placed::lanes).containsExactly(2, 2, 2, 1);
  }

  @Test
  void aSampleThatSeveralHoldIsOutOnce() {
    Usage usage = Usage.of(List.of(hold(1, 0, 0, 50), hold(1, 1, 10, 30), hold(1, 2, 55, 60)));
    assertThat(usage.mostOut()).isEqualTo(1);
    assertThat(usage.stays()).isEqualTo(1);
    assertThat(usage.steps()).containsExactly(new Usage.Step(0, 1), new Usage.Step(60_000_000, 0));
  }

  @Test
  void theNextLeaseOfASlotIsNotCountedBesideTheOneBefore() {
    Usage usage = Usage.of(List.of(hold(1, 0, 0, 51), hold(2, 1, 50, 80)));
    assertThat(usage.mostOut()).isEqualTo(1);
  }

  @Test
  void aProfileSaysHowLongAndHowMany() {
    List<Interval> held = List.of(hold(1, 0, 0, 10), hold(2, 0, 5, 25), hold(3, 0, 25, 125));
    Profile profile = Profile.of(held);
    assertThat(profile).isEqualTo(new Profile(0, 3, 2, 20_000_000, 100_000_000, 100_000_000));
    assertThat(Profile.histogram(held, new long[] {10_000_000, 50_000_000}))
        .containsExactly(1L, 1L, 1L);
  }

  @Test
  void namesAreEscaped() {
    assertThat(new Html().line("note", "<script>\"&\"").text())
        .isEqualTo("<p class=\"note\">&lt;script&gt;&quot;&amp;&quot;</p>\n");
  }
}
