package dev.sampan;

/**
 * Is told, once per return, that a sample is back.
 *
 * <p>It is called after the return shows in {@link SampleAllocator#freeCount()}, or after the
 * sample went straight to the first waiter, with no lock of Sampan's held. It may allocate,
 * release, replace itself and close the allocator. Returns that it makes itself are notified after
 * it ends, on the same thread, not nested. It runs on whichever thread made the return, unless it
 * was registered with an executor; several threads may run it at once. What it throws is logged and
 * goes no further.
 */
@FunctionalInterface
public interface ReleaseHandler {

  /**
   * A sample is back.
   *
   * @param release which, from whom, after how long
   */
  void released(Release release);

  /**
   * As {@link #released(Release)}, with the parts of the release. A handler that must not leave
   * garbage overrides this one as well; which of the two is called is not said.
   *
   * @param allocator whose sample came back
   * @param handle the handle that the sample had
   * @param length bytes that were in use
   * @param holder who let go last
   * @param heldMillis milliseconds between the allocation and the return
   * @param reason how the sample came back
   */
  default void released(
      SampleAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    released(new Release(allocator, handle, length, holder, heldMillis, reason));
  }

  /**
   * The handler will not be run any more: it was replaced or removed, and its last run is over, or
   * all samples of a closed allocator are back. Called once.
   */
  default void ended() {}
}
