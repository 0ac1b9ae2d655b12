package dev.sampan;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Description;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;

/** Leases and holds that two threads use at once, which one of them must not. */
public final class LeaseStress {

  private LeaseStress() {}

  private static long handleOf(SampleLease lease) {
    HoldRecord record = ((Lease) lease).record();
    return record.slot.handle(record.generation());
  }

  @JCStressTest
  @Description(
      "I2: a lease that its thread hands over without a compare-and-set is not shared any more after that")
  @Outcome(
      id = "published, refused, held 1",
      expect = ACCEPTABLE,
      desc = "The other thread gets no handle.")
  @Outcome(
      id = "published, 2, held 2",
      expect = ACCEPTABLE,
      desc = "It was shared before, and the reference counts.")
  @Outcome(
      id = ".*, .*, leased .*",
      expect = FORBIDDEN,
      desc = "I2: The lease goes on after its hand-off; it may still be written.")
  @Outcome(
      id = ".*, 2, held 1",
      expect = FORBIDDEN,
      desc = "I4: A reference was added and then overwritten by the hand-off.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused, or somebody got a handle that is not valid.")
  @State
  public static class PublishBound {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);
    private Sample hold;

    @Actor
    public void publish(LLL_Result r) {
      lease.segment();
      hold = lease.publish();
      r.r1 = "published";
    }

    @Actor
    public void share(LLL_Result r) {
      r.r2 = addRef(lease);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(hold);
      letGo(handle, r.r2);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I2: a lease that is handed over while another thread asks for its handle is handed over, without a compare-and-set if it was not shared before")
  @Outcome(
      id = "published, refused, held 1",
      expect = ACCEPTABLE,
      desc = "The other thread gets no handle.")
  @Outcome(
      id = "published, 2, held 2",
      expect = ACCEPTABLE,
      desc = "It was shared before, and the reference counts.")
  @Outcome(
      id = ".*, .*, leased .*",
      expect = FORBIDDEN,
      desc = "I2: The lease goes on after its hand-off; it may still be written.")
  @Outcome(
      id = ".*, 2, held 1",
      expect = FORBIDDEN,
      desc = "I4: A reference was added and then overwritten by the hand-off.")
  @Outcome(
      expect = FORBIDDEN,
      desc = "I1: The hand-off was refused, or somebody got a handle that is not valid.")
  @State
  public static class Publish {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);
    private Sample hold;

    @Actor
    public void publish(LLL_Result r) {
      hold = lease.publish();
      r.r1 = "published";
    }

    @Actor
    public void share(LLL_Result r) {
      r.r2 = addRef(lease);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(hold);
      letGo(handle, r.r2);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I4: a lease that its thread cancels is free, or native code has a reference to it")
  @Outcome(
      id = "cancelled, refused, next free",
      expect = ACCEPTABLE,
      desc = "The other thread gets no handle.")
  @Outcome(
      id = "cancelled, stale, next free",
      expect = ACCEPTABLE,
      desc = "It got a handle and came too late with it.")
  @Outcome(
      id = "cancelled, 2, leased 1",
      expect = ACCEPTABLE,
      desc = "It was shared before, and the reference counts.")
  @Outcome(
      id = ".*, 2, next free",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody got a reference to it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A lease that was cancelled is there again.")
  @State
  public static class Cancel {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);

    @Actor
    public void cancel(LLL_Result r) {
      lease.segment();
      lease.close();
      r.r1 = "cancelled";
    }

    @Actor
    public void share(LLL_Result r) {
      r.r2 = addRef(lease);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      letGo(handle, r.r2);
      Allocators.end(allocator);
    }
  }

  /** What native code does that is given the handle of a lease. */
  private static Object addRef(SampleLease lease) {
    try {
      return BareSlots.answer(SampleHandles.addRef(lease.handle()));
    } catch (IllegalStateException | WrongThreadException e) {
      return "refused";
    }
  }

  private static void letGo(long handle, Object added) {
    if (added instanceof Long) {
      SampleHandles.release(handle);
    }
  }

  @JCStressTest
  @Description("I2: a lease is opened by one thread, or cancelled by another one, not both")
  @Outcome(id = "opened, wrong thread, taken", expect = ACCEPTABLE, desc = "It is open and stays.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "It was cancelled first.")
  @Outcome(
      id = "opened, closed, .*",
      expect = FORBIDDEN,
      desc = "I2: A segment can be written while its slot is free.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A lease is neither open nor cancelled.")
  @State
  public static class OpenCancel {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);

    private volatile boolean tried;

    @Actor
    public void open(LLL_Result r) {
      String opened;
      try {
        MemorySegment segment = lease.segment();
        awaitTry();
        opened = segment.scope().isAlive() ? "opened" : "dead";
      } catch (IllegalStateException e) {
        opened = "refused";
        awaitTry();
      }
      r.r1 = opened;
      r.r3 = Allocators.state(allocator, handle);
      lease.close();
    }

    private void awaitTry() {
      while (!tried) {
        Thread.onSpinWait();
      }
    }

    @Actor
    public void cancel(LLL_Result r) {
      try {
        lease.close();
        r.r2 = "closed";
      } catch (WrongThreadException e) {
        r.r2 = "wrong thread";
      }
      tried = true;
    }

    @Arbiter
    public void end() {
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I2: a lease is opened by one thread only")
  @Outcome(id = "opened, wrong thread, free", expect = ACCEPTABLE, desc = "It is the first one's.")
  @Outcome(id = "wrong thread, opened, free", expect = ACCEPTABLE, desc = "It is the second one's.")
  @Outcome(
      id = "opened, opened, .*",
      expect = FORBIDDEN,
      desc = "I2: Two threads can write the memory of one lease.")
  @Outcome(expect = FORBIDDEN, desc = "I2: Nobody could open a lease, or its slot is lost.")
  @State
  public static class OpenTwice {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final AtomicInteger tried = new AtomicInteger();

    @Actor
    public void first(LLL_Result r) {
      r.r1 = open();
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = open();
    }

    private String open() {
      boolean opened = true;
      try {
        lease.segment();
      } catch (WrongThreadException e) {
        opened = false;
      }
      tried.getAndIncrement();
      while (tried.get() < 2) {
        Thread.onSpinWait();
      }
      if (!opened) {
        return "wrong thread";
      }
      lease.close(); // on the thread that opened it
      return "opened";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I1: a lease is handed over once, whoever tries")
  @Outcome(
      id = "published, refused, held 1",
      expect = ACCEPTABLE,
      desc = "The first handed it over.")
  @Outcome(
      id = "refused, published, held 1",
      expect = ACCEPTABLE,
      desc = "The second handed it over.")
  @Outcome(
      id = "published, published, .*",
      expect = FORBIDDEN,
      desc = "I1: One lease was handed over twice.")
  @Outcome(expect = FORBIDDEN, desc = "I1: The hand-off was refused to both, or lost.")
  @State
  public static class PublishTwice {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);
    private Sample one;
    private Sample two;

    @Actor
    public void first(LLL_Result r) {
      one = publish(lease);
      r.r1 = one == null ? "refused" : "published";
    }

    @Actor
    public void second(LLL_Result r) {
      two = publish(lease);
      r.r2 = two == null ? "refused" : "published";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(one, two);
      Allocators.end(allocator);
    }
  }

  private static Sample publish(SampleLease lease) {
    try {
      return lease.publish();
    } catch (IllegalStateException e) {
      return null;
    }
  }

  @JCStressTest
  @Description("I1: a lease is handed over or cancelled, not both")
  @Outcome(
      id = "published, closed, held 1",
      expect = ACCEPTABLE,
      desc = "It was handed over; the cancel does nothing.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "It was cancelled.")
  @Outcome(
      id = "published, closed, next .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody holds it.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A lease was neither handed over nor cancelled.")
  @State
  public static class PublishCancel {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final SampleLease lease = allocator.tryAllocate();
    private final long handle = handleOf(lease);
    private Sample hold;

    @Actor
    public void publish(LLL_Result r) {
      hold = LeaseStress.publish(lease);
      r.r1 = hold == null ? "refused" : "published";
    }

    @Actor
    public void cancel(LLL_Result r) {
      lease.close();
      r.r2 = "closed";
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(hold);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I5: a hold is closed once, whoever tries")
  @Outcome(id = "closed, refused, next free", expect = ACCEPTABLE, desc = "The first closed it.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "The second closed it.")
  @Outcome(id = "closed, closed, .*", expect = FORBIDDEN, desc = "I5: One hold was released twice.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A hold was closed and did not come back.")
  @State
  public static class CloseTwice {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();

    @Actor
    public void first(LLL_Result r) {
      r.r1 = close(hold);
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = close(hold);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I5: a hold that is not the only one is closed once, also when it becomes the only one")
  @Outcome(id = "closed, refused, next free", expect = ACCEPTABLE, desc = "The first closed it.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "The second closed it.")
  @Outcome(id = "closed, closed, .*", expect = FORBIDDEN, desc = "I5: One hold was released twice.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A hold was closed and did not come back.")
  @State
  public static class CloseTwiceShared {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();

    public CloseTwiceShared() {
      SampleHandles.addRef(handle);
    }

    @Actor
    public void first(LLL_Result r) {
      r.r1 = close(hold);
      SampleHandles.release(handle);
    }

    @Actor
    public void second(LLL_Result r) {
      r.r2 = close(hold);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I4: a hold is opened by one thread, or closed by another one, not both")
  @Outcome(id = "opened, wrong thread, held 1", expect = ACCEPTABLE, desc = "It is open and stays.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "It was closed first.")
  @Outcome(
      id = "opened, closed, .*",
      expect = FORBIDDEN,
      desc = "I4: A segment can be read while its slot is free.")
  @Outcome(expect = FORBIDDEN, desc = "I1: A hold is neither open nor closed.")
  @State
  public static class OpenClose {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();

    private volatile boolean tried;

    @Actor
    public void open(LLL_Result r) {
      try {
        hold.segment();
        r.r1 = "opened";
      } catch (IllegalStateException e) {
        r.r1 = "refused";
      }
      while (!tried) {
        Thread.onSpinWait();
      }
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(hold); // on the thread that opened it
    }

    @Actor
    public void close(LLL_Result r) {
      try {
        hold.close();
        r.r2 = "closed";
      } catch (WrongThreadException e) {
        r.r2 = "wrong thread";
      }
      tried = true;
    }

    @Arbiter
    public void end() {
      Allocators.end(allocator);
    }
  }

  private static String close(Sample hold) {
    try {
      hold.close();
      return "closed";
    } catch (IllegalStateException e) {
      return "refused";
    }
  }

  @JCStressTest
  @Description("I4: a hold is retained only as long as it exists")
  @Outcome(
      id = "retained, closed, held 1",
      expect = ACCEPTABLE,
      desc = "The new hold keeps the sample.")
  @Outcome(
      id = "refused, closed, next free",
      expect = ACCEPTABLE,
      desc = "The sample was back before.")
  @Outcome(
      id = "retained, closed, next .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody holds it.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A reference was lost or released twice.")
  @State
  public static class RetainClose {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();
    private Sample second;

    @Actor
    public void retain(LLL_Result r) {
      try {
        second = hold.retain();
        r.r1 = "retained";
      } catch (IllegalStateException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void close(LLL_Result r) {
      r.r2 = LeaseStress.close(hold);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(second);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description("I5: a hold is passed on or closed, not both")
  @Outcome(id = "passed, refused, held 1", expect = ACCEPTABLE, desc = "It is somebody else's.")
  @Outcome(id = "refused, closed, next free", expect = ACCEPTABLE, desc = "It was closed.")
  @Outcome(
      id = "passed, closed, .*",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody holds it.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A hold was neither passed on nor closed.")
  @State
  public static class PassClose {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final Sample hold = allocator.tryAllocate().publish();
    private final long handle = hold.handle();
    private Sample passed;

    @Actor
    public void pass(LLL_Result r) {
      try {
        passed = hold.passTo(Holder.APPLICATION);
        r.r1 = "passed";
      } catch (IllegalStateException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void close(LLL_Result r) {
      r.r2 = LeaseStress.close(hold);
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(passed);
      Allocators.end(allocator);
    }
  }

  @JCStressTest
  @Description(
      "I4: a native lease is handed over, or was released before, and the hold in Java outlives the native reference")
  @Outcome(id = "published, 1, held 1", expect = ACCEPTABLE, desc = "The hold in Java is left.")
  @Outcome(id = "refused, 0, next free", expect = ACCEPTABLE, desc = "It was cancelled before.")
  @Outcome(
      id = "published, .*, next free",
      expect = FORBIDDEN,
      desc = "I4: Memory came back while somebody holds it.")
  @Outcome(expect = FORBIDDEN, desc = "I5: A reference was lost or released twice.")
  @State
  public static class PublishNative {
    private final SlabAllocator allocator = Allocators.ofOne();
    private final long handle = allocateHandle(allocator);
    private Sample hold;

    @Actor
    public void publish(LLL_Result r) {
      try {
        hold = SampleHandles.publish(handle, Holder.APPLICATION);
        r.r1 = "published";
      } catch (IllegalStateException e) {
        r.r1 = "refused";
      }
    }

    @Actor
    public void release(LLL_Result r) {
      r.r2 = BareSlots.answer(SampleHandles.release(handle));
    }

    @Arbiter
    public void end(LLL_Result r) {
      r.r3 = Allocators.state(allocator, handle);
      Allocators.close(hold);
      Allocators.end(allocator);
    }
  }

  private static long allocateHandle(SlabAllocator allocator) {
    try {
      return SampleHandles.allocate(allocator, Allocators.FOR_EVER);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
