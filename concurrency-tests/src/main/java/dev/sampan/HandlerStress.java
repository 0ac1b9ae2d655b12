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

/** Release handlers that are set, replaced and removed while samples come back. */
public final class HandlerStress {

  private HandlerStress() {}

  /** Counts its runs and says whether one of them came or went too late. */
  private static final class Counting implements ReleaseHandler {
    final AtomicInteger runs = new AtomicInteger();
    final AtomicInteger ended = new AtomicInteger();
    volatile boolean running;
    volatile boolean replaced;
    volatile boolean late;

    @Override
    public void released(Release release) {
      running = true;
      late = late || replaced || ended.get() != 0;
      runs.getAndIncrement();
      running = false;
    }

    @Override
    public void ended() {
      ended.getAndIncrement();
    }

    /** Called when the one that replaces this one has been set. */
    String whenReplaced() {
      replaced = true;
      return running ? "running" : ended.get() == 1 ? "ended" : ended.get() + " ends";
    }

    /** Called when all is over. */
    String said() {
      return late ? "late" : String.valueOf(runs.get());
    }
  }

  @JCStressTest
  @Description(
      "I6, I7: a return while the handler is replaced is told once, to the old one or to the new one")
  @Outcome(
      id = "1, 0, ended",
      expect = ACCEPTABLE,
      desc = "The old one was told before it was replaced.")
  @Outcome(id = "0, 1, ended", expect = ACCEPTABLE, desc = "The new one was told.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @Outcome(
      id = "late, .*, .*",
      expect = FORBIDDEN,
      desc = "I7: The old handler started after it was replaced.")
  @Outcome(
      id = ".*, .*, running",
      expect = FORBIDDEN,
      desc = "I7: The old handler was still running after it was replaced.")
  @Outcome(expect = FORBIDDEN, desc = "I7: A handler that was replaced did not end once.")
  @State
  public static class Replace {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Counting old = new Counting();
    private final Counting young = new Counting();

    public Replace() {
      allocator.setReleaseHandler(old);
    }

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void replace(LLL_Result r) {
      allocator.setReleaseHandler(young);
      r.r3 = old.whenReplaced();
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r1 = old.said();
      r.r2 = young.said();
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I6, I7: a return while a handler with a dispatcher is replaced is told once, to the old one or to the new one")
  @Outcome(
      id = "1, 0, ended",
      expect = ACCEPTABLE,
      desc = "The old one was told before it was replaced.")
  @Outcome(id = "0, 1, ended", expect = ACCEPTABLE, desc = "The new one was told.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @Outcome(
      id = "late, .*, .*",
      expect = FORBIDDEN,
      desc = "I7: The old handler started after it was replaced.")
  @Outcome(
      id = ".*, .*, running",
      expect = FORBIDDEN,
      desc = "I7: The old handler was still running after it was replaced.")
  @Outcome(expect = FORBIDDEN, desc = "I7: A handler that was replaced did not end once.")
  @State
  public static class ReplaceDispatched {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Counting old = new Counting();
    private final Counting young = new Counting();

    public ReplaceDispatched() {
      allocator.setReleaseHandler(old, Runnable::run);
    }

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void replace(LLL_Result r) {
      allocator.setReleaseHandler(young);
      r.r3 = old.whenReplaced();
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r1 = old.said();
      r.r2 = young.said();
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I6, I7: a return that a handler makes is told once, when that one has ended, also if its own handler is replaced meanwhile")
  @Outcome(
      id = "1, 0, ended",
      expect = ACCEPTABLE,
      desc = "The old one was told before it was replaced.")
  @Outcome(id = "0, 1, ended", expect = ACCEPTABLE, desc = "The new one was told.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @Outcome(
      id = "late, .*, .*",
      expect = FORBIDDEN,
      desc = "I7: The old handler started after it was replaced.")
  @Outcome(
      id = ".*, .*, running",
      expect = FORBIDDEN,
      desc = "I7: The old handler was still running after it was replaced.")
  @Outcome(expect = FORBIDDEN, desc = "I7: A handler that was replaced did not end once.")
  @State
  public static class ReplaceNested {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final SlabAllocator outer = Allocators.ofOne();
    private final Sample outerHold = outer.tryAllocate().publish();
    private final Counting old = new Counting();
    private final Counting young = new Counting();

    public ReplaceNested() {
      allocator.setReleaseHandler(old);
      outer.setReleaseHandler(release -> hold.close());
    }

    @Actor
    public void release() {
      outerHold.close();
    }

    @Actor
    public void replace(LLL_Result r) {
      allocator.setReleaseHandler(young);
      r.r3 = old.whenReplaced();
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r1 = old.said();
      r.r2 = young.said();
      Allocators.end(allocator);
      Allocators.end(outer);
    }
  }

  @JCStressTest
  @Description(
      "I7: a sample that is back after a handler was set is told to it, and one that was out then is told")
  @Outcome(
      id = "0, 1, ended",
      expect = ACCEPTABLE,
      desc = "It came back later, and the new one was told.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(
      id = "1, 0, .*",
      expect = FORBIDDEN,
      desc = "I7: A sample came back after a handler was set, and the old one was told.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @Outcome(expect = FORBIDDEN, desc = "I7: A handler that was replaced ran, or did not end once.")
  @State
  public static class ReplaceThenRelease {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Sample other = hold.retain();
    private final Counting old = new Counting();
    private final Counting young = new Counting();

    public ReplaceThenRelease() {
      allocator.setReleaseHandler(old);
    }

    /** Enters the old handler, and has nothing to tell, or comes after the last. */
    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void replace(LLL_Result r) {
      allocator.setReleaseHandler(young);
      r.r3 = old.whenReplaced();
      other.close();
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r1 = old.said();
      r.r2 = young.said();
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I7: a handler that is removed is told before or not at all")
  @Outcome(id = "1, free, ended", expect = ACCEPTABLE, desc = "It was told before it was removed.")
  @Outcome(id = "0, free, ended", expect = ACCEPTABLE, desc = "It was removed before.")
  @Outcome(
      id = "late, .*, .*",
      expect = FORBIDDEN,
      desc = "I7: A handler started after it was removed.")
  @Outcome(
      id = ".*, .*, running",
      expect = FORBIDDEN,
      desc = "I7: A handler was still running after it was removed.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I7: A handler that was removed did not end once, or was told twice.")
  @State
  public static class Remove {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Counting old = new Counting();

    public Remove() {
      allocator.setReleaseHandler(old);
    }

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void remove(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r3 = old.whenReplaced();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r1 = old.said();
      r.r2 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: the first handler hears of every sample that was out when it was set")
  @Outcome(id = "out, 1, free", expect = ACCEPTABLE, desc = "It was out, and the return was told.")
  @Outcome(
      id = "back, 1, free",
      expect = ACCEPTABLE,
      desc = "It came back while the handler was set, and was told.")
  @Outcome(id = "back, 0, free", expect = ACCEPTABLE, desc = "It was back before.")
  @Outcome(
      id = "out, 0, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample that was out when the handler was set came back, and nobody was told.")
  @Outcome(expect = FORBIDDEN, desc = "I6: A return was told twice, or a sample is lost.")
  @State
  public static class SetFirst {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Counting first = new Counting();

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void set(LLL_Result r) {
      allocator.setReleaseHandler(first);
      r.r1 = allocator.freeCount() == 0 ? "out" : "back";
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r2 = first.said();
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I7: of two handlers that are set at once one is there, and the others end once")
  @Outcome(id = "1, 0, 1 1 0", expect = ACCEPTABLE, desc = "The first is there.")
  @Outcome(id = "0, 1, 1 0 1", expect = ACCEPTABLE, desc = "The second is there.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I7: There are two handlers.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I7: A handler that was replaced did not end once, or one that is there ended.")
  @State
  public static class SetTwo {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final Counting old = new Counting();
    private final Counting one = new Counting();
    private final Counting two = new Counting();

    public SetTwo() {
      allocator.setReleaseHandler(old);
    }

    @Actor
    public void first() {
      allocator.setReleaseHandler(one);
    }

    @Actor
    public void second() {
      allocator.setReleaseHandler(two);
    }

    @Arbiter
    public void end(LLL_Result r) {
      hold.close();
      r.r1 = one.said();
      r.r2 = two.said();
      // The one that is there has not ended; put beside the runs it is the other way round.
      r.r3 = old.ended.get() + " " + (1 - one.ended.get()) + " " + (1 - two.ended.get());
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: two returns at once are told once each")
  @Outcome(id = "released, released, 2", expect = ACCEPTABLE, desc = "Both were told.")
  @Outcome(id = ".*, .*, [01]", expect = FORBIDDEN, desc = "I6: A return was not told.")
  @Outcome(expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @State
  public static class TwoReturns {
    private final SlabAllocator allocator = Allocators.ofTwo();
    private final Sample one = allocator.tryAllocate().publish();
    private final Sample two = allocator.tryAllocate().publish();
    private final Counting handler = new Counting();

    public TwoReturns() {
      allocator.setReleaseHandler(handler);
    }

    @Actor
    public void first(LLL_Result r) {
      one.close();
      r.r1 = "released";
    }

    @Actor
    public void second(LLL_Result r) {
      two.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = handler.said();
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: two who let go of one sample make one return, and one notification")
  @Outcome(id = "released, released, 1", expect = ACCEPTABLE, desc = "It was told once.")
  @Outcome(id = ".*, .*, 0", expect = FORBIDDEN, desc = "I6: A return was not told.")
  @Outcome(expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @State
  public static class TwoHolders {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample one = allocator.tryAllocate().publish();
    private final Sample two = one.retain();
    private final Counting handler = new Counting();

    public TwoHolders() {
      allocator.setReleaseHandler(handler);
    }

    @Actor
    public void first(LLL_Result r) {
      one.close();
      r.r1 = "released";
    }

    @Actor
    public void second(LLL_Result r) {
      two.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = handler.said();
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I6: the notification comes after the return shows in the free count, or the sample went to somebody else")
  @Outcome(id = "free, none, 1", expect = ACCEPTABLE, desc = "It was free when it was told.")
  @Outcome(
      id = "free, lent, 1",
      expect = ACCEPTABLE,
      desc = "It was free when it was told, and lent later.")
  @Outcome(id = "out, lent, 1", expect = ACCEPTABLE, desc = "Somebody else had it already.")
  @Outcome(
      id = "out, none, .*",
      expect = FORBIDDEN,
      desc = "I6: A return was told before the sample was free.")
  @Outcome(expect = FORBIDDEN, desc = "I6: A return was told twice or not at all.")
  @State
  public static class FreeCount {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final AtomicInteger runs = new AtomicInteger();
    private volatile int free;
    private SampleLease lease;

    public FreeCount() {
      allocator.setReleaseHandler(
          release -> {
            free = allocator.freeCount();
            runs.getAndIncrement();
          });
    }

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void lend(LLL_Result r) {
      lease = allocator.tryAllocate();
      r.r2 = lease == null ? "none" : "lent";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r1 = free == 1 ? "free" : "out";
      r.r3 = runs.get();
      allocator.setReleaseHandler(null);
      Allocators.close(lease);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I6, I7: a notification that a dispatcher has not run yet goes to the handler that is there when it does")
  @Outcome(
      id = "1, 0, ended",
      expect = ACCEPTABLE,
      desc = "The old one was told before it was replaced.")
  @Outcome(id = "0, 1, ended", expect = ACCEPTABLE, desc = "The new one was told.")
  @Outcome(id = "0, 0, .*", expect = FORBIDDEN, desc = "I6: A return was told to nobody.")
  @Outcome(id = "1, 1, .*", expect = FORBIDDEN, desc = "I6: A return was told twice.")
  @Outcome(
      id = "late, .*, .*",
      expect = FORBIDDEN,
      desc = "I7: The old handler started after it was replaced.")
  @Outcome(
      id = ".*, .*, running",
      expect = FORBIDDEN,
      desc = "I7: The old handler was still running after it was replaced.")
  @Outcome(expect = FORBIDDEN, desc = "I7: A handler that was replaced did not end once.")
  @State
  public static class Dispatched {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Counting old = new Counting();
    private final Counting young = new Counting();
    private Runnable notification;

    public Dispatched() {
      Sample hold = allocator.tryAllocate().publish();
      allocator.setReleaseHandler(old, task -> notification = task);
      hold.close();
    }

    @Actor
    public void run() {
      notification.run();
    }

    @Actor
    public void replace(LLL_Result r) {
      allocator.setReleaseHandler(young);
      r.r3 = old.whenReplaced();
    }

    @Arbiter
    public void end(LLL_Result r) {
      allocator.setReleaseHandler(null);
      r.r1 = old.said();
      r.r2 = young.said();
      Allocators.end(allocator);
    }
  }
}
