package dev.sampan.ledger;

import dev.sampan.ledger.LedgerSection.Access;
import dev.sampan.ledger.LedgerSection.Ending;
import dev.sampan.ledger.LedgerSection.What;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link LedgerFile} says.
 *
 * @param pid the process that wrote it
 * @param pageSize of its system, in bytes
 * @param sections its allocators, in the order in which they were built
 */
public record CrashLedger(long pid, long pageSize, List<Section> sections) {

  /**
   * One allocator.
   *
   * @param name its name
   * @param mapped whether its memory was mapped
   * @param gone when it was unmapped, in milliseconds since 1970; 0 if it was not
   * @param sampleSize bytes of a slot that are used
   * @param stride bytes from one slot to the next
   * @param guard bytes of the guard page before each slot and after the last, or 0
   * @param slots its slots
   */
  public record Section(
      String name,
      boolean mapped,
      long gone,
      long sampleSize,
      long stride,
      long guard,
      List<Slot> slots) {

    /**
     * Returns where its memory begins, with the first guard page.
     *
     * @return the address
     */
    public long start() {
      return slots.get(0).address() - guard;
    }

    /**
     * Returns where its memory ends, with the last guard page.
     *
     * @return the address behind it
     */
    public long end() {
      return slots.get(0).address() + slots.size() * stride;
    }

    private boolean contains(long address) {
      return Long.compareUnsigned(address, start()) >= 0
          && Long.compareUnsigned(address, end()) < 0;
    }
  }

  /**
   * One slot.
   *
   * @param number its index in the allocator
   * @param address of the first byte
   * @param end behind the last byte that a sample uses
   * @param word generation, and references or a state without them
   * @param access what could be done with its pages
   * @param returned when it came back last, in milliseconds since 1970; 0 if it never did
   * @param returnedBy the thread that made that return
   * @param entries who had it, the latest first
   */
  public record Slot(
      int number,
      long address,
      long end,
      long word,
      Access access,
      long returned,
      String returnedBy,
      List<Entry> entries) {}

  /**
   * A lease or hold.
   *
   * @param generation the slot's, at the time
   * @param what which of both
   * @param holder whose
   * @param thread which thread took it
   * @param since when it began, in milliseconds since 1970
   * @param until when it ended; 0 if it had not
   * @param ending how it ended
   */
  public record Entry(
      long generation,
      What what,
      String holder,
      String thread,
      long since,
      long until,
      Ending ending) {}

  /** Where an address is. */
  public enum Area {
    /** In the bytes that a sample uses. */
    SAMPLE,
    /** Behind these, in the same page. */
    CANARY,
    /** In the page before the first byte of a slot, nearer to it than to the slot before. */
    GUARD_BEFORE,
    /** In the page behind a slot, nearer to it than to the next slot. */
    GUARD_AFTER
  }

  /**
   * The place of an address.
   *
   * @param section the allocator
   * @param slot the slot in which, or beside which, it is
   * @param offset bytes from the slot's first byte; negative before it
   * @param area which part it is
   */
  public record Place(Section section, Slot slot, long offset, Area area) {}

  /**
   * Reads a file.
   *
   * @param file what a {@link LedgerFile} left
   * @return what it says
   * @throws IOException if it cannot be read, or is no ledger
   */
  public static CrashLedger read(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Arena arena = Arena.ofConfined()) {
      long size = channel.size();
      if (size < LedgerLayout.HEADER_BYTES) {
        throw notALedger(file);
      }
      MemorySegment memory = channel.map(FileChannel.MapMode.READ_ONLY, 0, size, arena);
      if (memory.get(LedgerLayout.LONG, LedgerLayout.HEADER_MAGIC) != LedgerLayout.MAGIC) {
        throw notALedger(file);
      }
      int version = memory.get(LedgerLayout.INT, LedgerLayout.HEADER_VERSION);
      if (version != LedgerLayout.VERSION) {
        throw new FileSystemException(
            file.toString(),
            null,
            "it is a ledger of version %d, and this command reads version %d; use the command of the"
                    .formatted(version, LedgerLayout.VERSION)
                + " same Sampan");
      }
      return new CrashLedger(
          memory.get(LedgerLayout.LONG, LedgerLayout.HEADER_PID),
          memory.get(LedgerLayout.INT, LedgerLayout.HEADER_PAGE),
          sections(file, memory, memory.get(LedgerLayout.LONG, LedgerLayout.HEADER_END)));
    }
  }

  private static FileSystemException notALedger(Path file) {
    return new FileSystemException(file.toString(), null, "it is no ledger of Sampan's");
  }

  private static List<Section> sections(Path file, MemorySegment memory, long end)
      throws IOException {
    List<Section> sections = new ArrayList<>();
    long at = LedgerLayout.HEADER_BYTES;
    while (at < end) {
      long left = Math.min(end, memory.byteSize()) - at;
      long slots =
          left < LedgerLayout.SECTION_BYTES
              ? 0
              : memory.get(LedgerLayout.INT, at + LedgerLayout.SECTION_SLOTS);
      if (slots < 1 || LedgerLayout.sectionBytes(slots) > left) {
        throw new FileSystemException(
            file.toString(), null, "it is damaged: it ends within an allocator's rows");
      }
      long bytes = LedgerLayout.sectionBytes(slots);
      sections.add(section(memory.asSlice(at, bytes), (int) slots));
      at += bytes;
    }
    return List.copyOf(sections);
  }

  private static Section section(MemorySegment memory, int count) {
    List<Slot> slots = new ArrayList<>(count);
    for (int slot = 0; slot < count; slot++) {
      slots.add(slot(memory, slot));
    }
    return new Section(
        LedgerLayout.text(memory, LedgerLayout.SECTION_NAME, LedgerLayout.SECTION_NAME_BYTES),
        memory.get(LedgerLayout.INT, LedgerLayout.SECTION_STATE) == LedgerLayout.STATE_MAPPED,
        memory.get(LedgerLayout.LONG, LedgerLayout.SECTION_GONE),
        memory.get(LedgerLayout.LONG, LedgerLayout.SECTION_SAMPLE_SIZE),
        memory.get(LedgerLayout.LONG, LedgerLayout.SECTION_STRIDE),
        memory.get(LedgerLayout.LONG, LedgerLayout.SECTION_GUARD),
        List.copyOf(slots));
  }

  private static Slot slot(MemorySegment memory, int number) {
    long row = LedgerLayout.row(number);
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < LedgerFile.HISTORY; i++) {
      Entry entry = entry(memory, LedgerLayout.entry(number, i));
      if (entry.since() != 0) {
        entries.add(entry);
      }
    }
    // Those who still have it first, then those who let go last.
    entries.sort(
        Comparator.comparingLong((Entry e) -> e.until() == 0 ? Long.MAX_VALUE : e.until())
            .thenComparingLong(Entry::generation)
            .thenComparingLong(Entry::since)
            .thenComparing(Entry::what)
            .reversed());
    return new Slot(
        number,
        memory.get(LedgerLayout.LONG, row + LedgerLayout.ROW_ADDRESS),
        memory.get(LedgerLayout.LONG, row + LedgerLayout.ROW_END),
        memory.get(LedgerLayout.LONG, row + LedgerLayout.ROW_WORD),
        oneOf(
            Access.values(),
            value -> value.number,
            memory.get(LedgerLayout.INT, row + LedgerLayout.ROW_PROTECTION)),
        memory.get(LedgerLayout.LONG, row + LedgerLayout.ROW_RETURNED),
        LedgerLayout.text(memory, row + LedgerLayout.ROW_RETURNED_BY, LedgerLayout.THREAD_BYTES),
        List.copyOf(entries));
  }

  private static Entry entry(MemorySegment memory, long at) {
    return new Entry(
        memory.get(LedgerLayout.LONG, at + LedgerLayout.ENTRY_GENERATION),
        oneOf(
            What.values(),
            value -> value.number,
            memory.get(LedgerLayout.INT, at + LedgerLayout.ENTRY_WHAT)),
        LedgerLayout.text(memory, at + LedgerLayout.ENTRY_HOLDER, LedgerLayout.ENTRY_HOLDER_BYTES),
        LedgerLayout.text(memory, at + LedgerLayout.ENTRY_THREAD, LedgerLayout.THREAD_BYTES),
        memory.get(LedgerLayout.LONG, at + LedgerLayout.ENTRY_SINCE),
        memory.get(LedgerLayout.LONG, at + LedgerLayout.ENTRY_UNTIL),
        oneOf(
            Ending.values(),
            value -> value.number,
            memory.get(LedgerLayout.INT, at + LedgerLayout.ENTRY_END)));
  }

  /** The one with a number, which a damaged file may have wrong. */
  private static <T> T oneOf(T[] values, ToIntFunction<T> numberOf, int number) {
    for (T value : values) {
      if (numberOf.applyAsInt(value) == number) {
        return value;
      }
    }
    return values[0];
  }

  /**
   * Finds the slot of an address.
   *
   * @param address any
   * @return where it is, preferring memory that was mapped, or null if it is in no allocator
   */
  public @Nullable Place find(long address) {
    Section found = null;
    for (Section section : sections) { // a later one may have the address of one that is gone
      if (section.contains(address) && (found == null || !found.mapped() || section.mapped())) {
        found = section;
      }
    }
    return found == null ? null : place(found, address);
  }

  private static Place place(Section section, long address) {
    long fromStart = address - section.start();
    int number = (int) (fromStart / section.stride());
    long inStride = fromStart % section.stride();
    if (inStride >= section.guard()) {
      Slot slot = section.slots().get(number);
      long offset = address - slot.address();
      return new Place(
          section, slot, offset, offset < section.sampleSize() ? Area.SAMPLE : Area.CANARY);
    }
    // The guard page before the slot of this number, and behind the one before.
    boolean behind =
        number == section.slots().size() || (number > 0 && inStride < section.guard() / 2);
    Slot slot = section.slots().get(behind ? number - 1 : number);
    return new Place(
        section, slot, address - slot.address(), behind ? Area.GUARD_AFTER : Area.GUARD_BEFORE);
  }
}
