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

/** Allocators that are closed against all that goes on with them. */
public final class CloseStress {

  private CloseStress() {}

  private static String state(SlabAllocator allocator) {
    return allocator.isGone() ? "gone" : "there";
  }

  /** A handler whose last run just missed that it was to end it is ended within a second or so. */
  private static int awaitEnd(AtomicInteger ended) {
    long limit = System.nanoTime() + Allocators.FOR_EVER.toNanos();
    while (ended.get() == 0 && System.nanoTime() < limit) {
      Thread.onSpinWait();
    }
    return ended.get();
  }

  @JCStressTest
  @Description(
      "I4: a sample of an allocator that is closed is lent or not, and its memory goes when it is back")
  @Outcome(
      id = "lent, there, gone",
      expect = ACCEPTABLE,
      desc = "It was lent before; the memory goes with the lease.")
  @Outcome(
      id = "refused, gone, gone",
      expect = ACCEPTABLE,
      desc = "It was closed before; the memory went at once.")
  @Outcome(
      id = "none, gone, gone",
      expect = ACCEPTABLE,
      desc = "It was closed while somebody looked; the memory went at once.")
  @Outcome(
      id = "lent, gone, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory is unmapped while a lease of it exists.")
  @Outcome(
      id = ".*, .*, there",
      expect = FORBIDDEN,
      desc = "I4: The memory of a closed allocator stays after the last lease.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I4: Nobody has the sample, and the memory of the closed allocator is still there.")
  @State
  public static class Allocate {
    private final SlabAllocator allocator = Allocators.create(1);
    private SampleLease lease;

    @Actor
    public void allocate(LLL_Result r) {
      try {
        lease = allocator.tryAllocate();
        r.r1 = lease == null ? "none" : "lent";
      } catch (AllocatorClosedException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void close() {
      allocator.retire();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = state(allocator);
      Allocators.close(lease);
      r.r3 = state(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I4: the last sample comes back while the allocator is closed, and the memory goes, once")
  @Outcome(id = "released, retired, gone", expect = ACCEPTABLE, desc = "The memory is gone.")
  @Outcome(
      id = ".*, .*, there",
      expect = FORBIDDEN,
      desc = "I4: The memory of a closed allocator stays after the last hold.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I4: An allocator cannot be closed while its last sample comes back.")
  @State
  public static class Release {
    private final SlabAllocator allocator = Allocators.create(2);
    private final Sample hold = allocator.tryAllocate().publish();

    @Actor
    public void release(LLL_Result r) {
      hold.close();
      r.r1 = "released";
    }

    @Actor
    public void close(LLL_Result r) {
      allocator.retire();
      r.r2 = "retired";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = state(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I4: the last two samples of a closed allocator come back at once, and the memory goes, once")
  @Outcome(id = "released, released, gone", expect = ACCEPTABLE, desc = "The memory is gone.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I4: The memory of a closed allocator stays after the last hold.")
  @State
  public static class LastTwo {
    private final SlabAllocator allocator = Allocators.create(2);
    private final Sample one = allocator.tryAllocate().publish();
    private final Sample two = allocator.tryAllocate().publish();

    public LastTwo() {
      allocator.retire();
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
      r.r3 = state(allocator);
    }
  }

  @JCStressTest
  @Description("I4: an allocator that is closed twice at once gives its memory back once")
  @Outcome(id = "retired, retired, gone once", expect = ACCEPTABLE, desc = "It is gone.")
  @Outcome(
      id = ".*, .*, gone twice",
      expect = FORBIDDEN,
      desc = "I9: A control line was given back twice; two slots will share it.")
  @Outcome(expect = FORBIDDEN, desc = "I4: The memory of a closed allocator stays.")
  @State
  public static class CloseTwice {
    private final SlabAllocator allocator = Allocators.create(1);
    private final AtomicInteger ended = new AtomicInteger();

    public CloseTwice() {
      allocator.setReleaseHandler(
          new ReleaseHandler() {
            @Override
            public void released(dev.sampan.Release release) {
              throw new IllegalStateException("nothing was out");
            }

            @Override
            public void ended() {
              ended.getAndIncrement();
            }
          });
    }

    @Actor
    public void first(LLL_Result r) {
      allocator.retire();
      r.r1 = "retired";
    }

    @Actor
    public void second(LLL_Result r) {
      allocator.retire();
      r.r2 = "retired";
    }

    @Arbiter
    public void end(LLL_Result r) {
      int times = awaitEnd(ended);
      r.r3 = state(allocator) + (times == 1 ? " once" : times == 2 ? " twice" : " never");
    }
  }

  @JCStressTest
  @Description("I6, I7: the last return of a closed allocator is told, and then the handler ends")
  @Outcome(id = "1, 1, in order", expect = ACCEPTABLE, desc = "It was told and has ended.")
  @Outcome(
      id = "0, .*, .*",
      expect = FORBIDDEN,
      desc = "I6: The last return of a closed allocator was not told.")
  @Outcome(
      id = ".*, 0, .*",
      expect = FORBIDDEN,
      desc = "I7: The handler of a closed allocator is kept for ever.")
  @Outcome(
      id = ".*, .*, too late",
      expect = FORBIDDEN,
      desc = "I7: A handler ran after it had ended.")
  @Outcome(expect = FORBIDDEN, desc = "I6: A return was told twice, or a handler ended twice.")
  @State
  public static class LastNotification {
    private final SlabAllocator allocator = Allocators.create(1);
    private final Sample hold = allocator.tryAllocate().publish();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger ended = new AtomicInteger();
    private volatile boolean late;

    public LastNotification() {
      allocator.setReleaseHandler(
          new ReleaseHandler() {
            @Override
            public void released(dev.sampan.Release release) {
              told.getAndIncrement();
              late = late || ended.get() != 0;
            }

            @Override
            public void ended() {
              ended.getAndIncrement();
            }
          });
    }

    @Actor
    public void release() {
      hold.close();
    }

    @Actor
    public void close() {
      allocator.retire();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r1 = told.get();
      r.r2 = awaitEnd(ended);
      r.r3 = late ? "too late" : "in order";
    }
  }

  @JCStressTest
  @Description(
      "I9: a handle whose allocator goes, and whose control line serves another sample, is refused")
  @Outcome(
      id = "2, there, leased 1",
      expect = ACCEPTABLE,
      desc = "It came in time and keeps its sample.")
  @Outcome(
      id = "stale, gone, leased 1",
      expect = ACCEPTABLE,
      desc = "It came too late and is refused.")
  @Outcome(
      id = ".*, .*, leased 2",
      expect = FORBIDDEN,
      desc = "I5: A stale handle added a reference to a sample of another allocator.")
  @Outcome(
      id = "2, gone, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory is unmapped while somebody has a reference to it.")
  @Outcome(expect = FORBIDDEN, desc = "I9: A control line was lost or changed by a stale handle.")
  @State
  public static class StaleHandle {
    private final SlabAllocator allocator = Allocators.create(1);
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();
    private SlabAllocator next;
    private SampleLease lease;
    private long nextHandle;

    public StaleHandle() {
      allocator.retire();
    }

    @Actor
    public void addRef(LLL_Result r) {
      r.r1 = BareSlots.answer(SampleHandles.addRef(handle));
    }

    @Actor
    public void release() {
      hold.close();
      next = Allocators.create(1); // which takes the line that was given back last
      lease = next.tryAllocate();
      nextHandle = lease.handle();
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r2 = state(allocator);
      r.r3 = Allocators.state(next, nextHandle);
      if (!allocator.isGone()) {
        SampleHandles.release(handle);
      }
      lease.close();
      next.retire();
    }
  }
}
