package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.Frames;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A sample that a decoder uses as its buffer: a lease while the decoder fills it, and after its
 * first output a hold of the decoder's own, until FFmpeg frees the buffer.
 *
 * <p>Some decoders write the next picture into the buffer of the last one if nobody else refers to
 * it. So each frame that was put out is kept, with its reference, until no consumer holds the
 * sample any more. A decoder may also put the same buffer out again.
 */
final class DecodedBuffer implements BufferCallbacks.Owner {

  private final DecoderBuffers buffers;
  private final BufferSlab slab;
  private final Holder decoder;
  private final long address;
  private final long size;

  private @Nullable SampleLease lease;
  private @Nullable Sample decoderHold;

  /** What keeps the decoder from writing; empty while no consumer holds the sample. */
  private List<MemorySegment> frames = new ArrayList<>(1);

  /** Counts outputs, so that the end of the holds on an earlier one does not free a later frame. */
  private int outputs;

  /** Begins as a lease. The caller has the lock of the buffers. */
  DecodedBuffer(DecoderBuffers buffers, BufferSlab slab, SampleLease lease, Holder decoder) {
    this.buffers = buffers;
    this.slab = slab;
    this.lease = lease;
    this.decoder = decoder;
    this.address = lease.address();
    this.size = lease.size();
    slab.taken();
  }

  long address() {
    return address;
  }

  /** Whether an address lies in this buffer. */
  boolean contains(long data) {
    return data >= address && data < address + size;
  }

  /**
   * Hands the sample to a consumer.
   *
   * @param frame what the decoder put out, with a reference to this buffer; it belongs to this
   *     object from now on
   * @param reader whose hold it is
   * @param properties what travels with the hold
   * @return the consumer's hold
   */
  Sample output(MemorySegment frame, Holder reader, SampleProperties properties) {
    Sample hold;
    int output;
    buffers.lock().lock();
    try {
      hold = decoderHold != null ? decoderHold : handOff();
      if (frames.isEmpty()) {
        slab.passedOn();
      }
      frames.add(frame);
      output = ++outputs;
    } finally {
      buffers.lock().unlock();
    }
    try {
      return hold.retain(reader, properties);
    } finally {
      hold.whenOnlyHold(() -> letGo(output));
    }
  }

  private Sample handOff() {
    SampleLease writable = lease;
    if (writable == null) {
      throw new IllegalStateException("a decoder put out a buffer that it had freed");
    }
    Sample hold = writable.publish(decoder);
    lease = null;
    decoderHold = hold;
    return hold;
  }

  /** No consumer holds the sample any more: the decoder may do with its buffer as it likes. */
  private void letGo(int output) {
    List<MemorySegment> unused;
    buffers.lock().lock();
    try {
      if (output != outputs || frames.isEmpty()) {
        return; // it was put out again in the meantime
      }
      unused = frames;
      frames = new ArrayList<>(1);
      slab.letGo();
    } finally {
      buffers.lock().unlock();
    }
    unused.forEach(Frames::free); // which may free the buffer
    buffers.update(() -> {});
  }

  /**
   * FFmpeg has no reference any more, so that no frame is kept and no consumer holds the sample.
   */
  @Override
  public void freed() {
    SampleLease unused;
    Sample hold;
    buffers.lock().lock();
    try {
      unused = lease;
      hold = decoderHold;
      lease = null;
      decoderHold = null;
    } finally {
      buffers.lock().unlock();
    }
    if (unused != null) {
      unused.close();
    }
    if (hold != null) {
      hold.close();
    }
    buffers.update(slab::returned);
  }
}
