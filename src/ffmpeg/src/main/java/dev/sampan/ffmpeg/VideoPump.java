package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Moves pictures: converts what the encoder does not take, and repeats and drops for the frame
 * rate.
 */
final class VideoPump implements StreamPump {

  /** Who holds what may be repeated. */
  static final Holder HOLDER = Holder.application("frame rate");

  private final JobStream job;
  private final Color color;
  private final Ratio inputUnit;
  private final PictureClock clock;
  private final boolean repeats;
  private final VideoConversion conversion;

  private @Nullable Sample next;
  private @Nullable Sample previous;
  private @Nullable SampleLayout lastLayout;

  /** The last layout as the encoder knows it, or null if such pictures must be converted. */
  private @Nullable SampleLayout renamed;

  private volatile long decoded;
  private volatile long time;

  /**
   * Makes a pump.
   *
   * @param job what it moves from where to where
   * @param first the first picture, or null if there is none; it is the pump's from now on
   * @param color how the numbers of pictures are meant that the encoder takes
   * @param inputUnit in which the file counts time
   * @param clock decides how often each picture is written
   * @param repeats whether it may ask for a picture again
   * @param conversion for pictures that the encoder does not take
   */
  VideoPump(
      JobStream job,
      @Nullable Sample first,
      Color color,
      Ratio inputUnit,
      PictureClock clock,
      boolean repeats,
      VideoConversion conversion) {
    this.job = job;
    this.next = first;
    this.color = color;
    this.inputUnit = inputUnit;
    this.clock = clock;
    this.repeats = repeats;
    this.conversion = conversion;
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
  public void run() throws IOException, InterruptedException {
    while (next != null) {
      decoded++;
      Sample picture = shape(next);
      next = picture;
      SampleProperties properties = picture.properties();
      clock.next(
          Rationals.rescale(properties.time(), Rationals.TICK, inputUnit),
          Rationals.rescale(properties.duration(), Rationals.TICK, inputUnit));
      write(picture);
      job.reached(properties.time());
      next = null;
      keep(picture);
      next = job.read();
    }
    clock.end();
    write(null);
    keep(null);
    job.end();
  }

  /**
   * Makes a picture such as the encoder takes. What it is made from is closed, whatever happens.
   */
  private Sample shape(Sample sample) throws IOException, InterruptedException {
    next = null;
    Sample converted = convert(sample);
    return conversion.turns() ? turn(converted) : converted;
  }

  /** Holds on to a picture as long as it may have to be repeated. */
  private void keep(@Nullable Sample picture) {
    Sample old = previous;
    previous = null;
    if (old != null) {
      old.close();
    }
    if (picture != null) {
      if (repeats) {
        previous = picture;
      } else {
        picture.close();
      }
    }
  }

  private void write(@Nullable Sample picture) throws IOException, InterruptedException {
    long times = clock.times();
    for (long i = 0; i < times; i++) {
      Sample shown = i < clock.previousTimes() && previous != null ? previous : picture;
      if (shown == null) {
        return;
      }
      long tick = clock.tick();
      Sample hold =
          shown.retain(HOLDER, shown.properties().withTime(tick).withDuration(clock.length()));
      job.write(tick, hold);
      time = tick;
    }
  }

  /** Converts a picture where that is needed; the given one is closed if it is not returned. */
  private Sample convert(Sample sample) throws IOException, InterruptedException {
    SampleLayout layout = sample.properties().layout();
    if (layout == null) {
      sample.close();
      throw new FFmpegException("a picture has no layout", 0);
    }
    if (!layout.equals(lastLayout)) {
      lastLayout = layout;
      renamed = fits(layout) ? rename(layout) : null;
    }
    SampleLayout fitting = renamed;
    if (layout.equals(fitting)) {
      return sample;
    }
    try (sample) {
      return fitting == null
          ? conversion.convert(sample)
          : sample.retain(HOLDER, sample.properties().withLayout(fitting));
    }
  }

  private Sample turn(Sample sample) throws IOException, InterruptedException {
    try (sample) {
      return conversion.turn(sample);
    }
  }

  /** Whether the encoder takes pictures as they are, perhaps under another name. */
  private boolean fits(SampleLayout layout) {
    Video target = conversion.beforeTurn();
    return layout.width() == target.width()
        && layout.height() == target.height()
        && PixelNames.isSameButForRange(layout.format(), target.pixelFormat())
        && PixelNames.range(layout.format(), layout.color()) == color.range();
  }

  private SampleLayout rename(SampleLayout layout) {
    Video target = conversion.beforeTurn();
    return layout.format().equals(target.pixelFormat())
        ? layout
        : PixelNames.rename(layout, target.pixelFormat(), color);
  }

  @Override
  public long decoded() {
    return decoded;
  }

  @Override
  public long written() {
    return job.written();
  }

  @Override
  public long time() {
    return time;
  }

  long duplicated() {
    return clock.duplicated();
  }

  long dropped() {
    return clock.dropped();
  }

  @Override
  public void close() {
    Sample current = next;
    next = null;
    if (current != null) {
      current.close();
    }
    Sample old = previous;
    previous = null;
    if (old != null) {
      old.close();
    }
    conversion.close();
  }
}
