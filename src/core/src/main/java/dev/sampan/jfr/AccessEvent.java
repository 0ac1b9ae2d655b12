package dev.sampan.jfr;

import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import org.jspecify.annotations.Nullable;

/**
 * What leases and holds say alike. One event serves a slot's leases, or the holds in a row of the
 * ledger, one after the other: so a recording makes no garbage, and no new object has to be stored
 * in an old one.
 *
 * <p>Half of the time that such an event takes goes into its two times, and most of the rest into
 * texts. Those of more than 16 characters go into the recorder's pool, and the event has a number
 * for them; of shorter ones it has a copy, which takes three times as long. So there are few texts,
 * and a holder's says its kind, too.
 */
@SuppressWarnings("ReferenceEquality") // what is stored already is the same object
abstract sealed class AccessEvent extends Event permits HoldEvent, LeaseEvent {

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
  @Description("Who has the sample, and which part of a pipeline that is")
  @Nullable String holder;

  @Label("Passed On")
  @Description("Whether another has the sample now: a lease was handed over, a hold passed on")
  boolean passedOn;

  @Label("Lost")
  @Description("Whether nobody could end it any more, so that it was recovered")
  boolean lost;

  private transient boolean begun;

  AccessEvent(String allocator, int allocatorId, int slot) {
    this.allocator = allocator;
    this.allocatorId = allocatorId;
    this.slot = slot;
  }

  final void begin(long newGeneration, String newHolder) {
    generation = newGeneration;
    if (holder != newHolder) { // a store into an old object costs more
      holder = newHolder;
    }
    begun = true;
    begin();
  }

  /**
   * Returns whether its end is to be told.
   *
   * @return false if it was told, or if nobody recorded when it began
   */
  public final boolean hasBegun() {
    return begun;
  }

  /** It ends, another has the sample now. Does nothing if it has ended before. */
  public final void endPassedOn() {
    end(true, false);
  }

  /** It ends as it should, and nobody has the sample after it. Does nothing if it has ended. */
  public final void endGivenBack() {
    end(false, false);
  }

  /** It was lost, and is recovered. Does nothing if it has ended before. */
  public final void endLost() {
    end(false, true);
  }

  private void end(boolean isPassedOn, boolean isLost) {
    if (begun) {
      begun = false;
      end(); // commit alone would take the end of the one before
      passedOn = isPassedOn;
      lost = isLost;
      commit();
    }
  }
}
