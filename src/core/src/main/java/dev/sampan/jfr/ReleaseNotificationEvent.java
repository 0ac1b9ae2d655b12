package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import org.jspecify.annotations.Nullable;

/** The run of a release handler. */
@Name("sampan.ReleaseNotification")
@Label("Release Notification")
@Category("Sampan")
@Description("A release handler is told that a sample came back, and runs")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class ReleaseNotificationEvent extends Event {

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
  @Description("Who let go last")
  @Nullable String holder;

  @Label("Held")
  @Description("Time since the sample was allocated")
  @Timespan(Timespan.MILLISECONDS)
  long held;

  @Label("Reason")
  @Description("How the sample came back: RELEASED, CANCELLED or RECOVERED")
  @Nullable String reason;

  private static final ReleaseNotificationEvent ANY = new ReleaseNotificationEvent();

  private ReleaseNotificationEvent() {}

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
  public static @Nullable ReleaseNotificationEvent beginIfOn() {
    if (!isOn()) {
      return null;
    }
    ReleaseNotificationEvent event = new ReleaseNotificationEvent();
    event.begin();
    return event;
  }

  /**
   * Ends, and is recorded.
   *
   * @param allocator name of the allocator
   * @param allocatorId number of the allocator, unique in the process
   * @param slot number of the slot in its allocator, from 0
   * @param generation tells this use of the slot from those before and after
   * @param holder who let go last
   * @param held time since the sample was allocated
   * @param reason how the sample came back: RELEASED, CANCELLED or RECOVERED
   */
  public void end(
      String allocator,
      int allocatorId,
      int slot,
      long generation,
      String holder,
      long held,
      String reason) {
    this.allocator = allocator;
    this.allocatorId = allocatorId;
    this.slot = slot;
    this.generation = generation;
    this.holder = holder;
    this.held = held;
    this.reason = reason;
    commit();
  }
}
