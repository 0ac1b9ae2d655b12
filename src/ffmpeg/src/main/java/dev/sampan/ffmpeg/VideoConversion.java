package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLease;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A converter and the samples for its results, made when the first picture needs them. */
final class VideoConversion implements AutoCloseable {

  /** Encoders of the MPEG family keep pictures that have room for a macroblock on either side. */
  static final int EDGES = 2 * 16;

  private final Video target;
  private final Color color;
  private final StreamEncoder encoder;
  private final LongFunction<LeasePool> pools;
  private @Nullable VideoConverter converter;
  private @Nullable LeasePool pool;

  /**
   * Makes a conversion that costs nothing yet.
   *
   * @param target what pictures become
   * @param color how their numbers are meant then
   * @param encoder who gets them
   * @param pools makes the pool for samples of a size
   */
  VideoConversion(Video target, Color color, StreamEncoder encoder, LongFunction<LeasePool> pools) {
    this.target = target;
    this.color = color;
    this.encoder = encoder;
    this.pools = pools;
  }

  /** Converts a picture into a sample of its own. */
  Sample convert(Sample sample) throws IOException, InterruptedException {
    VideoConverter made = converter;
    if (made == null) {
      made = new VideoConverter(target, color, strides());
      converter = made;
    }
    LeasePool leases = pool;
    if (leases == null) {
      leases = pools.apply(made.sampleSize());
      pool = leases;
    }
    try (SampleLease lease = leases.lease()) {
      return made.convert(sample, lease);
    }
  }

  /** As the encoder's own pictures have them: it may keep such a picture instead of copying it. */
  private int[] strides() {
    return Encoders.defaultStrides(
        encoder.context(),
        Formats.pixelFormat(target.pixelFormat()),
        target.width() + EDGES,
        target.height());
  }

  @Override
  public void close() {
    if (converter != null) {
      converter.close();
    }
  }
}
