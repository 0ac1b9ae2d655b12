package dev.sampan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Those who wait for a sample against those who give one back, and against the end of the wait. */
public final class WaitStress {

  private WaitStress() {}

  /** Waits for a sample and says how that ended; what it got is closed. */
  private static String await(SlabAllocator allocator, Duration limit) {
    try {
      allocator.allocate(limit).close();
      return "lent";
    } catch (AllocatorExhaustedException e) {
      return "timed out";
    } catch (AllocatorClosedException e) {
      return "closed";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }

  @JCStressTest
  @Description("I6: a sample that comes back while somebody begins to wait is his, and he is woken")
  @Outcome(id = "lent, released, free", expect = ACCEPTABLE, desc = "He has it.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample came back, and who waits for it sleeps on.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A sample is lost.")
  @State
  public static class Return {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void await(LLL_Result r) {
      r.r1 = WaitStress.await(allocator, Allocators.FOR_EVER);
    }

    @Actor
    public void release(LLL_Result r) {
      hold.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: a lease that is cancelled while somebody begins to wait is his")
  @Outcome(id = "lent, cancelled, free", expect = ACCEPTABLE, desc = "He has it.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample came back, and who waits for it sleeps on.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A sample is lost.")
  @State
  public static class Cancel {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();

    @Actor
    public void await(LLL_Result r) {
      r.r1 = WaitStress.await(allocator, Allocators.FOR_EVER);
    }

    @Actor
    public void cancel(LLL_Result r) {
      lease.close();
      r.r2 = "cancelled";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: two who wait for one sample, each of whom lets go of it, both get it")
  @Outcome(id = "lent, lent, free", expect = ACCEPTABLE, desc = "One had it after the other.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample came back, and who waits for it sleeps on.")
  @Outcome(
      id = ".*, timed out, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample came back, and who waits for it sleeps on.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A sample is lost.")
  @State
  public static class TwoWaiters {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void first(LLL_Result r) {
      r.r1 = await(allocator, Allocators.FOR_EVER);
    }

    @Actor
    public void second(LLL_Result r) {
      hold.close();
      r.r2 = await(allocator, Allocators.FOR_EVER);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I4: of two samples that come back one goes to who waits, and the other one is free")
  @Outcome(
      id = "lent, released, free",
      expect = ACCEPTABLE,
      desc = "He has one, and then both are free.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample came back, and who waits for it sleeps on.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: A sample is lost: both were given to one who wanted one.")
  @State
  public static class TwoReturns {
    private final SlabAllocator allocator = Allocators.ofTwo();
    private final Sample one = allocator.tryAllocate().publish();
    private final Sample two = allocator.tryAllocate().publish();

    @Actor
    public void await(LLL_Result r) {
      r.r1 = WaitStress.await(allocator, Allocators.FOR_EVER);
    }

    @Actor
    public void release(LLL_Result r) {
      one.close();
      two.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I1: a sample that comes back when a wait ends in vain goes on to others")
  @Outcome(id = "lent, released, free", expect = ACCEPTABLE, desc = "It came in time.")
  @Outcome(
      id = "timed out, released, free",
      expect = ACCEPTABLE,
      desc = "It came too late and is free.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: A sample was given to one who does not wait any more, and is lost.")
  @State
  public static class TimeOut {
    private static final Duration LIMIT = Duration.ofNanos(500);

    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void await(LLL_Result r) {
      r.r1 = WaitStress.await(allocator, LIMIT);
    }

    @Actor
    public void release(LLL_Result r) {
      hold.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I1: a sample that comes back when a wait is interrupted goes on to others")
  @Outcome(id = "lent, released, free", expect = ACCEPTABLE, desc = "It came in time.")
  @Outcome(
      id = "interrupted, released, free",
      expect = ACCEPTABLE,
      desc = "It came too late and is free.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: A sample was given to one who does not wait any more, and is lost.")
  @State
  public static class Interrupt {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void await(LLL_Result r) {
      Thread.currentThread().interrupt();
      r.r1 = WaitStress.await(allocator, Allocators.FOR_EVER);
      Thread.interrupted();
    }

    @Actor
    public void release(LLL_Result r) {
      hold.close();
      r.r2 = "released";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I4: who waits or begins to wait for a sample of an allocator that is closed hears of it")
  @Outcome(id = "closed, retired, gone", expect = ACCEPTABLE, desc = "He heard of it.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I4: An allocator was closed, and who waits for a sample of it sleeps on.")
  @Outcome(
      id = "lent, .*, .*",
      expect = FORBIDDEN,
      desc = "I4: A sample was lent while somebody held it.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I4: The memory of a closed allocator stays after the last hold.")
  @State
  public static class Close {
    private final SlabAllocator allocator = Allocators.create(1);
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void await(LLL_Result r) {
      r.r1 = WaitStress.await(allocator, Allocators.FOR_EVER);
    }

    @Actor
    public void retire(LLL_Result r) {
      allocator.retire();
      r.r2 = "retired";
    }

    @Arbiter
    public void end(LLL_Result r) {
      hold.close();
      r.r3 = allocator.isGone() ? "gone" : "there";
    }
  }
}
