package dev.sampan;

import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Slots with a control line and no memory, for tests of the state word alone. Each serves one state
 * after the other, so that not every state takes a line of the process.
 */
final class BareSlots {

  private static final SlabAllocator OWNER =
      (SlabAllocator) SampleAllocator.builder("owner of slots without memory").count(1).build();

  private static final ConcurrentLinkedQueue<Slot> IDLE = new ConcurrentLinkedQueue<>();

  private BareSlots() {}

  /** Returns a slot that is free. */
  static Slot free() {
    Slot idle = IDLE.poll();
    return idle != null ? idle : on(ControlTable.take());
  }

  /** Returns a slot that a lease in Java has. */
  static Slot taken() {
    return with(SlotState.taken(0));
  }

  /** Returns a slot that was leased, with references. */
  static Slot leased(int references) {
    return with(SlotState.leased(0) + references - 1);
  }

  /** Returns a slot that was handed over, with references. */
  static Slot held(int references) {
    return with(SlotState.held(0) + references - 1);
  }

  /** Returns a slot in the state of a word of generation 0. */
  static Slot with(long word) {
    Slot slot = free();
    ControlTable.setWord(ControlTable.address(slot.line), slot.word() + word);
    return slot;
  }

  /** Returns a free slot that a line begins to serve. */
  static Slot on(int line) {
    Slot slot = new Slot(OWNER, 0, line, 0, 1);
    ControlTable.assign(line, slot);
    return slot;
  }

  static long generation(Slot slot) {
    return SlotState.generation(slot.word());
  }

  /**
   * Says in which state a test left a slot and lets others have it.
   *
   * @param generation the one in which the test began
   * @return for example "held 2", or "next free" in the next generation
   */
  static String end(Slot slot, long generation) {
    String state = state(slot, generation);
    slot.begin(generation + 2); // whatever it was left in, nothing of it is valid any more
    IDLE.add(slot);
    return state;
  }

  static String state(Slot slot, long generation) {
    long word = slot.word();
    String state =
        SlotState.isFree(word)
            ? "free"
            : SlotState.isTaken(word)
                ? "taken"
                : SlotState.isRetired(word)
                    ? "retired"
                    : (SlotState.isLeased(word) ? "leased " : "held ") + SlotState.references(word);
    long returns = SlotState.generation(word) - generation;
    return returns == 0 ? state : returns == 1 ? "next " + state : returns + " later " + state;
  }

  /** What a transition answered, in a word. */
  static Object answer(long answer) {
    if (answer == Slot.STALE) {
      return "stale";
    }
    if (answer == Slot.TOO_MANY) {
      return "too many";
    }
    return answer == Slot.NOT_LEASED ? "not leased" : Objects.requireNonNull((Object) answer);
  }
}
