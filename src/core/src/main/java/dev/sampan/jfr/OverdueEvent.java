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

/** A watchdog found a sample that is held, or an allocator that is empty, for too long. */
@Name("sampan.Overdue")
@Label("Overdue")
@Category("Sampan")
@Description(
    "A sample was held, or an allocator had none free, for longer than its watchdog allows")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class OverdueEvent extends Event {

  /** A lease or hold lasts too long. */
  public static final String HELD_TOO_LONG = "held too long";

  /** Nothing has been free for too long. */
  public static final String EMPTY_TOO_LONG = "empty too long";

  @Label("Allocator")
  @Description("Name of the allocator")
  @Nullable String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  int allocatorId;

  @Label("Slot")
  @Description("Number of the slot in its allocator, from 0; -1 if it is the whole allocator")
  int slot;

  @Label("Holder")
  @Description("Who holds the sample; of a whole allocator, who holds what")
  @Nullable String holder;

  @Label("Held")
  @Description("How long it has been so")
  @Timespan(Timespan.MILLISECONDS)
  long held;

  @Label("Limit")
  @Description("What the watchdog allows")
  @Timespan(Timespan.MILLISECONDS)
  long limit;

  @Label("Kind")
  @Description("What is overdue: held too long or empty too long")
  @Nullable String kind;

  private static final OverdueEvent ANY = new OverdueEvent();

  private OverdueEvent() {}

  /**
   * Records it, if somebody does.
   *
   * @param allocator name of the allocator
   * @param allocatorId number of the allocator, unique in the process
   * @param slot number of the slot in its allocator, from 0; -1 if it is the whole allocator
   * @param holder who holds the sample; of a whole allocator, who holds what
   * @param held how long it has been so
   * @param limit what the watchdog allows
   * @param kind what is overdue
   */
  public static void report(
      String allocator,
      int allocatorId,
      int slot,
      String holder,
      long held,
      long limit,
      String kind) {
    if (ANY.isEnabled()) {
      OverdueEvent event = new OverdueEvent();
      event.allocator = allocator;
      event.allocatorId = allocatorId;
      event.slot = slot;
      event.holder = holder;
      event.held = held;
      event.limit = limit;
      event.kind = kind;
      event.commit();
    }
  }
}
