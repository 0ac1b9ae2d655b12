package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLease;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Makes pictures such as the encoder takes: converts the format, and turns what lies on its side.
 * What does so, and the samples for the results, are made when the first picture needs them.
 */
final class VideoConversion implements AutoCloseable {

  /** Makes a pool for results. */
  interface Pools {
    /** Returns a new pool of a name, for samples of a size. */
    LeasePool make(String name, long sampleSize);
  }

  private final Video target;
  private final Video lying;
  private final Color color;
  private final int degrees;
  private final StreamEncoder encoder;
  private final Pools pools;
  private @Nullable VideoConverter converter;
  private @Nullable LeasePool converted;
  private @Nullable PictureTurner turner;
  private @Nullable LeasePool turned;

  /**
   * Makes a conversion that costs nothing yet.
   *
   * @param target what pictures become
   * @param color how their numbers are meant then
   * @param degrees how far they are turned clockwise, in quarters
   * @param encoder who gets them
   * @param pools makes pools
   */
  VideoConversion(Video target, Color color, int degrees, StreamEncoder encoder, Pools pools) {
    this.target = target;
    this.lying = degrees % 180 == 0 ? target : swapSides(target);
    this.color = color;
    this.degrees = degrees;
    this.encoder = encoder;
    this.pools = pools;
  }

  /** The same pictures on their side. */
  static Video swapSides(Video video) {
    Ratio aspect = video.pixelAspect();
    return new Video(
        video.pixelFormat(),
        video.height(),
        video.width(),
        video.frameRate(),
        aspect.numerator() == 0 ? aspect : new Ratio(aspect.denominator(), aspect.numerator()));
  }

  /** What pictures are like before they are turned. */
  Video beforeTurn() {
    return lying;
  }

  boolean turns() {
    return degrees != 0;
  }

  /** Converts the format and size of a picture, into a sample of its own. */
  Sample convert(Sample sample) throws IOException, InterruptedException {
    VideoConverter made = converter;
    if (made == null) {
      made = new VideoConverter(lying, color, strides(lying));
      converter = made;
    }
    LeasePool leases = converted;
    if (leases == null) {
      leases = pools.make("video converter", made.sampleSize());
      converted = leases;
    }
    try (SampleLease lease = leases.lease()) {
      return made.convert(sample, lease);
    }
  }

  /** Turns a picture, into a sample of its own. */
  Sample turn(Sample sample) throws IOException, InterruptedException {
    PictureTurner made = turner;
    if (made == null) {
      made = new PictureTurner(degrees, target, strides(target));
      turner = made;
    }
    LeasePool leases = turned;
    if (leases == null) {
      leases = pools.make("video turner", made.sampleSize());
      turned = leases;
    }
    try (SampleLease lease = leases.lease()) {
      return made.turn(sample, lease);
    }
  }

  /** As the encoder's own pictures have them: it may keep such a picture instead of copying it. */
  private int[] strides(Video video) {
    return Encoders.defaultStrides(
        encoder.context(), Formats.pixelFormat(video.pixelFormat()), video.width(), video.height());
  }

  @Override
  public void close() {
    if (converter != null) {
      converter.close();
    }
  }
}
