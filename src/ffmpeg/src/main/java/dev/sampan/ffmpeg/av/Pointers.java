package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** Pointers of C, as memory segments without bounds. */
public final class Pointers {

  /** No object. */
  public static final MemorySegment NULL = MemorySegment.NULL;

  private Pointers() {}

  /**
   * Tells whether a pointer points nowhere.
   *
   * @param pointer the pointer
   * @return true for the null pointer
   */
  public static boolean isNull(MemorySegment pointer) {
    return pointer.address() == 0;
  }

  /**
   * Makes a pointer of an address. Nothing protects what it points to.
   *
   * @param address the address
   * @return the pointer
   */
  @SuppressWarnings("restricted")
  public static MemorySegment of(long address) {
    return MemorySegment.ofAddress(address).reinterpret(Long.MAX_VALUE);
  }

  /**
   * Reads a pointer.
   *
   * @param structure where it is
   * @param offset offset in bytes
   * @return the pointer
   */
  public static MemorySegment get(MemorySegment structure, long offset) {
    return structure.get(FFmpeg.C_POINTER, offset);
  }

  /**
   * Reads an element of an array of pointers.
   *
   * @param array the array
   * @param index of the element
   * @return the pointer
   */
  public static MemorySegment element(MemorySegment array, long index) {
    return array.get(FFmpeg.C_POINTER, index * FFmpeg.C_POINTER.byteSize());
  }

  /**
   * Copies a string of C.
   *
   * @param characters the string, ended by a zero byte, in UTF-8; may be null
   * @return the string, or null for the null pointer
   */
  public static @Nullable String string(MemorySegment characters) {
    return isNull(characters) ? null : characters.getString(0);
  }

  /**
   * Copies a string of C that may be missing.
   *
   * @param characters the string, ended by a zero byte, in UTF-8; may be null
   * @param otherwise what stands for the null pointer
   * @return the string
   */
  public static String string(MemorySegment characters, String otherwise) {
    String text = string(characters);
    return text == null ? otherwise : text;
  }

  static int getInt(MemorySegment structure, long offset) {
    return structure.get(ValueLayout.JAVA_INT, offset);
  }

  static long getLong(MemorySegment structure, long offset) {
    return structure.get(ValueLayout.JAVA_LONG, offset);
  }

  static void setInt(MemorySegment structure, long offset, int value) {
    structure.set(ValueLayout.JAVA_INT, offset, value);
  }

  static void setLong(MemorySegment structure, long offset, long value) {
    structure.set(ValueLayout.JAVA_LONG, offset, value);
  }

  static void set(MemorySegment structure, long offset, MemorySegment value) {
    structure.set(FFmpeg.C_POINTER, offset, value);
  }
}
