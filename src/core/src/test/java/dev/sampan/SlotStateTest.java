package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("I1")
@DisplayName("I1: the state word")
class SlotStateTest {

  static LongStream generations() {
    return LongStream.of(0, 1, 2, 0xffff_ffffL, 0x1_0000_0000L, 1L << 39, SlotState.MAX_GENERATION);
  }

  private static int states(long word) {
    return (SlotState.isFree(word) ? 1 : 0)
        + (SlotState.isTaken(word) ? 1 : 0)
        + (SlotState.isLeased(word) ? 1 : 0)
        + (SlotState.isHeld(word) ? 1 : 0)
        + (SlotState.isRetired(word) ? 1 : 0);
  }

  @ParameterizedTest
  @MethodSource("generations")
  void everyWordThatCanAriseIsInExactlyOneState(long generation) {
    assertThat(states(SlotState.free(generation))).isEqualTo(1);
    assertThat(states(SlotState.taken(generation))).isEqualTo(1);
    assertThat(states(SlotState.retired(generation))).isEqualTo(1);
    for (long n : new long[] {1, 2, 3, 1000, SlotState.MAX_REFERENCES}) {
      long leased = SlotState.leased(generation) + n - 1;
      long held = SlotState.handedOff(leased);
      assertThat(states(leased)).as("leased %d", n).isEqualTo(1);
      assertThat(states(held)).as("held %d", n).isEqualTo(1);
      assertThat(SlotState.isLeased(leased)).isTrue();
      assertThat(SlotState.isHeld(held)).isTrue();
      assertThat(SlotState.references(leased)).isEqualTo(n);
      assertThat(SlotState.references(held)).isEqualTo(n);
      assertThat(SlotState.generation(held)).isEqualTo(generation);
    }
  }

  @ParameterizedTest
  @MethodSource("generations")
  void statesWithoutACountHaveNoReferences(long generation) {
    assertThat(SlotState.references(SlotState.free(generation))).isZero();
    assertThat(SlotState.references(SlotState.taken(generation))).isZero();
    assertThat(SlotState.references(SlotState.retired(generation))).isZero();
    assertThat(SlotState.generation(SlotState.retired(generation))).isEqualTo(generation);
  }

  @Test
  void noWordOfTheLowerBitsIsInTwoStates() {
    for (long references = 0; references < 1L << SlotState.REFERENCE_BITS; references++) {
      int states = states(SlotState.free(7) | references);
      if (states > 1) {
        assertThat(states).as("word with references %x", references).isLessThanOrEqualTo(1);
      }
    }
  }

  @Test
  void aReturnCountsTheGenerationUp() {
    assertThat(SlotState.returned(41, true)).isEqualTo(SlotState.free(42));
  }

  @Test
  @Tag("I5")
  void theLastGenerationEndsInRetirementInsteadOfAWrap() {
    assertThat(SlotState.returned(SlotState.MAX_GENERATION - 1, true))
        .isEqualTo(SlotState.free(SlotState.MAX_GENERATION));
    assertThat(SlotState.isRetired(SlotState.returned(SlotState.MAX_GENERATION, true))).isTrue();
  }

  @Test
  void descriptionsNameStateReferencesAndGeneration() {
    assertThat(SlotState.describe(SlotState.free(3))).isEqualTo("free, generation 3");
    assertThat(SlotState.describe(SlotState.leased(3) + 1))
        .isEqualTo("leased, 2 references, generation 3");
    assertThat(SlotState.describe(SlotState.handedOff(SlotState.leased(3) + 4)))
        .isEqualTo("held, 5 references, generation 3");
    assertThat(SlotState.describe(SlotState.retired(3))).isEqualTo("retired, generation 3");
  }
}
