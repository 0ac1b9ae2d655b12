package dev.sampan.border;

import dev.sampan.Holder;
import dev.sampan.Release;
import dev.sampan.ReleaseHandler;
import dev.sampan.SampleAllocator;

/**
 * An IMFVideoSampleAllocatorNotify of native code's as a release handler. Its reference ends after
 * its last run.
 */
final class NativeNotify implements ReleaseHandler {

  private static final int NOTIFY_RELEASE = 3;

  private final long object;

  private NativeNotify(long object) {
    this.object = object;
  }

  /** Takes a reference to an object of native code's. */
  static NativeNotify of(long object) {
    NativeMethods.call(object, NativeMethods.ADD_REF);
    return new NativeNotify(object);
  }

  @Override
  public void released(Release release) {
    NativeMethods.call(object, NOTIFY_RELEASE);
  }

  @Override
  public void released(
      SampleAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    NativeMethods.call(object, NOTIFY_RELEASE);
  }

  @Override
  public void ended() {
    NativeMethods.call(object, NativeMethods.RELEASE);
  }
}
