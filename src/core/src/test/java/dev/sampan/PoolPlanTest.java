package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I10")
@DisplayName("I10: a plan refuses the pool that comes to a standstill, and the size it names works")
@Timeout(30)
class PoolPlanTest {

  private static final Holder WRITER = new Holder("writer", Holder.Kind.WRITER);
  private static final Holder MUX = new Holder("asf muxer stream 0", Holder.Kind.MUXER_STREAM);
  private static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);

  /**
   * A pipeline of one thread: an encoder that keeps some samples until it gets another, then a
   * muxer that does. Names who had everything when it stood still.
   */
  private static List<Holding> run(SampleAllocator allocator, int encoder, int muxer)
      throws InterruptedException {
    ArrayDeque<Sample> encoding = new ArrayDeque<>();
    ArrayDeque<Sample> muxing = new ArrayDeque<>();
    try {
      for (int i = 0; i < 100; i++) {
        encoding.add(allocator.allocate(Duration.ZERO, ENCODER).publish());
        if (encoding.size() > encoder) {
          muxing.add(encoding.remove().passTo(MUX));
        }
        if (muxing.size() > muxer) {
          muxing.remove().close();
        }
      }
      return List.of();
    } catch (AllocatorExhaustedException e) {
      return e.holders();
    } finally {
      encoding.forEach(Sample::close);
      muxing.forEach(Sample::close);
    }
  }

  @Test
  void onlyTheRefusedSizesStandStill() throws InterruptedException {
    for (int encoder = 0; encoder < 4; encoder++) {
      for (int muxer = 0; muxer < 4; muxer++) {
        PoolPlan plan =
            PoolPlan.of("frames")
                .with(ENCODER, encoder, encoder, "references")
                .with(MUX, muxer, muxer, "it waits for stream 1");
        for (int size = 1; size < 10; size++) {
          try (SampleAllocator allocator = SampleAllocator.builder("frames").count(size).build()) {
            List<Holding> stuck = run(allocator, encoder, muxer);
            PoolTooSmallException refusal = refusal(plan, size);
            assertThat(refusal != null)
                .as("%d samples, %d and %d kept: stuck with %s", size, encoder, muxer, stuck)
                .isEqualTo(!stuck.isEmpty());
            if (refusal != null) {
              assertThat(refusal.leastSamples()).isEqualTo(encoder + muxer + 1);
            }
          }
        }
      }
    }
  }

  private static PoolTooSmallException refusal(PoolPlan plan, int size) {
    return catchThrowableOfType(PoolTooSmallException.class, () -> plan.check(size));
  }

  @Test
  void theRefusalGivesReasonAndSize() {
    PoolPlan plan =
        PoolPlan.of("packets")
            .with(WRITER, 0, 4, "")
            .with(MUX, 24, 24, "it waits for stream 1")
            .with(ENCODER, 1, 2, "");
    assertThat(plan.leastSamples()).isEqualTo(26);
    assertThat(plan.samples()).isEqualTo(31);
    assertThatThrownBy(() -> plan.check(8))
        .isInstanceOf(PoolTooSmallException.class)
        .hasMessage(
            "8 samples of \"packets\" can come to a standstill: until they get another one, these"
                + " keep 25: asf muxer stream 0 ×24 (it waits for stream 1), wmv2 encoder ×1; it needs"
                + " 26, and with 31 nobody waits");
    plan.check(26);
  }

  @Test
  void aPlanOfAProfileFitsTheRunThatWasMeasured() throws InterruptedException {
    PoolPlan plan;
    try (SampleAllocator large = SampleAllocator.builder("large").count(32).profile(true).build()) {
      assertThat(run(large, 2, 7)).isEmpty();
      plan = PoolPlan.from("large", large.profiles());
      // The one that moves is counted with either of those between whom it moves.
      assertThat(plan.leastSamples()).isBetween(2 + 7 + 1, 2 + 7 + 3);
      assertThat(large.highWater()).isLessThanOrEqualTo(plan.samples());
    }
    try (SampleAllocator planned =
        SampleAllocator.builder("planned").count(plan.leastSamples()).build()) {
      assertThat(run(planned, 2, 7)).isEmpty();
    }
  }

  @Test
  void queuesAndTheKernelLetGoByThemselves() throws InterruptedException {
    try (SampleAllocator allocator =
        SampleAllocator.builder("queued").count(8).profile(true).build()) {
      List<Sample> out = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        out.add(allocator.allocate(WRITER).publish());
        out.add(allocator.allocate(new Holder("kernel", Holder.Kind.KERNEL)).publish());
      }
      out.forEach(Sample::close);
      PoolPlan plan = PoolPlan.from("queued", allocator.profiles());
      assertThat(plan.leastSamples()).isEqualTo(1);
      assertThat(plan.samples()).isEqualTo(7);
    }
  }

  @Test
  void aStageMayHoldNoFewerThanItMust() {
    assertThatThrownBy(() -> PoolPlan.of("a").with(MUX, 3, 2, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asf muxer stream 0 must hold 3 and may hold 2");
    assertThatThrownBy(() -> PoolPlan.of("a").with(MUX, -1, 2, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
