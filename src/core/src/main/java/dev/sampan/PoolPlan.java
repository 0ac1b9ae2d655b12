package dev.sampan;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.StringJoiner;

/**
 * How many samples a pool needs, from what each of those does who hold them.
 *
 * <pre>{@code
 * PoolPlan plan =
 *     PoolPlan.of("packets")
 *         .with(writer, 0, 4, "a queue that empties by itself")
 *         .with(muxer, 24, 24, "it waits for the other stream");
 * plan.check(8);      // throws: 25 are needed
 * plan.samples();     // 29, with which nobody waits for anybody
 * }</pre>
 *
 * <p>What a stage <i>must</i> hold is what it keeps until it is given another sample: a decoder's
 * references, a muxer's packets that wait for another stream. If all samples are kept so, nobody
 * gives one back any more, and whoever fills the next one waits for ever. What it <i>may</i> hold
 * is more, but goes without that: a queue, writes under way.
 *
 * @param pool the pool's name, for messages
 * @param stages those who hold samples
 */
public record PoolPlan(String pool, List<Stage> stages) {

  /**
   * One who holds samples of the pool.
   *
   * @param holder who
   * @param mustHold how many it keeps at most until it is given another
   * @param mayHold how many it has at most
   * @param reason why, for messages; may be empty
   */
  public record Stage(Holder holder, int mustHold, int mayHold, String reason) {

    /** Checks the numbers. */
    public Stage {
      Objects.requireNonNull(holder, "holder");
      Objects.requireNonNull(reason, "reason");
      if (mustHold < 0 || mayHold < mustHold) {
        throw new IllegalArgumentException(
            "%s must hold %d and may hold %d; it may hold no fewer than it must, and that not below"
                    .formatted(holder, mustHold, mayHold)
                + " 0");
      }
    }

    @Override
    public String toString() {
      return reason.isEmpty()
          ? "%s ×%d".formatted(holder, mustHold)
          : "%s ×%d (%s)".formatted(holder, mustHold, reason);
    }
  }

  /** Copies the list. */
  public PoolPlan {
    Objects.requireNonNull(pool, "pool");
    stages = List.copyOf(stages);
  }

  /**
   * Begins a plan for a pool whose samples nobody holds but who fills them.
   *
   * @param pool its name
   * @return the plan
   */
  public static PoolPlan of(String pool) {
    return new PoolPlan(pool, List.of());
  }

  /**
   * Makes a plan of what was measured. Writers' queues and the kernel let go by themselves; all
   * others are taken to keep what they had at most, so that the plan errs on the safe side. Holders
   * that had the same sample at the same time are counted each.
   *
   * @param pool the pool's name
   * @param profiles what each holder did, see {@link SampleAllocator#profiles()}
   * @return the plan
   */
  public static PoolPlan from(String pool, List<HolderProfile> profiles) {
    List<Stage> stages = new ArrayList<>();
    for (HolderProfile profile : profiles) {
      int most = profile.mostHeld();
      boolean passes =
          switch (profile.holder().kind()) {
            case WRITER, KERNEL -> true;
            case APPLICATION, READER, ENCODER, MUXER_STREAM, NATIVE_CONSUMER -> false;
          };
      stages.add(new Stage(profile.holder(), passes ? 0 : most, most, passes ? "" : "measured"));
    }
    return new PoolPlan(pool, stages);
  }

  /**
   * Returns the plan with one more holder.
   *
   * @param holder who
   * @param mustHold how many it keeps at most until it is given another
   * @param mayHold how many it has at most
   * @param reason why, for messages; may be empty
   * @return the new plan
   * @throws IllegalArgumentException if mustHold is negative or above mayHold
   */
  public PoolPlan with(Holder holder, int mustHold, int mayHold, String reason) {
    List<Stage> more = new ArrayList<>(stages);
    more.add(new Stage(holder, mustHold, mayHold, reason));
    return new PoolPlan(pool, more);
  }

  /**
   * Returns with how many samples the pool always goes on: what is kept, and one that moves.
   *
   * @return at least 1
   */
  public int leastSamples() {
    return stages.stream().mapToInt(Stage::mustHold).reduce(1, Math::addExact);
  }

  /**
   * Returns with how many samples nobody waits for a sample because another has it: what all may
   * hold, and one that is being filled.
   *
   * @return at least {@link #leastSamples()}
   */
  public int samples() {
    return stages.stream().mapToInt(Stage::mayHold).reduce(1, Math::addExact);
  }

  /**
   * Refuses a pool that can come to a standstill.
   *
   * @param samples how many it has
   * @throws PoolTooSmallException if that is below {@link #leastSamples()}; it names who keeps
   *     them, and the number that works
   */
  public void check(int samples) {
    int least = leastSamples();
    if (samples >= least) {
      return;
    }
    StringJoiner keepers = new StringJoiner(", ");
    for (Stage stage : stages) {
      if (stage.mustHold() > 0) {
        keepers.add(stage.toString());
      }
    }
    throw new PoolTooSmallException(
        "%d %s of \"%s\" can come to a standstill: until they get another one, these keep %d: %s; it needs"
                .formatted(samples, samples == 1 ? "sample" : "samples", pool, least - 1, keepers)
            + " %d, and with %d nobody waits".formatted(least, samples()),
        least);
  }
}
