package dev.sampan.border;

import dev.sampan.AllocatorClosedException;
import dev.sampan.AllocatorExhaustedException;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.jfr.UpcallFailureEvent;
import dev.sampan.memory.RawMemory;
import dev.sampan.stream.WriterNotRunningException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** What went wrong last on a thread: what {@code GetLastErrorInfo} reports. */
final class LastError {

  private static final ThreadLocal<LastError> OF_THREAD = ThreadLocal.withInitial(LastError::new);

  private static final int DEEPEST_CAUSE = 16;

  /** Exceptions that became a code. */
  static final LongAdder JAVA_ERRORS = new LongAdder();

  private int code = Sampan.S_OK();
  private String text = "";

  private LastError() {}

  /** What {@code GetLastErrorInfo} does. The pointers may be null. */
  static int copyOut(long code, long text, long size) {
    if (size == 0) {
      return Sampan.E_POINTER(); // not remembered: this does not change what it reports
    }
    LastError error = OF_THREAD.get();
    byte[] bytes = error.text.getBytes(StandardCharsets.UTF_8);
    long room = Integer.toUnsignedLong(Out.int32(size));
    Out.int32(size, bytes.length + 1);
    if (text != 0) {
      if (room <= bytes.length) {
        return Sampan.NS_E_SDK_BUFFERTOOSMALL();
      }
      MemorySegment.copy(bytes, 0, RawMemory.ALL, ValueLayout.JAVA_BYTE, text, bytes.length);
      RawMemory.ALL.set(ValueLayout.JAVA_BYTE, text + bytes.length, (byte) 0);
    }
    if (code != 0) {
      Out.int32(code, error.code);
    }
    return error.code == Sampan.S_OK() ? Sampan.S_FALSE() : Sampan.S_OK();
  }

  /** Remembers a refusal. Returns its code. */
  static int refuse(int code, String text) {
    LastError error = OF_THREAD.get();
    error.code = code;
    error.text = text;
    return code;
  }

  /**
   * Turns what a call threw into the code for it, and remembers it. Does not throw: an exception
   * that left an upcall would end the process.
   */
  static int of(Throwable t) {
    try {
      if (!(t instanceof BorderException)) {
        JAVA_ERRORS.increment();
      }
      String message = t.getMessage();
      return refuse(code(t), message == null ? t.getClass().getName() : message);
    } catch (Throwable again) {
      return Sampan.E_FAIL(); // out of memory, or a stack that is too deep for this
    }
  }

  /** As {@link #of(Throwable)}, for a method that native code called. */
  static int of(String method, Throwable t) {
    int code = of(t);
    try {
      if (UpcallFailureEvent.isOn()) {
        UpcallFailureEvent.report(method, "0x%08X".formatted(code), OF_THREAD.get().text);
      }
    } catch (Throwable again) {
      // Native code has its answer, which matters more than a recording.
    }
    return code;
  }

  /** The codes of DESIGN section 4. */
  private static int code(Throwable t) {
    if (t instanceof BorderException e) {
      return e.code();
    }
    if (t instanceof WriterNotRunningException) {
      return Sampan.NS_E_INVALID_REQUEST();
    }
    if (t instanceof AllocatorExhaustedException) {
      return Sampan.MF_E_SAMPLEALLOCATOR_EMPTY();
    }
    if (t instanceof AllocatorClosedException e) {
      return e.whileWaiting()
          ? Sampan.MF_E_SAMPLEALLOCATOR_CANCELED()
          : Sampan.MF_E_NOT_INITIALIZED();
    }
    if (t instanceof IllegalArgumentException
        || t instanceof IndexOutOfBoundsException
        || t instanceof UnsupportedOperationException) { // guard pages where there are none
      return Sampan.E_INVALIDARG();
    }
    if (t instanceof OutOfMemoryError) {
      return Sampan.E_OUTOFMEMORY();
    }
    if (t instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return Sampan.E_ABORT();
    }
    if (t instanceof IOException e) {
      int code = sinkCode(e);
      return code == 0 ? Sampan.NS_E_FILE_WRITE() : code;
    }
    return Sampan.E_FAIL();
  }

  /** The code of the sink, or of the codec, that made a writer fail; 0 if there is none. */
  static int sinkCode(IOException failure) {
    Throwable cause = failure;
    for (int i = 0; i < DEEPEST_CAUSE && cause != null; i++) {
      if (cause instanceof BorderException e) {
        return e.code();
      }
      cause = cause.getCause();
    }
    return 0;
  }
}
