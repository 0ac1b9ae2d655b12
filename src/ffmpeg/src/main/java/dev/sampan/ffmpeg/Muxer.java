package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Muxers;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Pointers;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.jfr.MuxEvent;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Writes packets into a container, on a thread of its own. Encoders hand packets over from their
 * threads; the queue between them is bounded.
 */
final class Muxer {

  /** What the ffmpeg program sets: 0.7 s. */
  private static final int MAX_DELAY_MICROSECONDS = 700_000;

  /** Half of what encoders have for packets: the container keeps some to interleave streams. */
  private static final int QUEUE = 16;

  private final Container container;
  private final MuxTarget file;
  private final MemorySegment context;
  private final List<StreamTimes> streams = new ArrayList<>();

  /** Empty packets, and those to be written. A packet is in one of them, or in somebody's hands. */
  private final BlockingQueue<MemorySegment> empty = new ArrayBlockingQueue<>(QUEUE);

  private final BlockingQueue<MemorySegment> full = new ArrayBlockingQueue<>(QUEUE + 1);
  private volatile @Nullable Throwable failure;
  private volatile boolean discarding;
  private @Nullable Thread thread;
  private boolean freed;

  Muxer(Container container, MuxTarget file, boolean bitExact) throws FFmpegException {
    this.container = container;
    this.file = file;
    context = Muxers.alloc(container.format(), file.path());
    Muxers.maxDelay(context, MAX_DELAY_MICROSECONDS);
    if (bitExact) {
      FormatContexts.addFlags(context, FFmpeg.AVFMT_FLAG_BITEXACT());
    }
    for (int i = 0; i < QUEUE; i++) {
      empty.add(Packets.alloc());
    }
  }

  MemorySegment context() {
    return context;
  }

  /** In whose name it keeps the packets of a stream. */
  Holder holder(int stream) {
    return new Holder(
        "%s muxer stream %d".formatted(container.name(), stream), Holder.Kind.MUXER_STREAM);
  }

  /** Adds a stream, before {@link #start}; whoever asks fills it in. */
  MemorySegment newStream() {
    MemorySegment stream = Muxers.newStream(context);
    streams.add(new StreamTimes(stream, !container.has(FFmpeg.AVFMT_TS_NONSTRICT())));
    return stream;
  }

  /** Opens the target, writes its header, and begins to take packets. */
  void start() throws IOException {
    file.open(context);
    check(Muxers.writeHeader(context), "write the header of ");
    file.headerWritten(context);
    Thread writing =
        Thread.ofPlatform().daemon().name(container.name() + " muxer").unstarted(this::run);
    thread = writing;
    writing.start();
  }

  /**
   * Takes a packet over, waiting while too many are queued.
   *
   * @param packet complete; it is empty afterwards
   */
  void write(MemorySegment packet) throws IOException, InterruptedException {
    MemorySegment queued = empty.take();
    Packets.moveRef(queued, packet);
    full.add(queued);
    checkFailure();
  }

  private void run() {
    try {
      MemorySegment packet = full.take();
      while (!Pointers.isNull(packet)) {
        if (failure == null && !discarding) {
          try {
            writeNow(packet);
          } catch (IOException | RuntimeException | Error e) {
            failure = e;
          }
        }
        Packets.unref(packet);
        empty.add(packet);
        packet = full.take();
      }
    } catch (InterruptedException e) {
      failure = e;
    }
  }

  /** Throws what went wrong below FFmpeg rather than FFmpeg's code for it. */
  private void check(int code, String what) throws IOException {
    if (code < 0) {
      file.checkFailure();
    }
    AvError.check(code, what + file.target());
  }

  private void writeNow(MemorySegment packet) throws IOException {
    streams.get(Packets.streamIndex(packet)).adjust(packet);
    MuxEvent event = MuxEvent.beginIfOn();
    if (event == null) {
      check(Muxers.write(context, packet), "write ");
      return;
    }
    // Asked before: the packet is empty afterwards.
    int stream = Packets.streamIndex(packet);
    int size = Packets.size(packet);
    long time = Rationals.rescale(Packets.pts(packet), Packets.timeBase(packet), Rationals.TICK);
    check(Muxers.write(context, packet), "write ");
    event.end(stream, container.name(), size, time);
  }

  private void checkFailure() throws IOException {
    Throwable cause = failure;
    if (cause != null) {
      String text = cause instanceof IOException ? cause.getMessage() : cause.toString();
      throw new FFmpegException(String.valueOf(text), cause);
    }
  }

  /** Writes what is left and the trailer, and closes the file. */
  void finish() throws IOException {
    stopThread();
    checkFailure();
    check(Muxers.writeTrailer(context), "finish ");
    check(file.close(context), "finish ");
  }

  /** Stops writing and frees everything. May be called in any state, and again. */
  void free() {
    discarding = true;
    stopThread();
    if (!freed) {
      freed = true;
      file.close(context);
      Muxers.free(context);
      empty.forEach(Packets::free);
      empty.clear();
    }
  }

  private void stopThread() {
    Thread running = thread;
    if (running == null) {
      return;
    }
    thread = null;
    full.add(Pointers.NULL); // the end
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
