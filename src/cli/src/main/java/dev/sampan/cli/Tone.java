package dev.sampan.cli;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;

/** A tone in blocks: an A, on both channels, that swells once a second. */
final class Tone {

  static final String FORMAT = "fltp";
  static final int RATE = 48_000;
  static final int CHANNELS = 2;

  /** Most samples per channel of a block. */
  static final int MOST = 4096;

  private static final double PITCH = 440;
  private static final double LOUDNESS = 0.2;
  private static final long TICKS_PER_SECOND = 10_000_000;

  private final int block;
  private long position;

  /**
   * Begins the tone.
   *
   * @param block samples per channel of each block
   */
  Tone(int block) {
    this.block = block;
  }

  /** When the next block begins. */
  long time() {
    return position * TICKS_PER_SECOND / RATE;
  }

  /** A plane per channel, one after the other. */
  static SampleLayout layout(int samples) {
    long bytes = samples * ValueLayout.JAVA_FLOAT.byteSize();
    return new SampleLayout(
        FORMAT,
        samples,
        CHANNELS,
        SampleLayout.Color.UNSPECIFIED,
        List.of(
            new SampleLayout.Plane(0, bytes, bytes, 1),
            new SampleLayout.Plane(bytes, bytes, bytes, 1)));
  }

  void fill(SampleLease lease) {
    MemorySegment memory = lease.segment();
    for (int i = 0; i < block; i++) {
      double seconds = (position + i) / (double) RATE;
      double swell = 0.5 - 0.5 * Math.cos(2 * Math.PI * seconds);
      float value = (float) (LOUDNESS * swell * Math.sin(2 * Math.PI * PITCH * seconds));
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, i, value);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, (long) block + i, value);
    }
    SampleLayout layout = layout(block);
    long time = time();
    position += block;
    lease.setLength(layout.end());
    lease.setProperties(new SampleProperties(time, time() - time, true, layout, Map.of()));
  }
}
