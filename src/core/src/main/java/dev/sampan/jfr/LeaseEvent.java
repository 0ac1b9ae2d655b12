package dev.sampan.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Registered;
import jdk.jfr.StackTrace;
import org.jspecify.annotations.Nullable;

/**
 * A lease: from the allocation to the hand-off, or to what else ended it. A slot has one event for
 * all its leases, one after the other, so that a recording makes no garbage and no new object has
 * to be stored in an old one.
 */
@Name("sampan.Lease")
@Label("Lease")
@Category("Sampan")
@Description("The exclusive right to write a sample, from the allocation to the hand-off")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
@SuppressWarnings("ReferenceEquality") // what is stored already is the same object
public final class LeaseEvent extends Event {

  // Strings of more than 16 characters go into the recorder's pool, and an event has a number for
  // them. Of shorter ones each event has a copy, which takes three times as long.

  /** How it ends as it should. */
  public static final String HANDED_OVER = "handed over to be read";

  /** It was given back unused. */
  public static final String CANCELLED = "cancelled, given back unused";

  /** It was lost and was found. */
  public static final String RECOVERED = "lost, and recovered";

  @Label("Allocator")
  @Description("Name of the allocator")
  final String allocator;

  @Label("Allocator Id")
  @Description("Number of the allocator, unique in the process")
  final int allocatorId;

  @Label("Slot")
  @Description("Number of the slot in its allocator, from 0")
  final int slot;

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
  @Description("How it ended: handed over, cancelled, or lost and recovered")
  @Nullable String end;

  private static final LeaseEvent ANY = new LeaseEvent("", 0, 0);

  private transient boolean begun;

  /**
   * Makes the event for the leases of a slot.
   *
   * @param allocator the allocator's name
   * @param allocatorId the allocator's number
   * @param slot the slot's number in the allocator
   */
  public LeaseEvent(String allocator, int allocatorId, int slot) {
    this.allocator = allocator;
    this.allocatorId = allocatorId;
    this.slot = slot;
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
   * @param newKind which kind of holder that is
   */
  public void begin(long newGeneration, String newHolder, String newKind) {
    generation = newGeneration;
    if (holder != newHolder) { // a store into an old object costs more
      holder = newHolder;
    }
    if (holderKind != newKind) {
      holderKind = newKind;
    }
    begun = true;
    begin();
  }

  /**
   * Returns whether the lease's end is to be told.
   *
   * @return false if it was told, or if nobody recorded when it began
   */
  public boolean hasBegun() {
    return begun;
  }

  /**
   * The lease ends, and is recorded. Does nothing if it has ended before.
   *
   * @param how one of the constants
   */
  public void end(String how) {
    if (begun) {
      begun = false;
      end(); // commit alone would take the end of the lease before
      if (end != how) {
        end = how;
      }
      commit();
    }
  }
}
