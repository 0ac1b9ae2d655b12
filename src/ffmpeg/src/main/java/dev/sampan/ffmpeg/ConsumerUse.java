package dev.sampan.ffmpeg;

import java.util.Map;

/**
 * What was seen of a consumer of samples that Sampan does not control, such as an encoder. Nothing
 * here is assumed: each sample is counted by when its memory was let go of.
 *
 * @param name who, for example {@code "wmv2 encoder"}
 * @param samples samples given to it
 * @param bytes bytes of their planes
 * @param kept samples that it still held when the call that submitted them returned
 * @param consumed samples let go of inside that call with their output there already: read at once
 * @param copied samples let go of inside that call without any output: it made a copy
 * @param bytesCopied bytes of the samples that it copied
 * @param mostHeld most samples that it held at once between calls
 * @param heldAfterDrain samples that it held after it had been drained and before it was closed
 * @param releasesByThread on which threads samples were let go of, and how many
 */
public record ConsumerUse(
    String name,
    long samples,
    long bytes,
    long kept,
    long consumed,
    long copied,
    long bytesCopied,
    int mostHeld,
    int heldAfterDrain,
    Map<String, Long> releasesByThread) {

  /** What a consumer did with most of its samples. */
  public enum Mode {
    /** It read each one and let go of it inside the call. */
    CONSUMED,
    /** It held references beyond the call and copied nothing. */
    KEPT,
    /** It copied each one inside the call. */
    COPIED
  }

  /** Copies the map. */
  public ConsumerUse {
    releasesByThread = Map.copyOf(releasesByThread);
  }

  /**
   * Returns what the consumer did with most of its samples.
   *
   * @return the mode
   */
  public Mode mode() {
    if (copied >= kept && copied > consumed) {
      return Mode.COPIED;
    }
    return kept > consumed ? Mode.KEPT : Mode.CONSUMED;
  }
}
