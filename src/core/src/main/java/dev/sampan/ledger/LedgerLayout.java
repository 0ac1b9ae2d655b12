package dev.sampan.ledger;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Where things are in the file. All numbers are little-endian, times are milliseconds since 1970,
 * texts are UTF-8, cut off or filled up with zeros. Offsets are from the start of the header, the
 * section, the slot's row or the entry.
 */
final class LedgerLayout {

  static final ValueLayout.OfInt INT =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
  static final ValueLayout.OfLong LONG =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

  /** "SAMPANLG". */
  static final long MAGIC = 0x474c4e41504d4153L;

  static final int VERSION = 1;

  // The header. END is where the next section will begin.
  static final long HEADER_MAGIC = 0;
  static final long HEADER_VERSION = 8;
  static final long HEADER_PAGE = 12;
  static final long HEADER_PID = 16;
  static final long HEADER_STARTED = 24;
  static final long HEADER_END = 32;
  static final long HEADER_BYTES = 64;

  // A section, one per allocator, followed by the rows of its slots.
  static final long SECTION_STATE = 0;
  static final long SECTION_SLOTS = 4;
  static final long SECTION_ADDRESS = 8;
  static final long SECTION_SAMPLE_SIZE = 16;
  static final long SECTION_STRIDE = 24;
  static final long SECTION_GUARD = 32;
  static final long SECTION_CREATED = 40;
  static final long SECTION_GONE = 48;
  static final long SECTION_NAME = 64;
  static final long SECTION_NAME_BYTES = 192;
  static final long SECTION_BYTES = 256;

  static final int STATE_MAPPED = 1;
  static final int STATE_GONE = 2;

  // The row of a slot, followed by its entries.
  static final long ROW_ADDRESS = 0;
  static final long ROW_END = 8;
  static final long ROW_WORD = 16;
  static final long ROW_PROTECTION = 24;
  static final long ROW_RETURNED = 32;
  static final long ROW_RETURNED_BY = 64;
  static final long ROW_HEAD_BYTES = 128;

  // An entry: somebody who has or had the slot.
  static final long ENTRY_GENERATION = 0;
  static final long ENTRY_SINCE = 8;
  static final long ENTRY_UNTIL = 16;
  static final long ENTRY_WHAT = 24;
  static final long ENTRY_END = 28;
  static final long ENTRY_HOLDER = 32;
  static final long ENTRY_HOLDER_BYTES = 96;
  static final long ENTRY_THREAD = 128;
  static final long ENTRY_BYTES = 192;

  static final long THREAD_BYTES = 64;

  static final long ROW_BYTES = ROW_HEAD_BYTES + LedgerFile.HISTORY * ENTRY_BYTES;

  private LedgerLayout() {}

  static long sectionBytes(long slots) {
    return SECTION_BYTES + slots * ROW_BYTES;
  }

  static long row(int slot) {
    return SECTION_BYTES + slot * ROW_BYTES;
  }

  static long entry(int slot, int entry) {
    return row(slot) + ROW_HEAD_BYTES + entry * ENTRY_BYTES;
  }

  /** Cut off between two characters. */
  static void putText(MemorySegment memory, long offset, long room, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int length = (int) Math.min(bytes.length, room);
    while (length < bytes.length && length > 0 && (bytes[length] & 0xc0) == 0x80) {
      length--;
    }
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, offset, length);
    memory.asSlice(offset + length, room - length).fill((byte) 0);
  }

  static String text(MemorySegment memory, long offset, long room) {
    byte[] bytes = memory.asSlice(offset, room).toArray(ValueLayout.JAVA_BYTE);
    int length = 0;
    while (length < bytes.length && bytes[length] != 0) {
      length++;
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}
