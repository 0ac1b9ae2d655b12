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
import org.openjdk.jcstress.infra.results.LL_Result;

/** Those who look for a free slot against each other, and against those who give one back. */
public final class FreeListStress {

  private FreeListStress() {}

  /** A list of two slots that have never been used. */
  private static final class TwoSlots {
    final Slot[] slots = {BareSlots.free(), BareSlots.free()};
    final FreeList list = new FreeList(slots);

    String pop() {
      int slot = list.pop();
      return slot == FreeList.NONE ? "none" : "slot " + slot;
    }

    void giveBack(int slot) {
      slots[slot].release(BareSlots.generation(slots[slot]), true, true);
      list.given(slot);
    }

    void end() {
      for (Slot slot : slots) {
        BareSlots.end(slot, 0);
      }
    }
  }

  @JCStressTest
  @Description("I1: of two who look for a free slot each gets one where there are two, used or not")
  @Outcome(id = "slot 0, slot 1, none", expect = ACCEPTABLE, desc = "Each has one.")
  @Outcome(id = "slot 1, slot 0, none", expect = ACCEPTABLE, desc = "Each has one.")
  @Outcome(id = "slot 0, slot 0, .*", expect = FORBIDDEN, desc = "I1: Both got the same slot.")
  @Outcome(id = "slot 1, slot 1, .*", expect = FORBIDDEN, desc = "I1: Both got the same slot.")
  @Outcome(
      id = "none, .*, .*",
      expect = FORBIDDEN,
      desc = "A slot was free, and it was said that there is none.")
  @Outcome(
      id = ".*, none, .*",
      expect = FORBIDDEN,
      desc = "A slot was free, and it was said that there is none.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was found that somebody has.")
  @State
  public static class Unused {
    private final TwoSlots two = new TwoSlots();

    @Actor
    public void first(LLL_Result r) {
      r.r1 = two.pop();
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = two.pop();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = two.pop();
      two.end();
    }
  }

  @JCStressTest
  @Description(
      "I1: of two who look for slots that were given back each gets one where there are two")
  @Outcome(id = "slot 0, slot 1, none", expect = ACCEPTABLE, desc = "Each has one.")
  @Outcome(id = "slot 1, slot 0, none", expect = ACCEPTABLE, desc = "Each has one.")
  @Outcome(id = "slot 0, slot 0, .*", expect = FORBIDDEN, desc = "I1: Both got the same slot.")
  @Outcome(id = "slot 1, slot 1, .*", expect = FORBIDDEN, desc = "I1: Both got the same slot.")
  @Outcome(
      id = "none, .*, .*",
      expect = FORBIDDEN,
      desc = "A slot was free, and it was said that there is none.")
  @Outcome(
      id = ".*, none, .*",
      expect = FORBIDDEN,
      desc = "A slot was free, and it was said that there is none.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was found that somebody has.")
  @State
  public static class GivenBack {
    private final TwoSlots two = new TwoSlots();

    public GivenBack() {
      two.pop();
      two.pop();
      two.giveBack(0);
      two.giveBack(1);
    }

    @Actor
    public void first(LLL_Result r) {
      r.r1 = two.pop();
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = two.pop();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = two.pop();
      two.end();
    }
  }

  @JCStressTest
  @Description("I1: one who looks for any slot and one who wants a certain one do not get the same")
  @Outcome(id = "slot 1, true, none", expect = ACCEPTABLE, desc = "Each has one.")
  @Outcome(
      id = "slot 0, false, slot 1",
      expect = ACCEPTABLE,
      desc = "The certain one was taken, and the other one is free.")
  @Outcome(id = "slot 0, true, .*", expect = FORBIDDEN, desc = "I1: Both got the same slot.")
  @Outcome(
      id = "none, .*, .*",
      expect = FORBIDDEN,
      desc = "A slot was free, and it was said that there is none.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A free slot was refused, or is lost.")
  @State
  public static class CertainOne {
    private final TwoSlots two = new TwoSlots();

    @Actor
    public void any(LLL_Result r) {
      r.r1 = two.pop();
    }

    @Actor
    public void certain(LLL_Result r) {
      r.r2 = two.list.take(0);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = two.pop();
      two.end();
    }
  }

  @JCStressTest
  @Description("I1: a slot that is given back is found, now or later")
  @Outcome(id = "slot 0, given, none", expect = ACCEPTABLE, desc = "It was found at once.")
  @Outcome(
      id = "none, given, slot 0",
      expect = ACCEPTABLE,
      desc = "It was given back too late, and is found later.")
  @Outcome(
      id = "none, given, none",
      expect = FORBIDDEN,
      desc = "I1: A slot was given back and is lost.")
  @Outcome(expect = FORBIDDEN, desc = "I1: One slot was found twice.")
  @State
  public static class Return {
    private final TwoSlots two = new TwoSlots();

    public Return() {
      two.pop();
      two.pop();
    }

    @Actor
    public void take(LLL_Result r) {
      r.r1 = two.pop();
    }

    @Actor
    public void giveBack(LLL_Result r) {
      two.giveBack(0);
      r.r2 = "given";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = two.pop();
      two.end();
    }
  }

  @JCStressTest
  @Description(
      "I6: who begins to wait finds the slot that a hold gives back by a plain store, or is seen to wait")
  @Outcome(id = "found, not seen", expect = ACCEPTABLE, desc = "He has it himself.")
  @Outcome(id = "found, seen", expect = ACCEPTABLE, desc = "He has it, and was seen, too.")
  @Outcome(id = "none, seen", expect = ACCEPTABLE, desc = "He is given it.")
  @Outcome(
      id = "none, not seen",
      expect = FORBIDDEN,
      desc = "I6: A slot came back, and who waits for it sleeps on.")
  @State
  public static class Wait {
    private final TwoSlots two = new TwoSlots();
    private final long generation;

    public Wait() {
      two.pop();
      two.pop();
      Slot held = two.slots[0];
      generation = BareSlots.generation(held);
      held.handOffTaken(generation);
    }

    @Actor
    public void await(LL_Result r) {
      two.list.addWaiter();
      r.r1 = two.list.search() == FreeList.NONE ? "none" : "found";
    }

    @Actor
    public void giveBack(LL_Result r) {
      two.slots[0].beginEnd(generation);
      two.slots[0].ended(generation);
      r.r2 = two.list.given(0) ? "seen" : "not seen";
    }

    @Arbiter
    public void end() {
      two.end();
    }
  }

  @JCStressTest
  @Description(
      "I4: who closes a list takes the slot that a hold gives back by a plain store, or is seen to have closed it")
  @Outcome(id = "taken, not seen", expect = ACCEPTABLE, desc = "The closer sees to it.")
  @Outcome(id = "taken, seen", expect = ACCEPTABLE, desc = "The closer sees to it.")
  @Outcome(id = "not taken, seen", expect = ACCEPTABLE, desc = "Who gave it back sees to it.")
  @Outcome(
      id = "not taken, not seen",
      expect = FORBIDDEN,
      desc = "I4: The memory of a closed allocator stays after the last hold.")
  @State
  public static class Close {
    private final TwoSlots two = new TwoSlots();
    private final long generation;

    public Close() {
      two.pop();
      two.pop();
      Slot held = two.slots[0];
      generation = BareSlots.generation(held);
      held.handOffTaken(generation);
    }

    @Actor
    public void close(LL_Result r) {
      two.list.close();
      r.r1 = two.slots[0].takeSettled() ? "taken" : "not taken";
    }

    @Actor
    public void giveBack(LL_Result r) {
      two.slots[0].beginEnd(generation);
      two.slots[0].ended(generation);
      r.r2 = two.list.given(0) ? "seen" : "not seen";
    }

    @Arbiter
    public void end() {
      two.end();
    }
  }

  @JCStressTest
  @Description(
      "Where one slot is free at every moment, whichever it is, nobody hears that there is none")
  @Outcome(id = "slot [01], .*, none", expect = ACCEPTABLE, desc = "A slot was found.")
  @Outcome(
      id = "none, .*, .*",
      expect = FORBIDDEN,
      desc = "A slot was free all the time, and it was said that there is none.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A slot was found that somebody has, or is lost.")
  @State
  public static class Moving {
    private static final int MOVES = 12;

    private final TwoSlots two = new TwoSlots();

    public Moving() {
      two.list.take(0);
    }

    @Actor
    public void look(LLL_Result r) {
      r.r1 = two.pop();
    }

    @Actor
    public void move(LLL_Result r) {
      int mine = 0;
      int moves = 0;
      while (moves < MOVES) {
        two.giveBack(mine);
        moves++;
        if (!two.list.take(1 - mine)) {
          // The other thread has it; take back what was just given, if that is there.
          two.list.take(mine);
          break;
        }
        mine = 1 - mine;
      }
      r.r2 = "moved";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = two.pop();
      two.end();
    }
  }

  @JCStressTest
  @Description("I1: the last free sample is lent once")
  @Outcome(id = "lent, none, free", expect = ACCEPTABLE, desc = "The first has it.")
  @Outcome(id = "none, lent, free", expect = ACCEPTABLE, desc = "The second has it.")
  @Outcome(
      id = "lent, lent, .*",
      expect = FORBIDDEN,
      desc = "I2: Two threads can write one sample.")
  @Outcome(
      id = "none, none, .*",
      expect = FORBIDDEN,
      desc = "A sample was free, and it was said that there is none.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A sample is lost.")
  @State
  public static class LastSample {
    private final SlabAllocator allocator = Allocators.ofOne();
    private SampleLease one;
    private SampleLease two;

    @Actor
    public void first(LLL_Result r) {
      one = allocator.tryAllocate();
      r.r1 = one == null ? "none" : "lent";
    }

    @Actor
    public void second(LLL_Result r) {
      two = allocator.tryAllocate();
      r.r2 = two == null ? "none" : "lent";
    }

    @Arbiter
    public void end(LLL_Result r) {
      Allocators.close(one, two);
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I4: the only sample is lent again after it came back, and not before")
  @Outcome(id = "lent, released, free", expect = ACCEPTABLE, desc = "It was back.")
  @Outcome(id = "none, released, free", expect = ACCEPTABLE, desc = "It was not back yet.")
  @Outcome(
      id = "early, .*, .*",
      expect = FORBIDDEN,
      desc = "I4: A sample was lent while somebody held it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A sample came back and is lost.")
  @State
  public static class LendAgain {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private SampleLease lease;
    private boolean released;

    @Actor
    public void lend(LLL_Result r) {
      lease = allocator.tryAllocate();
      r.r1 = lease == null ? "none" : released ? "lent" : "early";
    }

    @Actor
    public void release(LLL_Result r) {
      released = true; // plain: the return has to publish it
      hold.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      Allocators.close(lease);
      r.r3 = Allocators.end(allocator);
    }
  }
}
