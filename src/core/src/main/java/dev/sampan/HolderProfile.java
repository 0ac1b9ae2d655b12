package dev.sampan;

import java.util.Map;

/**
 * How one holder used the samples of one allocator: a row of {@link SampleAllocator#profiles()}.
 *
 * @param holder who
 * @param taken leases and holds that it was given
 * @param held those that it has now; asked for after a consumer was drained, what it keeps then
 * @param mostHeld most that it had at once
 * @param times how long they lasted; empty for {@link Holder#NATIVE_CONSUMER}, whose references
 *     cannot be told from each other
 * @param releasesByThread on which threads they ended, and how many
 */
public record HolderProfile(
    Holder holder,
    long taken,
    int held,
    int mostHeld,
    HoldTimes times,
    Map<String, Long> releasesByThread) {

  /** Copies the map. */
  public HolderProfile {
    releasesByThread = Map.copyOf(releasesByThread);
  }
}
