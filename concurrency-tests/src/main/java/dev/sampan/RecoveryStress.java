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

/**
 * Leases and holds that are lost, found by several threads at once, or beside ones that are not
 * lost.
 */
public final class RecoveryStress {

  private RecoveryStress() {}

  /** Lets another thread do something, and end. */
  private static void onEndedThread(Runnable action) {
    Thread thread = new Thread(action, "ended");
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The runtime looks for what is lost as well; if it was quicker, it may not be done yet. */
  private static long recoveredSince(long before, SlabAllocator allocator) {
    long end = System.nanoTime() + Allocators.FOR_EVER.toNanos();
    while (allocator.statistics().recovered() == before && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    return allocator.statistics().recovered() - before;
  }

  @JCStressTest
  @Description("I5: a lease that its thread has left open is recovered once, whoever finds it")
  @Outcome(id = "1, 1, free", expect = ACCEPTABLE, desc = "It is back, and that was told.")
  @Outcome(
      id = "0, .*, .*",
      expect = FORBIDDEN,
      desc = "I10: A lease of a thread that has ended was not recovered.")
  @Outcome(id = ".*, 0, .*", expect = FORBIDDEN, desc = "I6: A return by recovery was not told.")
  @Outcome(expect = FORBIDDEN, desc = "I5: One lease was recovered twice.")
  @State
  public static class FoundTwice {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final AtomicInteger told = new AtomicInteger();
    private final long before = allocator.statistics().recovered();
    private SampleLease lost;

    public FoundTwice() {
      allocator.setReleaseHandler(release -> told.getAndIncrement());
      onEndedThread(
          () -> {
            lost = allocator.tryAllocate();
            lost.segment();
          });
    }

    @Actor
    public void first() {
      allocator.recovery().recoverFromEndedThreads();
    }

    @Actor
    public void second() {
      allocator.recovery().recoverFromEndedThreads();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r1 = recoveredSince(before, allocator);
      r.r2 = told.get();
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I5: a lease that is lost is recovered, and an attempt to close it from another thread changes nothing")
  @Outcome(id = "refused, 1, free", expect = ACCEPTABLE, desc = "It is back.")
  @Outcome(
      id = "closed, .*, .*",
      expect = FORBIDDEN,
      desc = "I11: A lease was closed by a thread that it is not bound to.")
  @Outcome(
      id = ".*, 0, .*",
      expect = FORBIDDEN,
      desc = "I10: A lease of a thread that has ended was not recovered.")
  @Outcome(expect = FORBIDDEN, desc = "I5: One lease came back twice.")
  @State
  public static class CloseLost {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final long before = allocator.statistics().recovered();
    private SampleLease lost;

    public CloseLost() {
      onEndedThread(
          () -> {
            lost = allocator.tryAllocate();
            lost.segment();
          });
    }

    @Actor
    public void close(LLL_Result r) {
      try {
        lost.close();
        r.r1 = "closed";
      } catch (WrongThreadException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void recover() {
      allocator.recovery().recoverFromEndedThreads();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = recoveredSince(before, allocator);
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I4: the next lease of a slot is not taken for that of a thread that has ended")
  @Outcome(id = "alive, 0, free", expect = ACCEPTABLE, desc = "It is left alone.")
  @Outcome(expect = FORBIDDEN, desc = "I4: A lease was taken away from a thread that lives.")
  @State
  public static class Reused {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final long before = allocator.statistics().recovered();

    public Reused() {
      onEndedThread(
          () -> {
            SampleLease lease = allocator.tryAllocate();
            lease.segment();
            lease.close();
          });
    }

    @Actor
    public void use(LLL_Result r) {
      SampleLease lease = allocator.tryAllocate();
      lease.segment();
      try {
        lease.publish().close();
        r.r1 = "alive";
      } catch (IllegalStateException e) {
        r.r1 = "taken away";
      }
    }

    @Actor
    public void recover() {
      allocator.recovery().recoverFromEndedThreads();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = allocator.statistics().recovered() - before;
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I6: a lease that is recovered goes to who waits for it")
  @Outcome(id = "lent, 1, free", expect = ACCEPTABLE, desc = "He has it.")
  @Outcome(
      id = "timed out, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: A sample was recovered, and who waits for it sleeps on.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I5: One lease was recovered twice or not at all, or a sample is lost.")
  @State
  public static class Await {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final long before = allocator.statistics().recovered();
    private SampleLease lost;

    public Await() {
      onEndedThread(
          () -> {
            lost = allocator.tryAllocate();
            lost.segment();
          });
    }

    @Actor
    public void await(LLL_Result r) {
      try {
        allocator.allocate(Allocators.FOR_EVER).close();
        r.r1 = "lent";
      } catch (AllocatorExhaustedException | InterruptedException e) {
        r.r1 = "timed out";
      }
    }

    @Actor
    public void recover() {
      allocator.recovery().recoverFromEndedThreads();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = recoveredSince(before, allocator);
      r.r3 = Allocators.end(allocator);
    }
  }
}
