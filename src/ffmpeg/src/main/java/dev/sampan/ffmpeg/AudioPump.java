package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.ChannelLayouts;
import dev.sampan.stream.StreamFormat.Audio;
import java.io.IOException;
import java.util.Map;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Moves sound: converts it and cuts it into the blocks that the encoder takes. */
final class AudioPump implements StreamPump, AudioBlocks.Output {

  private final JobStream job;
  private final AudioBlocks blocks;
  private final LeasePool pool;
  private @Nullable Sample next;
  private @Nullable Audio lastFormat;
  private @Nullable String lastSampleFormat;
  private @Nullable Map<String, Object> lastAttributes;
  private volatile long decoded;
  private volatile long time;

  /**
   * Makes a pump.
   *
   * @param job what it moves from where to where
   * @param first the first block, or null if there is none; it is the pump's from now on
   * @param target what the encoder takes
   * @param blockSize samples per channel of the encoder's blocks, 0 for any
   * @param pools makes the pool for samples of a size
   */
  AudioPump(
      JobStream job,
      @Nullable Sample first,
      Audio target,
      int blockSize,
      LongFunction<LeasePool> pools) {
    this.job = job;
    this.next = first;
    this.blocks = new AudioBlocks(target, blockSize, this);
    this.pool = pools.apply(blocks.sampleSize());
  }

  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes
  public void run() throws IOException, InterruptedException {
    while (next != null) {
      decoded++;
      Sample sound = next;
      next = null;
      long due = sound.properties().time();
      blocks.accept(sound, format(sound));
      job.reached(due);
      next = job.read();
    }
    blocks.end();
    job.end();
  }

  /** What a decoded block is; mostly the same as the one before. */
  private Audio format(Sample sample) throws FFmpegException {
    SampleProperties properties = sample.properties();
    SampleLayout layout = properties.layout();
    if (layout == null) {
      throw new FFmpegException("a block of sound has no layout", 0);
    }
    Audio known = lastFormat;
    if (known != null
        && properties.attributes().equals(lastAttributes)
        && layout.format().equals(lastSampleFormat)) {
      return known;
    }
    known = formatOf(layout, properties.attributes());
    lastFormat = known;
    lastAttributes = properties.attributes();
    lastSampleFormat = layout.format();
    return known;
  }

  static Audio formatOf(SampleLayout layout, Map<String, Object> attributes)
      throws FFmpegException {
    if (!(attributes.get(FFmpegReader.SAMPLE_RATE) instanceof Integer rate)
        || !(attributes.get(FFmpegReader.CHANNEL_LAYOUT) instanceof String channels)) {
      throw new FFmpegException("a block of sound does not say its rate and channels", 0);
    }
    int count = layout.height();
    return new Audio(
        layout.format(),
        rate,
        count,
        ChannelLayouts.channelsOf(channels) == count ? channels : ChannelLayouts.usual(count));
  }

  @Override
  public SampleLease lease() throws IOException, InterruptedException {
    return pool.lease();
  }

  @Override
  public void write(long due, Sample block) throws IOException, InterruptedException {
    job.write(due, block);
    time = due;
  }

  AudioBlocks blocks() {
    return blocks;
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

  @Override
  public void close() {
    Sample current = next;
    next = null;
    if (current != null) {
      current.close();
    }
    blocks.close();
  }
}
