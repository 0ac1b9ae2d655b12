package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Packets;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Packets of one stream that wait for its decoder. Guarded by the lock of its {@link Demuxer}. */
final class PacketQueue {

  private final ArrayDeque<MemorySegment> packets = new ArrayDeque<>();
  private long bytes;

  void add(MemorySegment packet) {
    packets.add(packet);
    bytes += Packets.size(packet);
  }

  @Nullable MemorySegment poll() {
    MemorySegment packet = packets.poll();
    if (packet != null) {
      bytes -= Packets.size(packet);
    }
    return packet;
  }

  long bytes() {
    return bytes;
  }

  void clear() {
    for (MemorySegment packet = poll(); packet != null; packet = poll()) {
      Packets.free(packet);
    }
  }
}
