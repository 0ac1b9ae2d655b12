package dev.sampan;

/**
 * The state of a slot as one 64-bit word: generation in the upper 40 bits, references in the lower
 * 24.
 *
 * <pre>
 *   references            state        legal transitions
 *   0                     FREE         → TAKEN
 *   HELD | 0              TAKEN        → any, by the one who took it
 *   1 … MAX_REFERENCES    LEASED(n)    → LEASED(n ± 1), HELD(n); from n = 1 also FREE, TAKEN or RETIRED, a cancel
 *   HELD | 1 … MAX        HELD(n)      → HELD(n ± 1); from n = 1 also FREE, TAKEN or RETIRED, a return; ENDING
 *   ENDING                ENDING       → FREE, or back to HELD(1), by the one who made it so
 *   all ones              RETIRED      none; the control line is free for another allocator
 * </pre>
 *
 * <p>A slot is taken by a thread that lends it, gives it back or retires it, and by a lease in Java
 * whose handle nobody has asked for: since no other can add a reference, it needs none.
 *
 * <p>Every return counts the generation up, so that a handle of the time before is recognised. A
 * slot whose generation cannot be counted up any more is retired.
 */
final class SlotState {

  static final int REFERENCE_BITS = 24;
  static final long MAX_GENERATION = (1L << (64 - REFERENCE_BITS)) - 1;

  /** Far below the mark, so that no number of references looks like another state. */
  static final long MAX_REFERENCES = (1L << 23) - 16;

  private static final long REFERENCES = (1L << REFERENCE_BITS) - 1;
  private static final long HELD = 1L << 23;
  private static final long RETIRED = REFERENCES;
  private static final long ENDING = REFERENCES - 1;

  private SlotState() {}

  static long free(long generation) {
    return generation << REFERENCE_BITS;
  }

  /** One thread's or one lease's alone: everybody else is refused. */
  static long taken(long generation) {
    return generation << REFERENCE_BITS | HELD;
  }

  static long leased(long generation) {
    return generation << REFERENCE_BITS | 1;
  }

  static long held(long generation) {
    return generation << REFERENCE_BITS | HELD | 1;
  }

  /** A hold in Java, the only one, is being ended; for some instructions nobody knows how. */
  static long ending(long generation) {
    return generation << REFERENCE_BITS | ENDING;
  }

  static long retired(long generation) {
    return generation << REFERENCE_BITS | RETIRED;
  }

  /** The state after the last reference is gone: free for all, or still the releaser's. */
  static long returned(long generation, boolean free) {
    return generation == MAX_GENERATION
        ? retired(generation)
        : free ? free(generation + 1) : taken(generation + 1);
  }

  /** The hand-off: the references stay, the right to write goes. */
  static long handedOff(long word) {
    return word | HELD;
  }

  static long generation(long word) {
    return word >>> REFERENCE_BITS;
  }

  static boolean isFree(long word) {
    return (word & REFERENCES) == 0;
  }

  static boolean isTaken(long word) {
    return (word & REFERENCES) == HELD;
  }

  static boolean isEnding(long word) {
    return (word & REFERENCES) == ENDING;
  }

  static boolean isRetired(long word) {
    return (word & REFERENCES) == RETIRED;
  }

  static boolean isLeased(long word) {
    long references = word & REFERENCES;
    return references != 0 && references < HELD;
  }

  static boolean isHeld(long word) {
    long references = word & REFERENCES;
    return references > HELD && references <= (HELD | MAX_REFERENCES);
  }

  /** The number of references, 0 in the states that have none. */
  static long references(long word) {
    long references = word & (HELD - 1);
    return references <= MAX_REFERENCES ? references : 0; // the highest are ENDING and RETIRED
  }

  /** What the word says, for messages. */
  static String describe(long word) {
    String state =
        isFree(word)
            ? "free"
            : isRetired(word)
                ? "retired"
                : isTaken(word)
                    ? "leased, 1 references, not shared"
                    : isEnding(word)
                        ? "being given back"
                        : (isLeased(word) ? "leased, " : "held, ")
                            + references(word)
                            + " references";
    return state + ", generation " + generation(word);
  }
}
