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

/**
 * A hold, until it is released or passed on. A row of the ledger has one event for all its holds,
 * one after the other, so that a recording makes no garbage and no new object has to be stored in
 * an old one.
 */
@Name("sampan.Hold")
@Label("Hold")
@Category("Sampan")
@Description("The right to read a sample, until it is released or passed on")
@StackTrace(false)
@Registered(false) // by FlightRecording, see there
@SuppressWarnings("ReferenceEquality") // what is stored already is the same object
public final class HoldEvent extends Event {

  // Longer than 16 characters, as LeaseEvent explains.

  /** It was closed. */
  public static final String RELEASED = "released by its holder";

  /** It goes on as another holder's. */
  public static final String PASSED_ON = "passed on to another holder";

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

  @Label("Length")
  @Description("Bytes of the sample that are in use")
  @DataAmount
  long length;

  @Label("End")
  @Description("How it ended: released, passed on, or lost and recovered")
  @Nullable String end;

  private static final HoldEvent ANY = new HoldEvent("", 0, 0);

  private transient boolean begun;

  /**
   * Makes the event for holds of a slot.
   *
   * @param allocator the allocator's name
   * @param allocatorId the allocator's number
   * @param slot the slot's number in the allocator
   */
  public HoldEvent(String allocator, int allocatorId, int slot) {
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
   * A hold begins. Only to be called if {@link #isOn}, so that what it needs is not looked up for
   * nothing.
   *
   * @param newGeneration of the slot
   * @param newHolder whose it is
   * @param newKind which kind of holder that is
   * @param newLength bytes in use
   */
  public void begin(long newGeneration, String newHolder, String newKind, long newLength) {
    generation = newGeneration;
    length = newLength;
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
   * The hold ends, and is recorded. Does nothing if it has ended before.
   *
   * @param how one of the constants
   */
  public void end(String how) {
    if (begun) {
      begun = false;
      end(); // commit alone would take the end of the hold before
      if (end != how) {
        end = how;
      }
      commit();
    }
  }
}
