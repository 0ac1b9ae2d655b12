package dev.sampan.ffmpeg;

/** What becomes of the times of pictures on the way into a container. */
public enum FrameRateMode {
  /**
   * As the container needs it: {@link #VARIABLE} where it stores a time per picture, {@link
   * #CONSTANT} otherwise, for example in ASF. The {@code ffmpeg} program's default.
   */
  AUTO,
  /**
   * Pictures are repeated and dropped so that each has the same duration. Repeating copies nothing.
   */
  CONSTANT,
  /** Pictures keep their times; those that fall on the time of another one are dropped. */
  VARIABLE,
  /** Every picture is written with its time as it is. */
  PASSTHROUGH
}
