package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.EncodeBuffers;
import dev.sampan.ffmpeg.av.Pointers;
import java.lang.foreign.MemorySegment;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Gives the packets of one encoder their memory: leases that become samples of the muxer when the
 * packet is complete. Where none is free, or a packet is too large, FFmpeg allocates, and that is
 * counted.
 */
final class PacketMemory implements EncodeBuffers.Source {

  private final SampleAllocator allocator;
  private final Holder encoder;
  private final Holder muxer;

  /** Packets that FFmpeg still refers to, by the address of their bytes. */
  private final Map<Long, Packet> packets = new ConcurrentHashMap<>();

  private final LongAdder fallbacks = new LongAdder();
  private final LongAdder fallbackBytes = new LongAdder();

  PacketMemory(SampleAllocator allocator, Holder encoder, Holder muxer) {
    this.allocator = allocator;
    this.encoder = encoder;
    this.muxer = muxer;
  }

  SampleAllocator allocator() {
    return allocator;
  }

  long fallbacks() {
    return fallbacks.sum();
  }

  long fallbackBytes() {
    return fallbackBytes.sum();
  }

  @Override
  public MemorySegment buffer(long bytes) {
    SampleLease lease = bytes <= allocator.sampleSize() ? allocator.tryAllocate(encoder) : null;
    if (lease == null) {
      fallbacks.increment();
      fallbackBytes.add(bytes);
      return Pointers.NULL;
    }
    long address = lease.address();
    Packet packet = new Packet(lease, address);
    packets.put(address, packet);
    MemorySegment reference = BufferCallbacks.wrap(address, lease.size(), packet);
    if (Pointers.isNull(reference)) {
      packet.freed();
    }
    return reference;
  }

  /**
   * A packet is complete: its memory is handed over to the muxer.
   *
   * @param address of the packet's bytes
   * @param size how many
   */
  void complete(long address, long size) {
    Packet packet = packets.get(address);
    if (packet != null) {
      packet.publish(size);
    }
  }

  /** The memory of one packet, first written by the encoder, then read by the muxer. */
  private final class Packet implements BufferCallbacks.Owner {

    private final SampleLease lease;
    private final long address;
    private @Nullable Sample hold;
    private boolean ended;

    Packet(SampleLease lease, long address) {
      this.lease = lease;
      this.address = address;
    }

    synchronized void publish(long size) {
      if (!ended && hold == null) {
        hold = lease.setLength(size).publish(muxer);
      }
    }

    @Override
    public void freed() {
      packets.remove(address);
      Sample last;
      synchronized (this) {
        ended = true;
        last = hold;
      }
      if (last != null) {
        last.close();
      } else {
        lease.close();
      }
    }
  }
}
