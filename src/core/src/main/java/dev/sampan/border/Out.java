package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.ValueLayout;

/** What a caller's pointers refer to. */
final class Out {

  private Out() {}

  /** Throws E_POINTER for a null pointer. */
  static void check(long pointer, String name) {
    if (pointer == 0) {
      throw new BorderException(Sampan.E_POINTER(), name + " is a null pointer");
    }
  }

  /** Throws E_INVALIDARG for a null pointer, as some methods of Windows' do. */
  static void checkArgument(long pointer, String name) {
    if (pointer == 0) {
      throw new BorderException(Sampan.E_INVALIDARG(), name + " is a null pointer");
    }
  }

  static void pointer(long address, long value) {
    RawMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }

  static void int32(long address, int value) {
    RawMemory.ALL.set(ValueLayout.JAVA_INT_UNALIGNED, address, value);
  }

  static void int16(long address, int value) {
    RawMemory.ALL.set(ValueLayout.JAVA_SHORT_UNALIGNED, address, (short) value);
  }

  static int int32(long address) {
    return RawMemory.ALL.get(ValueLayout.JAVA_INT_UNALIGNED, address);
  }

  /** A size that may be larger than 32 bits can say. */
  static long dword(long size) {
    return Math.min(size, 0xFFFF_FFFFL);
  }

  static void int64(long address, long value) {
    RawMemory.ALL.set(ValueLayout.JAVA_LONG_UNALIGNED, address, value);
  }
}
