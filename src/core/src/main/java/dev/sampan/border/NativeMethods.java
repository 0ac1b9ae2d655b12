package dev.sampan.border;

import dev.sampan.memory.Upcalls;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Calls the methods of objects that native code made. Ordinary calls: native code may call back
 * below them. No lock of Sampan's may be held.
 */
final class NativeMethods {

  static final int ADD_REF = 1;
  static final int RELEASE = 2;

  // INSSBuffer
  static final int SET_LENGTH = 4;
  static final int GET_MAX_LENGTH = 5;
  static final int GET_BUFFER = 6;
  static final int GET_BUFFER_AND_LENGTH = 7;

  // IWMWriterSink
  static final int ON_HEADER = 3;
  static final int IS_REAL_TIME = 4;
  static final int ALLOCATE_DATA_UNIT = 5;
  static final int ON_DATA_UNIT = 6;
  static final int ON_END_WRITING = 7;

  private static final ValueLayout.OfLong POINTER = ValueLayout.JAVA_LONG;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  private static final MethodHandle P = Upcalls.downcall(FunctionDescriptor.of(INT, POINTER));
  private static final MethodHandle PP =
      Upcalls.downcall(FunctionDescriptor.of(INT, POINTER, POINTER));
  private static final MethodHandle PPP =
      Upcalls.downcall(FunctionDescriptor.of(INT, POINTER, POINTER, POINTER));
  private static final MethodHandle PD = Upcalls.downcall(FunctionDescriptor.of(INT, POINTER, INT));
  private static final MethodHandle PDP =
      Upcalls.downcall(FunctionDescriptor.of(INT, POINTER, INT, POINTER));

  private NativeMethods() {}

  private static MemorySegment function(long object, int slot) {
    return MemorySegment.ofAddress(VirtualTable.slot(object, slot));
  }

  static int call(long object, int slot) {
    try {
      return (int) P.invokeExact(function(object, slot), object);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static int call(long object, int slot, long argument) {
    try {
      return (int) PP.invokeExact(function(object, slot), object, argument);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static int call(long object, int slot, long one, long two) {
    try {
      return (int) PPP.invokeExact(function(object, slot), object, one, two);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static int call(long object, int slot, int argument) {
    try {
      return (int) PD.invokeExact(function(object, slot), object, argument);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  static int call(long object, int slot, int one, long two) {
    try {
      return (int) PDP.invokeExact(function(object, slot), object, one, two);
    } catch (Throwable t) {
      throw unchecked(t);
    }
  }

  /** A call to native code throws nothing that is checked. */
  private static RuntimeException unchecked(Throwable t) {
    if (t instanceof RuntimeException e) {
      return e;
    }
    if (t instanceof Error e) {
      throw e;
    }
    throw new AssertionError(t);
  }
}
