package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.sampan_interrupt;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.BooleanSupplier;

/** The callback that FFmpeg's blocking calls ask whether they should end. */
public final class InterruptCallback {

  private static final HandleTable<BooleanSupplier> CONDITIONS = new HandleTable<>();

  private static final MemorySegment STUB =
      sampan_interrupt.allocate(InterruptCallback::interrupted, Arena.global());

  private InterruptCallback() {}

  /**
   * Lets the calls of a context end.
   *
   * @param context before it is opened
   * @param ended true when they should; asked on the thread that calls FFmpeg
   * @return a number for {@link #detach}
   */
  public static long attach(MemorySegment context, BooleanSupplier ended) {
    long handle = CONDITIONS.put(ended);
    FormatContexts.interruptCallback(context, STUB, handle);
    return handle;
  }

  /**
   * Forgets a condition. Its context must have been closed.
   *
   * @param handle what {@link #attach} returned
   */
  public static void detach(long handle) {
    CONDITIONS.remove(handle);
  }

  private static int interrupted(MemorySegment opaque) {
    try {
      BooleanSupplier ended = CONDITIONS.get(opaque.address());
      return ended != null && ended.getAsBoolean() ? 1 : 0;
    } catch (Throwable failure) { // nothing may leave an upcall
      Upcalls.failed("AVIOInterruptCB", failure);
      return 0;
    }
  }
}
