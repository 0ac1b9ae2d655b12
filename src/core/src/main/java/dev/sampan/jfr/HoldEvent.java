package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;

/** A hold, until it is released or passed on. */
@Name("sampan.Hold")
@Label("Hold")
@Category("Sampan")
@Description("The right to read a sample, until it is released or passed on")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class HoldEvent extends AccessEvent {

  @Label("Length")
  @Description("Bytes of the sample that are in use")
  @DataAmount
  long length;

  private static final HoldEvent ANY = new HoldEvent("", 0, 0);

  /**
   * Makes the event for holds of a slot.
   *
   * @param allocator the allocator's name
   * @param allocatorId the allocator's number
   * @param slot the slot's number in the allocator
   */
  public HoldEvent(String allocator, int allocatorId, int slot) {
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
   * A hold begins. Only to be called if {@link #isOn}, so that what it needs is not looked up for
   * nothing.
   *
   * @param newGeneration of the slot
   * @param newHolder whose it is
   * @param newLength bytes in use
   */
  public void beginHold(long newGeneration, String newHolder, long newLength) {
    length = newLength;
    begin(newGeneration, newHolder);
  }
}
