package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Pointers;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.ffmpeg.av.Resampler;
import dev.sampan.jfr.CopyEvent;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Turns sound of any block size and format into blocks of the size and format that an encoder
 * takes. What fits passes through as it is, whole or as a part of its sample; the rest is
 * converted, or copied together, into leased samples. For one thread at a time.
 */
final class AudioBlocks implements AutoCloseable {

  /** Who copies, and why, in reports and recordings. */
  static final String CONSUMER = "audio blocks";

  static final String REASON = "the encoder takes blocks of another size than the decoder makes";

  /** Takes the blocks. */
  interface Output {
    /** Returns a lease for a block. */
    SampleLease lease() throws IOException, InterruptedException;

    /** Takes a block, which is the output's from then on. */
    void write(long time, Sample block) throws IOException, InterruptedException;
  }

  private static final int ALIGNMENT = 64;
  private static final int PADDING = 64;

  /** How much a converter makes at once where the encoder takes any size. */
  private static final int ANY_SIZE = 8192;

  /**
   * Samples that a converter to another rate may make beyond the end of a block, which begin the
   * next one. It must never have to keep output back: from input that it has kept itself,
   * libswresample 6.1 computes with up to seven values behind its end, times zero, and where these
   * are not numbers, neither is the result.
   */
  private static final int SPILL = 512;

  private static final Holder HOLDER = Holder.application("audio blocks");

  private final Audio target;
  private final boolean anySize;
  private final int blockSize;
  private final Output output;
  private final Ratio unit;
  private final boolean planar;
  private final int planeCount;

  /** Bytes of one sample in one plane. */
  private final int step;

  private final long planeStride;
  private final Arena arena = Arena.ofAuto();
  private final MemorySegment toPointers;
  private MemorySegment fromPointers;

  /** What spilled, between two blocks; laid out as they are. */
  private final MemorySegment spill;

  private @Nullable Audio source;
  private @Nullable Resampler resampler;

  private @Nullable SampleLease block;
  private int filled;
  private long blockTime;

  /** The time of the next sample of output, in samples. */
  private long nextTime;

  private long copied;
  private long copiedBytes;

  /**
   * Makes an empty cutter.
   *
   * @param target the format of blocks
   * @param blockSize samples per channel in each, but for the last; 0 for any
   * @param output takes them
   */
  AudioBlocks(Audio target, int blockSize, Output output) {
    this.target = target;
    this.anySize = blockSize == 0;
    this.blockSize = anySize ? ANY_SIZE : blockSize;
    this.output = output;
    int format = Formats.sampleFormat(target.sampleFormat());
    unit = new Ratio(1, target.sampleRate());
    planar = Formats.isPlanar(format);
    planeCount = planar ? target.channels() : 1;
    step = Formats.bytesPerSample(format) * (planar ? 1 : target.channels());
    planeStride =
        ((long) (this.blockSize + SPILL) * step + PADDING + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    toPointers = arena.allocate(ValueLayout.JAVA_LONG, planeCount);
    fromPointers = arena.allocate(ValueLayout.JAVA_LONG, planeCount);
    spill = arena.allocate(sampleSize(), ALIGNMENT);
  }

  /** How large samples for blocks must be. */
  long sampleSize() {
    return planeStride * planeCount;
  }

  /**
   * Takes sound.
   *
   * @param sample a block of any size, which is closed
   * @param format what it is
   */
  void accept(Sample sample, Audio format) throws IOException, InterruptedException {
    try (sample) {
      if (!format.equals(source)) {
        changeSource(format);
      }
      SampleProperties properties = sample.properties();
      SampleLayout layout = properties.layout();
      if (layout == null) {
        throw new FFmpegException("a block of sound has no layout", 0);
      }
      long time =
          Rationals.rescale(properties.time(), Rationals.TICK, new Ratio(1, format.sampleRate()));
      if (resampler != null) {
        convert(resampler, sample, layout, format, time);
      } else {
        cut(sample, layout, time);
      }
    }
  }

  private void changeSource(Audio format) throws FFmpegException {
    if (resampler != null) {
      // The few samples that it still has would be late by now; the ffmpeg program drops them too.
      resampler.close();
      resampler = null;
    }
    source = format;
    if (!format.equals(target)) {
      resampler = new Resampler(format, target);
      int planes =
          Formats.isPlanar(Formats.sampleFormat(format.sampleFormat())) ? format.channels() : 1;
      fromPointers = arena.allocate(ValueLayout.JAVA_LONG, planes);
    }
  }

  /** Sound in the right format: whole blocks are parts of its sample. */
  private void cut(Sample sample, SampleLayout layout, long time)
      throws IOException, InterruptedException {
    int count = layout.width();
    int done = 0;
    if (anySize) {
      output.write(Rationals.rescale(time, unit, Rationals.TICK), sample.retain());
      return;
    }
    while (done < count) {
      if (block == null
          && (count - done >= blockSize)
          && (done == 0 || (long) done * step % ALIGNMENT == 0)) {
        output.write(
            Rationals.rescale(time + done, unit, Rationals.TICK),
            part(sample, layout, done, blockSize));
        done += blockSize;
        continue;
      }
      int part = Math.min(count - done, blockSize - filled);
      SampleLease lease = openBlock(time + done);
      for (int i = 0; i < planeCount; i++) {
        MemorySegment.copy(
            sample.segment(),
            layout.planes().get(i).offset() + (long) done * step,
            lease.segment(),
            i * planeStride + (long) filled * step,
            (long) part * step);
      }
      copied++;
      copiedBytes += (long) part * step * planeCount;
      CopyEvent.report(CONSUMER, (long) part * step * planeCount, REASON);
      done += part;
      fill(part);
    }
  }

  private Sample part(Sample sample, SampleLayout layout, int from, int count) {
    SampleProperties properties = sample.properties();
    if (from == 0 && count == layout.width()) {
      return sample.retain();
    }
    List<Plane> planes = new ArrayList<>(planeCount);
    for (Plane plane : layout.planes()) {
      planes.add(
          new Plane(
              plane.offset() + (long) from * step,
              plane.stride(),
              (long) count * step,
              plane.height()));
    }
    SampleLayout part =
        new SampleLayout(layout.format(), count, layout.height(), layout.color(), planes);
    return sample.retain(HOLDER, properties.withLayout(part));
  }

  private void convert(
      Resampler converter, Sample sample, SampleLayout layout, Audio format, long time)
      throws IOException, InterruptedException {
    nextTime = converter.nextOutput(time);
    boolean sameRate = format.sampleRate() == target.sampleRate();
    int count = layout.width();
    int done = 0;
    int bytes = Formats.bytesPerSample(Formats.sampleFormat(format.sampleFormat()));
    int sourceStep = layout.planes().size() > 1 ? bytes : bytes * format.channels();
    while (done < count) {
      SampleLease lease = openBlock(nextTime);
      // At one rate output is as long as input, and nothing needs to spill.
      int room = blockSize - filled + (sameRate ? 0 : SPILL);
      int given = Math.max(1, converter.fitting(count - done, room));
      for (int i = 0; i < layout.planes().size(); i++) {
        fromPointers.setAtIndex(
            ValueLayout.JAVA_LONG,
            i,
            sample.address() + layout.planes().get(i).offset() + (long) done * sourceStep);
      }
      int made = converter.convert(pointTo(lease), room, fromPointers, given);
      done += given;
      fill(made);
    }
    if (anySize) {
      writeBlock();
    }
  }

  private MemorySegment pointTo(SampleLease lease) {
    long address = lease.address();
    for (int i = 0; i < planeCount; i++) {
      toPointers.setAtIndex(
          ValueLayout.JAVA_LONG, i, address + i * planeStride + (long) filled * step);
    }
    return toPointers;
  }

  private SampleLease openBlock(long time) throws IOException, InterruptedException {
    SampleLease lease = block;
    if (lease == null) {
      lease = output.lease();
      block = lease;
      filled = 0;
      blockTime = time;
    }
    return lease;
  }

  private void fill(int count) throws IOException, InterruptedException {
    filled += count;
    nextTime += count;
    while (filled >= blockSize) {
      int spilled = filled - blockSize;
      if (spilled > 0 && block != null) {
        copySpill(block.segment(), blockSize, spill, spilled);
      }
      filled = blockSize;
      writeBlock();
      if (spilled > 0) {
        SampleLease next = openBlock(nextTime - spilled);
        copySpill(spill, 0, next.segment(), spilled);
        filled = spilled;
      }
    }
  }

  private void copySpill(MemorySegment from, int first, MemorySegment to, int count) {
    for (int i = 0; i < planeCount; i++) {
      long plane = i * planeStride;
      MemorySegment.copy(from, plane + (long) first * step, to, plane, (long) count * step);
    }
  }

  private void writeBlock() throws IOException, InterruptedException {
    SampleLease lease = block;
    block = null;
    if (lease == null) {
      return;
    }
    if (filled == 0) {
      lease.close();
      return;
    }
    List<Plane> planes = new ArrayList<>(planeCount);
    long size = (long) filled * step;
    for (int i = 0; i < planeCount; i++) {
      planes.add(new Plane(i * planeStride, planeStride, size, 1));
    }
    long time = Rationals.rescale(blockTime, unit, Rationals.TICK);
    long end = Rationals.rescale(blockTime + filled, unit, Rationals.TICK);
    SampleLayout layout =
        new SampleLayout(
            target.sampleFormat(), filled, target.channels(), Color.UNSPECIFIED, planes);
    filled = 0;
    output.write(
        time,
        lease
            .setProperties(
                SampleProperties.NONE.withLayout(layout).withTime(time).withDuration(end - time))
            .publish());
  }

  /** Gets out what the converter still has. */
  private void flush(Resampler converter) throws IOException, InterruptedException {
    boolean more = true;
    while (more) {
      SampleLease lease = openBlock(nextTime);
      int room = blockSize - filled;
      int made = converter.convert(pointTo(lease), room, Pointers.NULL, 0);
      fill(made);
      more = made > 0;
    }
  }

  /** The sound has ended: writes what is left. */
  void end() throws IOException, InterruptedException {
    if (resampler != null && source != null && source.sampleRate() != target.sampleRate()) {
      flush(resampler);
    }
    writeBlock();
  }

  /** Pieces that were copied although no format was converted. */
  long copied() {
    return copied;
  }

  long copiedBytes() {
    return copiedBytes;
  }

  boolean isConverting() {
    return resampler != null;
  }

  @Override
  public void close() {
    SampleLease lease = block;
    block = null;
    if (lease != null) {
      lease.close();
    }
    if (resampler != null) {
      resampler.close();
      resampler = null;
    }
  }
}
