package dev.sampan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** References that are added and taken away by several threads at once. */
public final class ReferenceStress {

  private ReferenceStress() {}

  @JCStressTest
  @Description("I4: each reference that is added is counted")
  @Outcome(id = "2, 3, held 3", expect = ACCEPTABLE, desc = "The first was the first.")
  @Outcome(id = "3, 2, held 3", expect = ACCEPTABLE, desc = "The second was the first.")
  @Outcome(
      id = "2, 2, .*",
      expect = FORBIDDEN,
      desc =
          "I4: Two references were counted as one; the memory is lent again while somebody holds it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A reference was refused or counted twice.")
  @State
  public static class AddRef {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.retain(generation));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I5: the last reference that can be counted is given once")
  @Outcome(id = "8388592, too many, held 8388592", expect = ACCEPTABLE, desc = "The first got it.")
  @Outcome(id = "too many, 8388592, held 8388592", expect = ACCEPTABLE, desc = "The second got it.")
  @Outcome(
      id = "8388592, 8388592, .*",
      expect = FORBIDDEN,
      desc = "I5: Two got the last reference.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: A reference past the limit was added, or the last one was refused to both.")
  @State
  public static class Limit {
    private final Slot slot = BareSlots.held((int) SlotState.MAX_REFERENCES - 1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.retain(generation));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: a reference is added to a hold only as long as the hold exists")
  @Outcome(
      id = "2, 1, held 1",
      expect = ACCEPTABLE,
      desc = "The reference came first; the sample stays.")
  @Outcome(
      id = "stale, 0, next free",
      expect = ACCEPTABLE,
      desc = "The sample came back first; the reference is refused.")
  @Outcome(
      id = "[0-9]+, 0, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody got a reference to it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The reference was lost or refused without a reason.")
  @State
  public static class AddRefLastRelease {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void addRef(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I4: a reference is added to a hold that is just being ended by its slot's word, or the hold ends")
  @Outcome(
      id = "2, not begun, held 2",
      expect = ACCEPTABLE,
      desc = "The reference came first; the sample stays.")
  @Outcome(
      id = "stale, ended, next free",
      expect = ACCEPTABLE,
      desc = "The sample came back first; the reference is refused.")
  @Outcome(
      id = "[0-9]+, ended, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody got a reference to it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The reference was lost or refused without a reason.")
  @State
  public static class AddRefEnd {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void addRef(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void end(LLL_Result r) {
      if (slot.beginEnd(generation)) {
        slot.ended(generation);
        r.r2 = "ended";
      } else {
        r.r2 = "not begun";
      }
    }

    @Arbiter
    public void after(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: who has a reference does not notice that somebody else tries to end what he has not")
  @Outcome(id = "0, .*, next free", expect = ACCEPTABLE, desc = "It was released.")
  @Outcome(
      id = "stale, .*, .*",
      expect = FORBIDDEN,
      desc = "I5: A release was refused and is lost.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A reference that was released is there again.")
  @State
  public static class ReleaseNotEnd {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void release(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Actor
    public void end(LLL_Result r) {
      boolean begun = slot.beginEnd(generation);
      if (begun) {
        slot.notEnded(generation);
      }
      r.r2 = begun ? "taken back" : "not begun";
    }

    @Arbiter
    public void after(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: a reference is added while another goes")
  @Outcome(id = "2, 1, held 2", expect = ACCEPTABLE, desc = "One went first.")
  @Outcome(id = "3, 2, held 2", expect = ACCEPTABLE, desc = "One came first.")
  @Outcome(expect = FORBIDDEN, desc = "I4: A reference is lost or was counted twice.")
  @State
  public static class AddRefRelease {
    private final Slot slot = BareSlots.held(2);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void addRef(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: a lease whose handle somebody has is cancelled, or has a reference more")
  @Outcome(
      id = "2, 1, leased 1",
      expect = ACCEPTABLE,
      desc = "The reference came first; the lease goes on.")
  @Outcome(
      id = "stale, 0, next free",
      expect = ACCEPTABLE,
      desc = "It was cancelled first; the reference is refused.")
  @Outcome(
      id = "[0-9]+, 0, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody got a reference to it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The reference was lost or refused without a reason.")
  @State
  public static class AddRefCancel {
    private final Slot slot = BareSlots.leased(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void addRef(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.retain(generation));
    }

    @Actor
    public void cancel(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, true, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I1: a lease that is cancelled while its handle is asked for is free")
  @Outcome(id = "shared, 0, next free", expect = ACCEPTABLE, desc = "It was cancelled.")
  @Outcome(
      id = ".*, .*, leased .*",
      expect = FORBIDDEN,
      desc = "I1: A lease that was cancelled is there again.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The cancel was refused, or happened twice.")
  @State
  public static class ShareCancel {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void share(LLL_Result r) {
      slot.share(generation);
      r.r1 = "shared";
    }

    @Actor
    public void cancel(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, true, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I1: a lease that is not shared yet has no reference to add to")
  @Outcome(
      id = "shared, stale, leased 1",
      expect = ACCEPTABLE,
      desc = "The reference came too early.")
  @Outcome(
      id = "shared, 2, leased 2",
      expect = ACCEPTABLE,
      desc = "The reference came after it was shared.")
  @Outcome(
      id = ".*, 2, leased 1",
      expect = FORBIDDEN,
      desc = "I4: A reference was added and then overwritten.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A reference was added to a lease that was not shared.")
  @State
  public static class ShareAddRef {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void share(LLL_Result r) {
      slot.share(generation);
      r.r1 = "shared";
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
  @Description("I1: a lease that is shared by two threads at once is shared once")
  @Outcome(id = "shared, shared, leased 1", expect = ACCEPTABLE, desc = "It has one reference.")
  @Outcome(expect = FORBIDDEN, desc = "I1: Asking for a handle added or lost a reference.")
  @State
  public static class ShareTwice {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      slot.share(generation);
      r.r1 = "shared";
    }

    @Actor
    public void second(LLL_Result r) {
      slot.share(generation);
      r.r2 = "shared";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I5: of two references each is released once, and one of them is the last")
  @Outcome(id = "1, 0, next free", expect = ACCEPTABLE, desc = "The second was the last.")
  @Outcome(id = "0, 1, next free", expect = ACCEPTABLE, desc = "The first was the last.")
  @Outcome(
      id = "0, 0, .*",
      expect = FORBIDDEN,
      desc = "I6: Both were told that theirs was the last reference; one return is two.")
  @Outcome(
      id = "1, 1, .*",
      expect = FORBIDDEN,
      desc = "I4: Nobody was told that his was the last reference; the sample never comes back.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A reference was released twice or refused.")
  @State
  public static class Release {
    private final Slot slot = BareSlots.held(2);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I5: the last reference is released once")
  @Outcome(id = "0, stale, next free", expect = ACCEPTABLE, desc = "The first released it.")
  @Outcome(id = "stale, 0, next free", expect = ACCEPTABLE, desc = "The second released it.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I5: One reference was released twice.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I5: The last reference was refused to both, or a refused release changed the state.")
  @State
  public static class LastRelease {
    private final Slot slot = BareSlots.held(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, true, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I5: a lease that nobody shares ends once, by its thread or by recovery")
  @Outcome(id = "0, stale, next free", expect = ACCEPTABLE, desc = "The first ended it.")
  @Outcome(id = "stale, 0, next free", expect = ACCEPTABLE, desc = "The second ended it.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I5: One lease came back twice.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I5: The end was refused to both, or a refused one changed the state.")
  @State
  public static class EndTwice {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void cancel(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.release(generation, true, true));
    }

    @Actor
    public void recover(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, true, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: a handle of the generation before takes nothing away from a sample that others hold")
  @Outcome(id = "stale, 1, held 1", expect = ACCEPTABLE, desc = "The handle is refused.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A stale handle was released once more.")
  @State
  public static class ReleaseStale {
    private final Slot slot = BareSlots.held(2);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void stale(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.release(generation - 1, false, true));
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.release(generation, false, true));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I1: what waits for one hold to be the only one runs once, also if the other goes while it begins to wait")
  @Outcome(id = "0, 1, held 1", expect = ACCEPTABLE, desc = "It ran once.")
  @Outcome(
      id = ".*, 0, .*",
      expect = FORBIDDEN,
      desc = "A hold became the only one, and nobody told the one who waits for it.")
  @Outcome(
      id = ".*, 2, .*",
      expect = FORBIDDEN,
      desc = "Who waits for a hold to be the only one was told twice.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A reference was lost or refused.")
  @State
  public static class OnlyHold {
    private final Slot slot = BareSlots.held(2);
    private final long generation = BareSlots.generation(slot);
    private final HoldRecord record = slot.leaseRecord();
    private final HoldRecord.Anchor anchor =
        record.begin(generation, Holder.APPLICATION, 0, 0, SampleProperties.NONE);
    private final AtomicInteger runs = new AtomicInteger();

    @Actor
    public void ask() {
      slot.whenOnlyHold(record, runs::getAndIncrement);
    }

    @Actor
    public void release(LLL_Result r) {
      long left = slot.release(generation, true, true);
      if (left == 1) {
        slot.onlyOneLeft(generation);
      }
      r.r1 = left - 1;
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = runs.get();
      slot.forgetOnlyHold(record);
      record.end(anchor);
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I10: two holds that begin at once have a record each, also if there is one left, or none")
  @Outcome(id = "begun, begun, two", expect = ACCEPTABLE, desc = "Each has its own.")
  @Outcome(
      id = ".*, .*, one",
      expect = FORBIDDEN,
      desc = "I10: Two holds have one record; who holds what is not known any more.")
  @Outcome(expect = FORBIDDEN, desc = "I10: A hold has no record, or one that others do not see.")
  @State
  public static class Records {
    private final Slot slot = BareSlots.held(2);
    private final long generation = BareSlots.generation(slot);
    private HoldRecord one;
    private HoldRecord two;

    @Actor
    public void first(LLL_Result r) {
      one = slot.holdRecord();
      r.r1 = "begun";
    }

    @Actor
    public void second(LLL_Result r) {
      two = slot.holdRecord();
      r.r2 = "begun";
    }

    @Arbiter
    public void end(LLL_Result r) {
      int seen = 0;
      for (HoldRecord record : slot.records()) {
        if (record.isLive()) {
          seen++;
          record.end(record.begin(generation, Holder.APPLICATION, 0, 0, SampleProperties.NONE));
        }
      }
      r.r3 = one.equals(two) ? "one" : seen == 2 ? "two" : "not seen";
      BareSlots.end(slot, generation);
    }
  }
}
