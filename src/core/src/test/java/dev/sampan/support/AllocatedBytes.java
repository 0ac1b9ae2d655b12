package dev.sampan.support;

import java.lang.reflect.Method;

/**
 * Bytes that the current thread has allocated on the heap. By reflection, because that is in a
 * module of the JDK that Sampan does not require.
 */
public final class AllocatedBytes {

  private static final Object THREADS;
  private static final Method ALLOCATED;

  static {
    try {
      THREADS =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      ALLOCATED =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getCurrentThreadAllocatedBytes");
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private AllocatedBytes() {}

  /** Returns the bytes so far. To ask makes some, too: divide by many repetitions. */
  public static long soFar() {
    try {
      return (long) ALLOCATED.invoke(THREADS);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
