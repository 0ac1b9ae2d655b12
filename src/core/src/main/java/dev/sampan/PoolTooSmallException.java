package dev.sampan;

/**
 * A pool with so few samples can come to a standstill: those who keep samples until they get
 * another one may have them all. The message names them and the size that works.
 */
public final class PoolTooSmallException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private final int leastSamples;

  PoolTooSmallException(String message, int leastSamples) {
    super(message);
    this.leastSamples = leastSamples;
  }

  /**
   * Returns the size that works.
   *
   * @return the least number of samples with which the pool cannot come to a standstill
   */
  public int leastSamples() {
    return leastSamples;
  }
}
