package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A hold, until it is released or passed on. */
@Name("sampan.Hold")
@Label("Hold")
@Category("Sampan")
@Description("The right to read a sample, until it is released or passed on")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class HoldEvent extends Event {

  /** It was closed. */
  public static final String RELEASED = "released";

  /** It goes on as another holder's. */
  public static final String PASSED_ON = "passed on";

  /** It was lost and was found. */
  public static final String RECOVERED = "recovered";

  @Label("Allocator")
  @Description("Name of the allocator")
  @Nullable String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  int allocatorId;

  @Label("Slot")
  @Description("Number of the slot in its allocator, from 0")
  int slot;

  @Label("Generation")
  @Description("Tells this use of the slot from those before and after")
  long generation;

  @Label("Holder")
  @Description("Who has the sample")
  @Nullable String holder;

  @Label("Holder Kind")
  @Description("Which part of a pipeline the holder is")
  @Nullable String holderKind;

  @Label("Length")
  @Description("Bytes of the sample that are in use")
  @DataAmount
  long length;

  @Label("End")
  @Description("How it ended: released, passed on or recovered")
  @Nullable String end;

  private static final HoldEvent ANY = new HoldEvent();

  private HoldEvent() {}

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * Begins. Only to be called if {@link #isOn}, so that what it needs is not looked up for nothing.
   *
   * @param allocator the allocator's name
   * @param allocatorId the allocator's number
   * @param slot the slot's number in the allocator
   * @param generation of the slot
   * @param holder whose it is
   * @param holderKind which kind of holder that is
   * @param length bytes in use
   * @return the event, to be ended
   */
  public static HoldEvent begin(
      String allocator,
      int allocatorId,
      int slot,
      long generation,
      String holder,
      String holderKind,
      long length) {
    HoldEvent event = new HoldEvent();
    event.allocator = allocator;
    event.allocatorId = allocatorId;
    event.slot = slot;
    event.generation = generation;
    event.holder = holder;
    event.holderKind = holderKind;
    event.length = length;
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded. Does nothing if it has ended before: a slot keeps its last event.
   *
   * @param how one of the constants
   */
  public void end(String how) {
    if (end == null) {
      end = how;
      commit();
    }
  }
}
