package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A lease: from the allocation to the hand-off, or to what else ended it. */
@Name("sampan.Lease")
@Label("Lease")
@Category("Sampan")
@Description("The exclusive right to write a sample, from the allocation to the hand-off")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class LeaseEvent extends Event {

  /** How it ends as it should. */
  public static final String HANDED_OVER = "handed over";

  /** It was given back unused. */
  public static final String CANCELLED = "cancelled";

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

  @Label("End")
  @Description("How it ended: handed over, cancelled or recovered")
  @Nullable String end;

  private static final LeaseEvent ANY = new LeaseEvent();

  private LeaseEvent() {}

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
   * @return the event, to be ended
   */
  public static LeaseEvent begin(
      String allocator,
      int allocatorId,
      int slot,
      long generation,
      String holder,
      String holderKind) {
    LeaseEvent event = new LeaseEvent();
    event.allocator = allocator;
    event.allocatorId = allocatorId;
    event.slot = slot;
    event.generation = generation;
    event.holder = holder;
    event.holderKind = holderKind;
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
