package dev.sampan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** FREE → TAKEN against everything that can happen to a free slot. */
public final class TakeStress {

  private TakeStress() {}

  @JCStressTest
  @Description("I1: a free slot is taken once")
  @Outcome(id = "true, false, taken", expect = ACCEPTABLE, desc = "The first has it.")
  @Outcome(id = "false, true, taken", expect = ACCEPTABLE, desc = "The second has it.")
  @Outcome(id = "true, true, .*", expect = FORBIDDEN, desc = "I1: Both got the slot.")
  @Outcome(id = "false, false, .*", expect = FORBIDDEN, desc = "I1: Nobody got a free slot.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was taken and is not.")
  @State
  public static class Take {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = slot.take();
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = slot.take();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I5: a handle of the generation before adds nothing to a slot that is taken")
  @Outcome(id = "true, stale, taken", expect = ACCEPTABLE, desc = "The handle is refused.")
  @Outcome(
      id = "true, [0-9]+, .*",
      expect = FORBIDDEN,
      desc = "I5: A stale handle added a reference.")
  @Outcome(
      id = "false, .*, .*",
      expect = FORBIDDEN,
      desc = "I5: A refused handle kept a slot from being taken.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A refused handle changed the state.")
  @State
  public static class StaleAddRef {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void take(LLL_Result r) {
      r.r1 = slot.take();
    }

    @Actor
    public void addRef(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.retain(generation - 1));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: a handle whose sample has just come back ends no lease that begins, and none is refused for it")
  @Outcome(id = "true, stale, taken", expect = ACCEPTABLE, desc = "The handle is refused.")
  @Outcome(
      id = "true, [0-9]+, .*",
      expect = FORBIDDEN,
      desc = "I5: A stale handle was released once more.")
  @Outcome(
      id = "false, .*, .*",
      expect = FORBIDDEN,
      desc = "I5: A refused handle kept a slot from being taken.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A refused handle changed the state.")
  @State
  public static class StaleRelease {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void take(LLL_Result r) {
      r.r1 = slot.take();
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation - 1, false, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: a forged handle of the generation that begins adds nothing before the slot is shared")
  @Outcome(
      id = "true, stale, leased 1",
      expect = ACCEPTABLE,
      desc = "The handle came too early and is refused.")
  @Outcome(
      id = "true, 2, leased 2",
      expect = ACCEPTABLE,
      desc = "The handle came when the lease was shared.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: A reference was added to a slot that had none, or was lost.")
  @State
  public static class LeaseAgainstAddRef {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void take(LLL_Result r) {
      r.r1 = slot.take();
      slot.lease();
    }

    @Actor
    public void addRef(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.retain(generation));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: a slot that was retired, whose line serves another slot, is not taken any more")
  @Outcome(
      id = "false, true, other free",
      expect = ACCEPTABLE,
      desc = "It was retired; the other slot is free.")
  @Outcome(
      id = "true, false, taken",
      expect = ACCEPTABLE,
      desc = "It was taken before it could be retired.")
  @Outcome(
      id = "true, true, .*",
      expect = FORBIDDEN,
      desc = "I4: A slot was taken whose memory is unmapped.")
  @Outcome(
      id = "false, true, .*",
      expect = FORBIDDEN,
      desc = "I1: Looking at a retired slot changed the state of another one.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A free slot was neither taken nor retired.")
  @State
  public static class Retire {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);
    private Slot other;

    @Actor
    public void take(LLL_Result r) {
      r.r1 = slot.take();
    }

    @Actor
    public void retire(LLL_Result r) {
      boolean taken = slot.take();
      if (taken) {
        slot.retire();
        other = BareSlots.on(slot.line);
      }
      r.r2 = taken;
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 =
          other == null
              ? BareSlots.end(slot, generation)
              : "other " + BareSlots.end(other, BareSlots.generation(other));
    }
  }

  @JCStressTest
  @Description("I1: a slot whose generations are used up is retired and never lent again")
  @Outcome(id = "false, 0, retired", expect = ACCEPTABLE, desc = "It is retired.")
  @Outcome(
      id = "true, .*, .*",
      expect = FORBIDDEN,
      desc = "I5: A slot was lent in a generation that it had before.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot whose generations are used up is not retired.")
  @State
  public static class WornOut {
    private final Slot slot = BareSlots.free();
    private final long generation = BareSlots.generation(slot);

    public WornOut() {
      slot.begin(SlotState.MAX_GENERATION);
      slot.take();
    }

    @Actor
    public void take(LLL_Result r) {
      r.r1 = slot.take();
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(SlotState.MAX_GENERATION, true, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.state(slot, SlotState.MAX_GENERATION);
      BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I4: who takes a slot sees all that was done with it before, also what was done after the last release")
  @Outcome(id = "false, 0, next free", expect = ACCEPTABLE, desc = "It was not free yet.")
  @Outcome(
      id = "true, 2, next taken",
      expect = ACCEPTABLE,
      desc = "It was taken when it was cleared.")
  @Outcome(
      id = "true, 1, .*",
      expect = FORBIDDEN,
      desc = "I4: A slot was taken before it was cleared.")
  @Outcome(
      id = "true, 0, .*",
      expect = FORBIDDEN,
      desc = "I4: A slot was taken before its holder let go.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was given back and is lost.")
  @State
  public static class ClearOnReturn {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);
    private int memory;

    @Actor
    public void take(LLL_Result r) {
      boolean taken = slot.take();
      r.r1 = taken;
      r.r2 = taken ? memory : 0;
    }

    @Actor
    public void release() {
      memory = 1;
      if (slot.release(generation, true, false) == 0) {
        memory = 2;
        slot.free();
      }
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: who takes a slot sees all that its last holder did with it")
  @Outcome(id = "false, 0, next free", expect = ACCEPTABLE, desc = "It was not free yet.")
  @Outcome(id = "true, 1, next taken", expect = ACCEPTABLE, desc = "It was taken after the return.")
  @Outcome(
      id = "true, 0, .*",
      expect = FORBIDDEN,
      desc = "I4: A slot was taken before its holder let go.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was given back and is lost.")
  @State
  public static class Return {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);
    private int memory;

    @Actor
    public void take(LLL_Result r) {
      boolean taken = slot.take();
      r.r1 = taken;
      r.r2 = taken ? memory : 0;
    }

    @Actor
    public void release() {
      memory = 1;
      slot.release(generation, true, true);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }
}
