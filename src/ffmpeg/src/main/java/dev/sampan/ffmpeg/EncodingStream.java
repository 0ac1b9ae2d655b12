package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLease;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes samples, and converts them before where the encoder does not take them as they are. */
final class EncodingStream implements ContainerStream {

  /** Samples for what is converted: in the encoder, and one in the making. */
  private static final int CONVERTED = 8;

  private final StreamFormat source;
  private final StreamEncoder encoder;
  private final @Nullable VideoConversion conversion;
  private final @Nullable AudioBlocks blocks;
  private final List<LeasePool> pools = new ArrayList<>();
  private @Nullable LeasePool blockPool;

  /**
   * Makes a stream.
   *
   * @param source what samples are
   * @param target what the encoder takes
   * @param encoder who encodes them
   */
  EncodingStream(StreamFormat source, StreamFormat target, StreamEncoder encoder) {
    this.source = source;
    this.encoder = encoder;
    conversion =
        target instanceof Video video && !target.equals(source)
            ? new VideoConversion(video, Color.UNSPECIFIED, 0, encoder, this::pool)
            : null;
    blocks =
        target instanceof Audio audio
            ? new AudioBlocks(audio, encoder.frameSize(), new Blocks())
            : null;
  }

  private LeasePool pool(String name, long size) {
    SampleAllocator allocator =
        SampleAllocator.builder(name).sampleSize(size).count(CONVERTED).build();
    LeasePool pool = new LeasePool(allocator, Holder.application(name), () -> false);
    pools.add(pool);
    return pool;
  }

  @Override
  public void write(long time, Sample sample) throws IOException, InterruptedException {
    if (blocks != null) {
      blocks.accept(sample.retain(), (Audio) source);
    } else if (conversion == null) {
      encoder.encode(time, sample);
    } else {
      try (Sample converted = conversion.convert(sample)) {
        encoder.encode(time, converted);
      }
    }
  }

  @Override
  public void end() throws IOException, InterruptedException {
    if (blocks != null) {
      blocks.end();
    }
    encoder.drain();
  }

  @Override
  public void free() {
    if (blocks != null) {
      blocks.close();
    }
    if (conversion != null) {
      conversion.close();
    }
    encoder.free();
  }

  @Override
  public void retire() {
    encoder.retire();
    pools.forEach(LeasePool::close);
  }

  /** Where blocks of sound come from and go to. */
  private final class Blocks implements AudioBlocks.Output {

    @Override
    public SampleLease lease() throws IOException, InterruptedException {
      LeasePool present = blockPool;
      if (present == null) {
        present = pool("audio converter", blocks == null ? 0 : blocks.sampleSize());
        blockPool = present;
      }
      return present.lease();
    }

    @Override
    public void write(long time, Sample block) throws IOException, InterruptedException {
      try (block) {
        encoder.encode(time, block);
      }
    }
  }
}
