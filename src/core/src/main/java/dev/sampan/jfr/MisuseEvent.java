package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/** A stale, double or forged release, retain or hand-off was refused. */
@Name("sampan.Misuse")
@Label("Misuse")
@Category("Sampan")
@Description("A stale, double or forged release, retain or hand-off was refused")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class MisuseEvent extends Event {

  @Label("Allocator")
  @Description("Name of the allocator; null if there is none to blame")
  @Nullable String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  int allocatorId;

  @Label("Message")
  @Description("What was refused, and why")
  @Nullable String message;

  private static final MisuseEvent ANY = new MisuseEvent();

  private MisuseEvent() {}

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
   * @param allocator name of the allocator; null if there is none to blame
   * @param allocatorId number of the allocator, unique in the process
   * @param message what was refused, and why
   */
  public static void report(@Nullable String allocator, int allocatorId, @Nullable String message) {
    if (isOn()) {
      MisuseEvent event = new MisuseEvent();
      event.allocator = allocator;
      event.allocatorId = allocatorId;
      event.message = message;
      event.commit();
    }
  }
}
