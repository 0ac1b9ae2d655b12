package dev.sampan;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What travels with a sample beside its bytes. A value: every hold has its own, so one memory may
 * be seen under two times or two croppings.
 *
 * @param time presentation time in units of 100 ns, or {@link #NO_TIME}
 * @param duration in units of 100 ns, 0 where it is not known
 * @param keyFrame whether the sample can be decoded without those before it
 * @param layout where the planes are, or null for plain bytes
 * @param attributes what else the program attaches
 */
public record SampleProperties(
    long time,
    long duration,
    boolean keyFrame,
    @Nullable SampleLayout layout,
    Map<String, Object> attributes) {

  /** The time of a sample that has none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  /** What a fresh lease has: no time, no duration, no layout, no attributes. */
  public static final SampleProperties NONE =
      new SampleProperties(NO_TIME, 0, false, null, Map.of());

  /** Checks the duration and copies the attributes. */
  public SampleProperties {
    if (duration < 0) {
      throw new IllegalArgumentException("duration must not be negative: " + duration);
    }
    attributes = Map.copyOf(attributes);
  }

  /**
   * Returns these properties with another time.
   *
   * @param newTime in units of 100 ns, or {@link #NO_TIME}
   * @return the new value
   */
  public SampleProperties withTime(long newTime) {
    return newTime == time
        ? this
        : new SampleProperties(newTime, duration, keyFrame, layout, attributes);
  }

  /**
   * Returns these properties with another duration.
   *
   * @param newDuration in units of 100 ns
   * @return the new value
   */
  public SampleProperties withDuration(long newDuration) {
    return new SampleProperties(time, newDuration, keyFrame, layout, attributes);
  }

  /**
   * Returns these properties with another key-frame flag.
   *
   * @param newKeyFrame whether the sample can be decoded without those before it
   * @return the new value
   */
  public SampleProperties withKeyFrame(boolean newKeyFrame) {
    return new SampleProperties(time, duration, newKeyFrame, layout, attributes);
  }

  /**
   * Returns these properties with another layout.
   *
   * @param newLayout where the planes are, or null for plain bytes
   * @return the new value
   */
  public SampleProperties withLayout(@Nullable SampleLayout newLayout) {
    return new SampleProperties(time, duration, keyFrame, newLayout, attributes);
  }

  /**
   * Returns these properties with other attributes.
   *
   * @param newAttributes what the program attaches
   * @return the new value
   */
  public SampleProperties withAttributes(Map<String, Object> newAttributes) {
    return new SampleProperties(time, duration, keyFrame, layout, newAttributes);
  }
}
