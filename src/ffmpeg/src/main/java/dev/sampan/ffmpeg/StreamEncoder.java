package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.CodecContexts;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.EncodeBuffers;
import dev.sampan.ffmpeg.av.Encoders;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.jfr.EncodeEvent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Encodes the samples of one stream. FFmpeg reads their own memory: a hold per frame lives until
 * FFmpeg has dropped its last reference. One thread at a time.
 */
final class StreamEncoder {

  /** Says in a frame what a sample is: what differs between pictures and sound. */
  interface FrameFiller {
    void fill(MemorySegment frame, long time, Sample sample, SampleLayout layout)
        throws IOException;
  }

  private final MemorySegment context;
  private final int stream;
  private final Holder holder;
  private final FrameFiller filler;
  private final Muxer muxer;
  private final @Nullable PacketMemory packetMemory;
  private final ConsumerObserver observer;
  private final MemorySegment frame = Frames.alloc();
  private final MemorySegment packet = Packets.alloc();
  private final AtomicLong packets = new AtomicLong();
  private final AtomicLong bytes = new AtomicLong();
  private final int frameSize;
  private final String codecName;
  private final AtomicLong frames = new AtomicLong();
  private boolean freed;

  StreamEncoder(
      MemorySegment context,
      int stream,
      FrameFiller filler,
      Muxer muxer,
      @Nullable PacketMemory packetMemory,
      ConsumerObserver observer) {
    this.context = context;
    this.stream = stream;
    this.holder = new Holder(observer.name(), Holder.Kind.ENCODER);
    this.filler = filler;
    this.muxer = muxer;
    this.packetMemory = packetMemory;
    this.observer = observer;
    this.codecName = Codecs.name(CodecContexts.codec(context));
    boolean anySize =
        Codecs.has(CodecContexts.codec(context), FFmpeg.AV_CODEC_CAP_VARIABLE_FRAME_SIZE());
    this.frameSize = anySize ? 0 : CodecContexts.frameSize(context);
  }

  MemorySegment context() {
    return context;
  }

  ConsumerObserver observer() {
    return observer;
  }

  @Nullable PacketMemory packetMemory() {
    return packetMemory;
  }

  /** Samples that were submitted, and whose encoding call has returned. */
  long frames() {
    return frames.get();
  }

  long packets() {
    return packets.get();
  }

  long bytes() {
    return bytes.get();
  }

  /** Samples per channel of each block of sound, 0 for any. */
  int frameSize() {
    return frameSize;
  }

  String codecName() {
    return codecName;
  }

  /** Encodes a sample and passes on the packets that come out. */
  void encode(long time, Sample sample) throws IOException, InterruptedException {
    SampleLayout layout = sample.properties().layout();
    if (layout == null) {
      throw new FFmpegException(
          "a sample for the %s has no layout, so where its planes are is not known"
              .formatted(observer.name()),
          0);
    }
    EncodeEvent event = EncodeEvent.beginIfOn();
    Loan loan = new Loan(sample.retain(holder), observer);
    try {
      setPlanes(sample, layout, loan);
      filler.fill(frame, time, sample, layout);
      AvError.check(Encoders.send(context, frame), "encode a frame with the " + observer.name());
    } finally {
      Frames.unref(frame);
      loan.cancelUnlessLent();
    }
    if (event != null) {
      event.end(stream, codecName, sizeOf(layout), time);
    }
    frames.incrementAndGet();
    boolean released = loan.isEnded();
    receive();
    observer.returned(sizeOf(layout), released, packets.get() >= frames.get());
  }

  private void setPlanes(Sample sample, SampleLayout layout, Loan loan) throws FFmpegException {
    List<SampleLayout.Plane> planes = layout.planes();
    if (planes.size() > Frames.POINTERS) {
      throw new FFmpegException(
          "%d planes are too many for the %s".formatted(planes.size(), observer.name()), 0);
    }
    long address = sample.address();
    long end = layout.end();
    if (end > sample.length()) {
      throw new FFmpegException(
          "a sample's planes end at %d, and it has %d bytes".formatted(end, sample.length()), 0);
    }
    for (int i = 0; i < planes.size(); i++) {
      SampleLayout.Plane plane = planes.get(i);
      Frames.data(frame, i, address + plane.offset());
      Frames.linesize(frame, i, Math.toIntExact(plane.stride()));
    }
    MemorySegment reference = BufferCallbacks.wrapReadOnly(address, sample.length(), loan);
    Frames.buf(frame, 0, AvError.checkAllocated(reference, "a reference to a sample"));
    loan.lent = true;
  }

  private static long sizeOf(SampleLayout layout) {
    long size = 0;
    List<SampleLayout.Plane> planes = layout.planes();
    for (int i = 0; i < planes.size(); i++) {
      size += planes.get(i).rowBytes() * planes.get(i).height();
    }
    return size;
  }

  /** Gets everything out that the encoder still has. */
  void drain() throws IOException, InterruptedException {
    int code = Encoders.send(context, MemorySegment.NULL);
    if (code != AvError.EOF) {
      AvError.check(code, "drain the " + observer.name());
    }
    receive();
    observer.drained();
  }

  private void receive() throws IOException, InterruptedException {
    while (true) {
      int code = Encoders.receive(context, packet);
      if (code == AvError.EAGAIN || code == AvError.EOF) {
        return;
      }
      AvError.check(code, "encode with the " + observer.name());
      int size = Packets.size(packet);
      if (packetMemory != null) {
        packetMemory.complete(Packets.data(packet).address(), size);
      }
      Packets.streamIndex(packet, stream);
      Packets.timeBase(packet, CodecContexts.timeBase(context));
      packets.incrementAndGet();
      bytes.addAndGet(size);
      muxer.write(packet);
    }
  }

  /** Ends the encoder; what it still holds is let go of. May be called again. */
  void free() {
    if (!freed) {
      freed = true;
      Frames.free(frame);
      Packets.free(packet);
      if (packetMemory != null) {
        EncodeBuffers.detach(context);
      }
      CodecContexts.free(context);
    }
  }

  /** Lends no more memory for packets. What the muxer still had has come back before. */
  void retire() {
    if (packetMemory != null) {
      packetMemory.allocator().close();
    }
  }

  /** A sample that FFmpeg refers to. */
  private static final class Loan implements BufferCallbacks.Owner {

    private final Sample hold;
    private final ConsumerObserver observer;
    private volatile boolean ended;
    boolean lent;

    Loan(Sample hold, ConsumerObserver observer) {
      this.hold = hold;
      this.observer = observer;
      observer.submitted();
    }

    boolean isEnded() {
      return ended;
    }

    @Override
    public void freed() {
      ended = true;
      observer.released();
      hold.close();
    }

    /** Where FFmpeg never got the reference, nobody else ends the hold. */
    void cancelUnlessLent() {
      if (!lent) {
        freed();
      }
    }
  }
}
