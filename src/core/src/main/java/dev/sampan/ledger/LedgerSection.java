package dev.sampan.ledger;

import java.lang.foreign.MemorySegment;

/** One allocator in the {@link LedgerFile}. Each slot is written by one thread at a time. */
public final class LedgerSection {

  /** What somebody has. */
  public enum What {
    /** A lease, with a right to write. */
    LEASE(0),
    /** A hold, with a right to read. */
    HOLD(1);

    final int number;

    What(int number) {
      this.number = number;
    }
  }

  /** How somebody's lease or hold ended. */
  public enum Ending {
    /** It has not. */
    NOT_YET(0),
    /** The lease was handed over. */
    HANDED_OVER(1),
    /** The hold was given to another holder. */
    PASSED_ON(2),
    /** The hold was released. */
    RELEASED(3),
    /** The lease was cancelled. */
    CANCELLED(4),
    /** It was lost, and recovered. */
    RECOVERED(5);

    final int number;

    Ending(int number) {
      this.number = number;
    }
  }

  /** What may be done with the pages of a slot. */
  public enum Access {
    /** Nothing. */
    NONE(0),
    /** Reading. */
    READ(1),
    /** Reading and writing. */
    WRITE(2);

    final int number;

    Access(int number) {
      this.number = number;
    }
  }

  private final LedgerFile file;
  private final MemorySegment memory;

  LedgerSection(
      LedgerFile file,
      MemorySegment memory,
      String name,
      int slots,
      long address,
      long sampleSize,
      long stride,
      long guard) {
    this.file = file;
    this.memory = memory;
    for (int slot = 0; slot < slots; slot++) {
      long start = address + slot * stride;
      setLong(LedgerLayout.row(slot) + LedgerLayout.ROW_ADDRESS, start);
      setLong(LedgerLayout.row(slot) + LedgerLayout.ROW_END, start + sampleSize);
    }
    LedgerLayout.putText(memory, LedgerLayout.SECTION_NAME, LedgerLayout.SECTION_NAME_BYTES, name);
    setInt(LedgerLayout.SECTION_SLOTS, slots);
    setLong(LedgerLayout.SECTION_ADDRESS, address);
    setLong(LedgerLayout.SECTION_SAMPLE_SIZE, sampleSize);
    setLong(LedgerLayout.SECTION_STRIDE, stride);
    setLong(LedgerLayout.SECTION_GUARD, guard);
    setLong(LedgerLayout.SECTION_CREATED, System.currentTimeMillis());
    setInt(LedgerLayout.SECTION_STATE, LedgerLayout.STATE_MAPPED);
  }

  private void setLong(long offset, long value) {
    memory.set(LedgerLayout.LONG, offset, value);
  }

  private void setInt(long offset, int value) {
    memory.set(LedgerLayout.INT, offset, value);
  }

  /**
   * Says in which state a slot is.
   *
   * @param slot its number
   * @param word its state word
   */
  public void word(int slot, long word) {
    setLong(LedgerLayout.row(slot) + LedgerLayout.ROW_WORD, word);
  }

  /**
   * Says what may be done with a slot's pages.
   *
   * @param slot its number
   * @param access what may be done
   */
  public void access(int slot, Access access) {
    setInt(LedgerLayout.row(slot) + LedgerLayout.ROW_PROTECTION, access.number);
  }

  /**
   * Says that a slot came back.
   *
   * @param slot its number
   * @param thread who made the return
   */
  public void returned(int slot, String thread) {
    long row = LedgerLayout.row(slot);
    setLong(row + LedgerLayout.ROW_RETURNED, System.currentTimeMillis());
    LedgerLayout.putText(
        memory, row + LedgerLayout.ROW_RETURNED_BY, LedgerLayout.THREAD_BYTES, thread);
  }

  /**
   * Says that somebody has a slot, in place of who was in this entry before.
   *
   * @param slot its number
   * @param entry which one, from 0 to {@link LedgerFile#HISTORY} - 1
   * @param generation of the slot
   * @param what they have
   * @param holder who they are
   * @param thread which thread took it
   */
  public void begin(int slot, int entry, long generation, What what, String holder, String thread) {
    long at = LedgerLayout.entry(slot, entry);
    setLong(at + LedgerLayout.ENTRY_SINCE, 0); // says that there is nobody
    setLong(at + LedgerLayout.ENTRY_GENERATION, generation);
    setLong(at + LedgerLayout.ENTRY_UNTIL, 0);
    setInt(at + LedgerLayout.ENTRY_WHAT, what.number);
    setInt(at + LedgerLayout.ENTRY_END, Ending.NOT_YET.number);
    LedgerLayout.putText(
        memory, at + LedgerLayout.ENTRY_HOLDER, LedgerLayout.ENTRY_HOLDER_BYTES, holder);
    LedgerLayout.putText(memory, at + LedgerLayout.ENTRY_THREAD, LedgerLayout.THREAD_BYTES, thread);
    setLong(at + LedgerLayout.ENTRY_SINCE, System.currentTimeMillis());
  }

  /**
   * Says that somebody's lease or hold has ended.
   *
   * @param slot its number
   * @param entry which one
   * @param ending how
   */
  public void end(int slot, int entry, Ending ending) {
    long at = LedgerLayout.entry(slot, entry);
    setInt(at + LedgerLayout.ENTRY_END, ending.number);
    setLong(at + LedgerLayout.ENTRY_UNTIL, System.currentTimeMillis());
  }

  /** Says that the allocator's memory is unmapped. */
  public void gone() {
    setLong(LedgerLayout.SECTION_GONE, System.currentTimeMillis());
    setInt(LedgerLayout.SECTION_STATE, LedgerLayout.STATE_GONE);
    file.giveBack(memory);
  }
}
