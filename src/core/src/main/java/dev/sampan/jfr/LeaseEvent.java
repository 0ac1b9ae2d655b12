package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** A lease: from the allocation to the hand-off, or to what else ended it. */
@Name("sampan.Lease")
@Label("Lease")
@Category("Sampan")
@Description("The exclusive right to write a sample, from the allocation to the hand-off")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class LeaseEvent extends AccessEvent {

  private static final LeaseEvent ANY = new LeaseEvent("", 0, 0);

  /**
   * Makes the event for the leases of a slot.
   *
   * @param allocator the allocator's name
   * @param allocatorId the allocator's number
   * @param slot the slot's number in the allocator
   */
  public LeaseEvent(String allocator, int allocatorId, int slot) {
    super(allocator, allocatorId, slot);
  }

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * A lease begins. Only to be called if {@link #isOn}, so that what it needs is not looked up for
   * nothing.
   *
   * @param newGeneration of the slot
   * @param newHolder whose it is
   */
  public void beginLease(long newGeneration, String newHolder) {
    begin(newGeneration, newHolder);
  }
}
