package dev.sampan;

import java.util.List;

/**
 * No sample came back within the time that the caller was ready to wait. The message names the
 * holders, for example {@code 6 of 6 samples of "video" held: asf muxer stream 1 ×5 (oldest 412
 * ms), wmv2 encoder ×1}.
 */
public final class AllocatorExhaustedException extends IllegalStateException {

  private static final long serialVersionUID = 1L;

  @SuppressWarnings(
      "serial") // records of strings and numbers; exceptions are hardly ever serialised
  private final List<Holding> holders;

  AllocatorExhaustedException(String message, List<Holding> holders) {
    super(message);
    this.holders = holders;
  }

  /**
   * Returns who held the samples when the wait ended.
   *
   * @return a row per holder, the largest count first
   */
  public List<Holding> holders() {
    return holders;
  }
}
