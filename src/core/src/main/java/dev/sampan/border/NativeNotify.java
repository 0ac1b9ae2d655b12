package dev.sampan.border;

import dev.sampan.Holder;
import dev.sampan.Release;
import dev.sampan.ReleaseHandler;
import dev.sampan.SampleAllocator;
import dev.sampan.memory.Upcalls;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * An IMFVideoSampleAllocatorNotify of native code's as a release handler. Its reference ends after
 * its last run.
 */
final class NativeNotify implements ReleaseHandler {

  private static final int ADD_REF = 1;
  private static final int RELEASE = 2;
  private static final int NOTIFY_RELEASE = 3;

  /** A method without arguments. An ordinary call: native code may call back below it. */
  private static final MethodHandle METHOD =
      Upcalls.downcall(FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG));

  private final long object;

  private NativeNotify(long object) {
    this.object = object;
  }

  /** Takes a reference to an object of native code's. */
  static NativeNotify of(long object) {
    call(object, ADD_REF);
    return new NativeNotify(object);
  }

  @Override
  public void released(Release release) {
    call(object, NOTIFY_RELEASE);
  }

  @Override
  public void released(
      SampleAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    call(object, NOTIFY_RELEASE);
  }

  @Override
  public void ended() {
    call(object, RELEASE);
  }

  /** What the methods return is not looked at. */
  private static void call(long object, int slot) {
    try {
      int ignored =
          (int)
              METHOD.invokeExact(MemorySegment.ofAddress(VirtualTable.slot(object, slot)), object);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
