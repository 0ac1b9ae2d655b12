package dev.sampan.border;

import dev.sampan.memory.RawMemory;
import java.lang.foreign.ValueLayout;

/**
 * An interface's identifier: the 16 bytes of a GUID as two numbers, as a little-endian machine
 * loads them.
 */
record Iid(long low, long high) {

  /** Reads the identifier that a pointer refers to, which need not be aligned. */
  static Iid at(long address) {
    return new Iid(
        RawMemory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address),
        RawMemory.ALL.get(ValueLayout.JAVA_LONG_UNALIGNED, address + 8));
  }

  /** Writes the identifier where a pointer refers to, which need not be aligned. */
  void put(long address) {
    RawMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, low);
    RawMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address + 8, high);
  }

  @Override
  public String toString() {
    return "{%08x-%04x-%04x-%016x}"
        .formatted((int) low, (short) (low >>> 32), (short) (low >>> 48), Long.reverseBytes(high));
  }
}
