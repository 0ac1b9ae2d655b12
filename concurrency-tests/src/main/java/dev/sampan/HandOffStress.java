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

/** The hand-off, LEASED → HELD, against everything that others can do to a lease meanwhile. */
public final class HandOffStress {

  private HandOffStress() {}

  @JCStressTest
  @Description(
      "I1: a hand-off ends a lease, whether its handle is asked for at the same time or not")
  @Outcome(id = "1, shared, held 1", expect = ACCEPTABLE, desc = "It was handed over.")
  @Outcome(
      id = ".*, .*, leased .*",
      expect = FORBIDDEN,
      desc = "I2: The lease goes on after its hand-off; it may still be written.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off was refused or lost.")
  @State
  public static class Share {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
    }

    @Actor
    public void share(LLL_Result r) {
      slot.share(generation);
      r.r2 = "shared";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: asking a lease that is over for its handle does not touch the next one, which is handed over without a compare-and-set")
  @Outcome(
      id = "1, refused, held 1",
      expect = ACCEPTABLE,
      desc = "The lease that is over is refused.")
  @Outcome(
      id = ".*, .*, leased .*",
      expect = FORBIDDEN,
      desc = "I2: A lease that was over was shared; its slot may still be written.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off was refused or lost.")
  @State
  public static class StaleShare {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
    }

    @Actor
    public void share(LLL_Result r) {
      slot.share(generation - 1);
      r.r2 = "refused";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description(
      "I5: a handle of the generation before adds nothing to a lease that is handed over without a compare-and-set")
  @Outcome(id = "1, stale, held 1", expect = ACCEPTABLE, desc = "The handle is refused.")
  @Outcome(id = "1, [0-9]+, .*", expect = FORBIDDEN, desc = "I5: A stale handle added a reference.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused or lost, or a refused handle changed the state.")
  @State
  public static class StaleAddRef {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
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
      "I5: a handle of the generation before takes nothing from a lease that is handed over without a compare-and-set")
  @Outcome(id = "1, stale, held 1", expect = ACCEPTABLE, desc = "The handle is refused.")
  @Outcome(
      id = "1, [0-9]+, .*",
      expect = FORBIDDEN,
      desc = "I5: A stale handle was released once more.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused or lost, or a refused handle changed the state.")
  @State
  public static class StaleRelease {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
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
      "I4: a reference that was added to a sample just handed over, without a compare-and-set, is counted")
  @Outcome(
      id = "1, stale, held 1",
      expect = ACCEPTABLE,
      desc = "Nobody had shared the lease, and the handle is refused.")
  @Outcome(
      id = "1, 2, held 2",
      expect = ACCEPTABLE,
      desc = "The handle came after the hand-off and counts.")
  @Outcome(
      id = "1, 2, held 1",
      expect = FORBIDDEN,
      desc = "I4: A reference was added and then overwritten by the hand-off.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused or lost, or a refused handle changed the state.")
  @State
  public static class ForgedAddRef {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
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
  @Description("I5: who has no reference takes away none of a lease that nobody shares")
  @Outcome(
      id = "1, stale, held 1",
      expect = ACCEPTABLE,
      desc = "Nobody had shared the lease, and the handle is refused.")
  @Outcome(
      id = "1, 0, next free",
      expect = ACCEPTABLE,
      desc =
          "The handle came after the hand-off; it is no older than the hold and cannot be told from it.")
  @Outcome(
      id = "1, 0, held 1",
      expect = FORBIDDEN,
      desc = "I5: A sample was returned, and the hand-off brought it back to life.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused or lost, or a refused handle changed the state.")
  @State
  public static class ForgedRelease {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
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
  @Description("I1: a lease with a handle is handed over once")
  @Outcome(id = "1, not leased, held 1", expect = ACCEPTABLE, desc = "The first handed it over.")
  @Outcome(id = "not leased, 1, held 1", expect = ACCEPTABLE, desc = "The second handed it over.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I1: Both handed it over.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off was refused to both, or lost.")
  @State
  public static class HandOff {
    private final Slot slot = BareSlots.leased(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void first(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOff(generation));
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = BareSlots.answer(slot.handOff(generation));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }

  @JCStressTest
  @Description("I4: a reference that is added during the hand-off becomes a hold")
  @Outcome(id = "1, 2, held 2", expect = ACCEPTABLE, desc = "The hand-off came first.")
  @Outcome(id = "2, 2, held 2", expect = ACCEPTABLE, desc = "The reference came first.")
  @Outcome(
      id = ".*, 2, held 1",
      expect = FORBIDDEN,
      desc = "I4: A reference is lost; the memory is lent again while somebody holds it.")
  @Outcome(
      id = ".*, 2, leased .*",
      expect = FORBIDDEN,
      desc = "I2: The hand-off is lost; the sample may still be written.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off or the reference was refused.")
  @State
  public static class AddRef {
    private final Slot slot = BareSlots.leased(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOff(generation));
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
  @Description("I5: a reference that is released during the hand-off is released once")
  @Outcome(id = "1, 1, held 1", expect = ACCEPTABLE, desc = "The reference went first.")
  @Outcome(id = "2, 1, held 1", expect = ACCEPTABLE, desc = "The hand-off came first.")
  @Outcome(
      id = ".*, 1, held 2",
      expect = FORBIDDEN,
      desc = "I5: A reference was released and is still counted; the sample never comes back.")
  @Outcome(
      id = ".*, 1, leased .*",
      expect = FORBIDDEN,
      desc = "I2: The hand-off is lost; the sample may still be written.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off or the release was refused.")
  @State
  public static class Release {
    private final Slot slot = BareSlots.leased(2);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOff(generation));
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
      "I4: a lease whose last reference goes is either cancelled or handed over and returned, and nobody gets a hold on it after that")
  @Outcome(id = "1, 0, next free", expect = ACCEPTABLE, desc = "It was handed over and came back.")
  @Outcome(
      id = "stale, 0, next free",
      expect = ACCEPTABLE,
      desc = "It was cancelled, and the hand-off is refused.")
  @Outcome(
      id = ".*, 0, held .*",
      expect = FORBIDDEN,
      desc = "I4: A slot that came back was handed over.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off or the release changed what it must not.")
  @State
  public static class LastRelease {
    private final Slot slot = BareSlots.leased(1);
    private final long generation = BareSlots.generation(slot);

    @Actor
    public void handOff(LLL_Result r) {
      r.r1 = BareSlots.answer(slot.handOff(generation));
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
      "I3: who adds a reference after the hand-off sees all that the lease has written, without further synchronisation")
  @Outcome(id = "1, seen, held 2", expect = ACCEPTABLE, desc = "It was handed over and read.")
  @Outcome(id = "1, stale, held 1", expect = ACCEPTABLE, desc = "It was not handed over yet.")
  @Outcome(
      id = "1, not seen, held 2",
      expect = FORBIDDEN,
      desc = "I3: The bytes of a hold changed after the hand-off.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off or the reference was refused or lost.")
  @State
  public static class Memory {
    private final Slot slot = BareSlots.taken();
    private final long generation = BareSlots.generation(slot);
    private int memory;

    @Actor
    public void handOff(LLL_Result r) {
      memory = 1;
      r.r1 = BareSlots.answer(slot.handOffTaken(generation));
    }

    @Actor
    public void addRef(LLL_Result r) {
      long references = slot.retain(generation);
      r.r2 = references < 0 ? BareSlots.answer(references) : memory == 1 ? "seen" : "not seen";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = BareSlots.end(slot, generation);
    }
  }
}
