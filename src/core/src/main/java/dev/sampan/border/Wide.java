package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.ValueLayout;

/** Strings of WCHAR: UTF-16 that ends with 0. */
final class Wide {

  /** The most that is read: whoever forgot the 0 shall not be read for ever. */
  private static final int LONGEST = 1 << 15;

  private Wide() {}

  /** Copies a caller's string. */
  static String read(long address, String name) {
    Out.check(address, name);
    StringBuilder text = new StringBuilder();
    while (true) {
      char next = RawMemory.ALL.get(ValueLayout.JAVA_CHAR_UNALIGNED, address + 2L * text.length());
      if (next == 0) {
        return text.toString();
      }
      if (text.length() == LONGEST) {
        throw new IllegalArgumentException(
            "%s has no end within %d characters".formatted(name, LONGEST));
      }
      text.append(next);
    }
  }

  /** As {@link #copyOut}, with a count of 16 bits. */
  static int copyOutWord(String text, long address, long count, String name) {
    Out.check(count, name);
    int room = RawMemory.ALL.get(ValueLayout.JAVA_CHAR_UNALIGNED, count);
    RawMemory.ALL.set(
        ValueLayout.JAVA_CHAR_UNALIGNED, count, (char) Math.min(text.length() + 1, 0xFFFF));
    return copy(text, address, room);
  }

  /**
   * Copies a string to where the caller wants it, or says only how long it is.
   *
   * @param text what
   * @param address where; 0 to say only how long it is
   * @param count of a 32-bit number: characters there is room for, and how many there are
   * @param name of that argument
   */
  static int copyOut(String text, long address, long count, String name) {
    Out.check(count, name);
    long room = Integer.toUnsignedLong(Out.int32(count));
    Out.int32(count, text.length() + 1);
    return copy(text, address, room);
  }

  private static int copy(String text, long address, long room) {
    if (address == 0) {
      return Sampan.S_OK();
    }
    if (room <= text.length()) {
      return LastError.refuse(
          Sampan.NS_E_SDK_BUFFERTOOSMALL(),
          "the string has %d characters with its end, and there is room for %d"
              .formatted(text.length() + 1, room));
    }
    for (int i = 0; i < text.length(); i++) {
      RawMemory.ALL.set(ValueLayout.JAVA_CHAR_UNALIGNED, address + 2L * i, text.charAt(i));
    }
    RawMemory.ALL.set(ValueLayout.JAVA_CHAR_UNALIGNED, address + 2L * text.length(), (char) 0);
    return Sampan.S_OK();
  }
}
