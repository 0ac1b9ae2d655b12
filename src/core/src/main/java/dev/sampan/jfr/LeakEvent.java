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

/** A lease or hold that nobody could close any more was found. */
@Name("sampan.Leak")
@Label("Leak")
@Category("Sampan")
@Description("A lease or hold that nobody can close any more was found; its slot is recovered")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
public final class LeakEvent extends Event {

  /** The garbage collector found it. */
  public static final String UNREACHABLE = "unreachable";

  /** The only thread that could close it has ended. */
  public static final String THREAD_ENDED = "thread ended";

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
  @Description("Who lost it, and which part of a pipeline that is")
  @Nullable String holder;

  @Label("Held")
  @Description("Time since it was taken")
  @Timespan(Timespan.MILLISECONDS)
  long held;

  @Label("Taken By")
  @Description("Thread that took it")
  @Nullable String thread;

  @Label("Cause")
  @Description("Why it is known to be lost: unreachable or thread ended")
  @Nullable String cause;

  @Label("Taken At")
  @Description("Stack trace of the allocation or retain; recorded with sampan.track=true")
  @Nullable String takenAt;

  private static final LeakEvent ANY = new LeakEvent();

  private LeakEvent() {}

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
   * @param slot number of the slot in its allocator, from 0
   * @param generation tells this use of the slot from those before and after
   * @param holder who lost it
   * @param held time since it was taken
   * @param thread thread that took it
   * @param cause why it is known to be lost: unreachable or thread ended
   * @param takenAt stack trace of the allocation or retain; recorded with sampan.track=true
   */
  public static void report(
      String allocator,
      int allocatorId,
      int slot,
      long generation,
      String holder,
      long held,
      String thread,
      String cause,
      @Nullable String takenAt) {
    if (isOn()) {
      LeakEvent event = new LeakEvent();
      event.allocator = allocator;
      event.allocatorId = allocatorId;
      event.slot = slot;
      event.generation = generation;
      event.holder = holder;
      event.held = held;
      event.thread = thread;
      event.cause = cause;
      event.takenAt = takenAt;
      event.commit();
    }
  }
}
