package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.Dictionaries;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.InterruptCallback;
import dev.sampan.ffmpeg.av.Libraries;
import dev.sampan.ffmpeg.av.Log;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Streams;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An open media file. Packets are read when a decoder needs one: the thread that finds its queue
 * empty reads on, and queues what it meets for the other streams.
 */
final class Demuxer implements AutoCloseable {

  /** Packets that may wait for a stream that nobody reads. */
  static final long QUEUE_LIMIT = 256L << 20;

  private final Path file;
  private final MemorySegment context;
  private final long interruptHandle;
  private final ReentrantLock lock = new ReentrantLock();
  private final long queueLimit;

  /** By index in the file; null for streams that are not read. */
  private final @Nullable PacketQueue[] queues;

  private @Nullable PacketTimes times;
  private boolean ended;
  private @Nullable String readError;
  private volatile boolean closing;
  private boolean closed;

  /**
   * Opens a file and looks into its streams.
   *
   * @throws IOException if it is missing, cannot be read, or is no media file
   */
  Demuxer(Path file, long queueLimit) throws IOException {
    Libraries.load();
    checkReadable(file);
    this.file = file;
    this.queueLimit = queueLimit;
    MemorySegment opened = FormatContexts.alloc();
    interruptHandle = InterruptCallback.attach(opened, () -> closing);
    try {
      context = open(opened, file);
    } catch (IOException | RuntimeException | Error failure) {
      InterruptCallback.detach(interruptHandle);
      throw failure;
    }
    queues = new PacketQueue[FormatContexts.nbStreams(context)];
    for (int i = 0; i < queues.length; i++) {
      Streams.discard(stream(i), FFmpeg.AVDISCARD_ALL());
    }
  }

  private static void checkReadable(Path file) throws IOException {
    String problem = null;
    if (!Files.exists(file)) {
      problem = "there is no such file; check the name and the folder";
    } else if (Files.isDirectory(file)) {
      problem = "it is a folder; name a media file in it";
    } else if (!Files.isReadable(file)) {
      problem = "it may not be read; check its permissions";
    } else if (Files.isRegularFile(file) && Files.size(file) == 0) {
      problem = "the file is empty; it was probably not written to its end";
    }
    if (problem != null) {
      throw new FFmpegException("could not open " + file + ": " + problem, 0);
    }
  }

  private static MemorySegment open(MemorySegment context, Path file) throws IOException {
    Log.forgetErrors();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment slot = arena.allocateFrom(FFmpeg.C_POINTER, context);
      MemorySegment options = arena.allocateFrom(FFmpeg.C_POINTER, MemorySegment.NULL);
      Dictionaries.putAll(options, Map.of("scan_all_pmts", "1"));
      // The prefix keeps a colon in the name from being taken for a protocol.
      MemorySegment url = arena.allocateFrom("file:" + file.toAbsolutePath());
      try {
        AvError.check(
            FFmpeg.avformat_open_input(slot, url, MemorySegment.NULL, options), "open " + file);
      } finally {
        Dictionaries.free(options);
      }
    }
    int code = FFmpeg.avformat_find_stream_info(context, MemorySegment.NULL);
    if (code < 0 && FormatContexts.nbStreams(context) == 0) {
      FFmpegException failure = AvError.exception(code, "find streams in " + file);
      FormatContexts.closeInput(context);
      throw failure;
    }
    return context;
  }

  Path file() {
    return file;
  }

  MemorySegment context() {
    return context;
  }

  int streamCount() {
    return queues.length;
  }

  MemorySegment stream(int index) {
    return FormatContexts.stream(context, index);
  }

  /** Chooses a stream to be read. Before the first packet. */
  void select(int index) {
    Streams.discard(stream(index), FFmpeg.AVDISCARD_NONE());
    queues[index] = new PacketQueue();
  }

  /** Ends the selection, and returns the time that all times are relative to, in microseconds. */
  long begin() {
    PacketTimes begun = new PacketTimes(context);
    times = begun;
    return begun.start();
  }

  /**
   * Returns the next packet of a selected stream, which the caller frees.
   *
   * @return the packet, or null at the end of the file
   * @throws IOException if another selected stream is not being read, or this was closed
   */
  @Nullable MemorySegment next(int index) throws IOException, InterruptedException {
    PacketQueue queue = queues[index];
    if (queue == null) {
      throw new IllegalArgumentException("stream " + index + " was not selected");
    }
    lock.lockInterruptibly();
    try {
      while (true) {
        MemorySegment packet = queue.poll();
        if (packet != null) {
          return packet;
        }
        if (ended) {
          return null;
        }
        readOne(index);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Reads one packet and queues it, if it is of a selected stream. */
  private void readOne(int wanted) throws IOException, InterruptedException {
    if (closing) {
      throw new FFmpegException("the reader of " + file + " was closed", 0);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while reading " + file);
    }
    MemorySegment packet = Packets.alloc();
    int code = FFmpeg.av_read_frame(context, packet);
    if (code == AvError.EAGAIN) {
      Packets.free(packet);
      return;
    }
    if (code < 0) {
      Packets.free(packet);
      if (closing) {
        throw new FFmpegException("the reader of " + file + " was closed", 0);
      }
      end(code);
      return;
    }
    int index = Packets.streamIndex(packet);
    PacketQueue queue = index < queues.length ? queues[index] : null;
    if (queue == null) { // appeared later, or was not chosen
      Packets.free(packet);
      return;
    }
    PacketTimes corrections = times;
    if (corrections != null) {
      corrections.correct(packet);
    }
    queue.add(packet);
    if (index != wanted && queue.bytes() > queueLimit) {
      throw new FFmpegException(
          ("stream %d of %s is not being read: %d bytes of its packets wait while stream %d is; read"
                  + " it too, or do not select it")
              .formatted(index, file, queue.bytes(), wanted),
          0);
    }
  }

  /**
   * Takes an error as the end of the file, as the ffmpeg program does: what came before is good.
   */
  private void end(int code) {
    ended = true;
    if (code != AvError.EOF) {
      readError = AvError.text(code);
      Log.LOGGER.log(Level.WARNING, "{0} cannot be read to its end: {1}", file, AvError.text(code));
    }
  }

  /** What ended the reading before the end of the file, or null. */
  @Nullable String readError() {
    lock.lock();
    try {
      return readError;
    } finally {
      lock.unlock();
    }
  }

  /** Makes calls that block in FFmpeg return, and later ones fail. */
  void interrupt() {
    closing = true;
  }

  @Override
  public void close() {
    interrupt();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      for (PacketQueue queue : queues) {
        if (queue != null) {
          queue.clear();
        }
      }
      FormatContexts.closeInput(context);
      InterruptCallback.detach(interruptHandle);
    } finally {
      lock.unlock();
    }
  }
}
