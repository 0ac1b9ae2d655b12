package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** Somebody asked for a sample when none was free. */
@Name("sampan.Exhaustion")
@Label("Exhaustion")
@Category("Sampan")
@Description("Nothing is free; reported once until a sample comes back")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class ExhaustionEvent extends Event {

  @Label("Allocator")
  @Description("Name of the allocator")
  @Nullable String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  int allocatorId;

  @Label("Holder")
  @Description("Who asked for a sample")
  @Nullable String holder;

  @Label("Capacity")
  @Description("Samples of the allocator")
  int capacity;

  @Label("Holders")
  @Description("Who held how many samples, for how long")
  @Nullable String holders;

  private static final ExhaustionEvent ANY = new ExhaustionEvent();

  private ExhaustionEvent() {}

  /**
   * Returns whether somebody records this.
   *
   * @return false if an event would go nowhere
   */
  public static boolean isOn() {
    return ANY.isEnabled();
  }

  /**
   * Records it, if somebody does.
   *
   * @param allocator name of the allocator
   * @param allocatorId number of the allocator, unique in the process
   * @param holder who asked for a sample
   * @param capacity samples of the allocator
   * @param holders who held how many samples, for how long
   */
  public static void report(
      String allocator, int allocatorId, String holder, int capacity, String holders) {
    if (isOn()) {
      ExhaustionEvent event = new ExhaustionEvent();
      event.allocator = allocator;
      event.allocatorId = allocatorId;
      event.holder = holder;
      event.capacity = capacity;
      event.holders = holders;
      event.commit();
    }
  }
}
