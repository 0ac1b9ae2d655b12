package dev.sampan;

import java.time.Duration;

/**
 * What a {@link ReleaseHandler} is told about one return.
 *
 * @param allocator whose sample came back
 * @param handle the handle that the sample had; it is stale now
 * @param length bytes that were in use
 * @param holder who let go last
 * @param heldMillis milliseconds between the allocation and the return, by a clock that ticks once
 *     a millisecond
 * @param reason how the sample came back
 */
public record Release(
    SampleAllocator allocator,
    long handle,
    long length,
    Holder holder,
    long heldMillis,
    Reason reason) {

  /** How a sample came back. */
  public enum Reason {
    /** The last hold ended. */
    RELEASED,
    /** The lease was cancelled. */
    CANCELLED,
    /** The last lease or hold was lost, and was found and recovered. */
    RECOVERED
  }

  /**
   * Returns the held time.
   *
   * @return the time between allocation and return
   */
  public Duration held() {
    return Duration.ofMillis(heldMillis);
  }
}
