package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** The time that an allocation waits for a sample to come back. */
@Name("sampan.AllocationWait")
@Label("Allocation Wait")
@Category("Sampan")
@Description("An allocation waits for a sample to come back")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class AllocationWaitEvent extends Event {

  /** It got a sample. */
  public static final String SERVED = "served";

  /** Nothing came back in time. */
  public static final String TIMED_OUT = "timed out";

  /** The waiting thread was interrupted. */
  public static final String INTERRUPTED = "interrupted";

  /** The allocator was closed. */
  public static final String CLOSED = "closed";

  @Label("Allocator")
  @Description("Name of the allocator")
  @Nullable String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  int allocatorId;

  @Label("Holder")
  @Description("Who asked for a sample")
  @Nullable String holder;

  @Label("Outcome")
  @Description("How the wait ended: served, timed out, interrupted or closed")
  @Nullable String outcome;

  private static final AllocationWaitEvent ANY = new AllocationWaitEvent();

  private AllocationWaitEvent() {}

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * Begins.
   *
   * @return the event, or null if nobody records it
   */
  public static @Nullable AllocationWaitEvent beginIfOn() {
    if (!isOn()) {
      return null;
    }
    AllocationWaitEvent event = new AllocationWaitEvent();
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded.
   *
   * @param allocator name of the allocator
   * @param allocatorId number of the allocator, unique in the process
   * @param holder who asked for a sample
   * @param outcome how the wait ended: served, timed out, interrupted or closed
   */
  public void end(String allocator, int allocatorId, String holder, String outcome) {
    this.allocator = allocator;
    this.allocatorId = allocatorId;
    this.holder = holder;
    this.outcome = outcome;
    commit();
  }
}
