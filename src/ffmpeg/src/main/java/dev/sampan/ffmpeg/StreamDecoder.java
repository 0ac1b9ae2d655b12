package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.CodecContexts;
import dev.sampan.ffmpeg.av.CodecParameters;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.FormatContexts;
import dev.sampan.ffmpeg.av.Formats;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Log;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Streams;
import dev.sampan.jfr.CopyEvent;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Decodes one stream of a file into samples. For one thread at a time; others wait. */
final class StreamDecoder {

  /** A decoder that fails so often without taking a packet will not end by itself. */
  private static final int HOPELESS = 1000;

  /** A frame in FFmpeg's memory that has yet to be copied into a sample. */
  private record Uncopied(MemorySegment frame, SampleProperties properties) {}

  private final Demuxer demuxer;
  private final MediaStream stream;
  private final boolean video;
  private final Holder reader;
  private final MemorySegment context;
  private final String decoderName;
  private final int threads;
  private final boolean asksForBuffers;
  private final boolean timesUnreliable;
  private final DecoderBuffers buffers;
  private final long bufferSource;
  private final LayoutMaker layouts;
  private final FrameAttributes attributes;
  private final VideoTimes videoTimes;
  private final AudioTimes audioTimes;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable MemorySegment spareFrame;
  private @Nullable Uncopied uncopied;
  private boolean draining;
  private boolean ended;
  private volatile boolean closing;
  private boolean closed;
  private int failuresInARow;
  private int lastError;
  private long packets;
  private long samples;
  private long errors;
  private long corrupt;
  private long copied;
  private long copiedBytes;
  private String copyReason = "";

  /**
   * Opens a decoder.
   *
   * @throws FFmpegException if there is none for the stream, or if it refuses the stream
   */
  StreamDecoder(
      Demuxer demuxer, MediaStream described, FFmpegReader.Options options, ReaderHooks hooks)
      throws FFmpegException {
    this.demuxer = demuxer;
    this.video = described.kind() == MediaStream.Kind.VIDEO;
    this.reader = new Holder(options.holder(), Holder.Kind.READER);
    MemorySegment source = demuxer.stream(described.index());
    MemorySegment parameters = Streams.codecpar(source);
    MemorySegment codec = Codecs.findDecoder(CodecParameters.codecId(parameters));
    decoderName = Codecs.name(codec);
    asksForBuffers = Codecs.has(codec, FFmpeg.AV_CODEC_CAP_DR1());
    timesUnreliable =
        (FormatContexts.inputFormatFlags(demuxer.context()) & FFmpeg.AVFMT_NOTIMESTAMPS()) != 0;
    context = CodecContexts.alloc(codec);
    long attached = 0;
    try {
      configure(described, source, parameters, options);
      String name = fileName(demuxer) + " " + described.kind();
      Holder decoder = new Holder(decoderName + " decoder", Holder.Kind.READER);
      int wanted = options.decoderThreads() > 0 ? options.decoderThreads() : mostThreads();
      boolean byFrame = Codecs.has(codec, FFmpeg.AV_CODEC_CAP_FRAME_THREADS());
      buffers = new DecoderBuffers(name, decoder, video, byFrame ? wanted : 1, options, hooks);
      attached = BufferCallbacks.attach(context, buffers);
      Log.forgetErrors();
      AvError.check(
          FFmpeg.avcodec_open2(context, codec, MemorySegment.NULL),
          "open the decoder of " + described + " of " + demuxer.file());
    } catch (FFmpegException | RuntimeException | Error failure) {
      CodecContexts.free(context);
      BufferCallbacks.detach(attached);
      throw failure;
    }
    bufferSource = attached;
    stream = described.withFormat(decoded(described.format()));
    threads = Math.max(1, CodecContexts.threadCount(context));
    layouts = new LayoutMaker(video);
    attributes = new FrameAttributes(video);
    videoTimes =
        new VideoTimes(described.timeBase(), described.averageFrameRate(), timesUnreliable);
    audioTimes = new AudioTimes(described.timeBase());
  }

  private static String fileName(Demuxer demuxer) {
    return String.valueOf(demuxer.file().getFileName());
  }

  /** How many threads FFmpeg takes at most where it may choose. */
  private static int mostThreads() {
    int processors = FFmpeg.av_cpu_count();
    return processors > 1 ? Math.min(processors + 1, 16) : 1;
  }

  private void configure(
      MediaStream described,
      MemorySegment source,
      MemorySegment parameters,
      FFmpegReader.Options options)
      throws FFmpegException {
    AvError.check(
        FFmpeg.avcodec_parameters_to_context(context, parameters),
        "take over the parameters of " + described + " of " + demuxer.file());
    CodecContexts.pktTimebase(context, Streams.timeBase(source));
    if (video) {
      CodecContexts.framerate(context, Streams.avgFrameRate(source));
    }
    CodecContexts.threadCount(context, options.decoderThreads());
    CodecContexts.applyCropping(context, false); // done here, to the pixel
  }

  /** What the open decoder says about its format; the container, or a first look, may be wrong. */
  private StreamFormat decoded(StreamFormat format) {
    if (format instanceof StreamFormat.Audio sound && CodecContexts.sampleFmt(context) >= 0) {
      return new StreamFormat.Audio(
          Formats.sampleName(CodecContexts.sampleFmt(context)),
          sound.sampleRate(),
          sound.channels(),
          sound.channelLayout());
    }
    return format;
  }

  /** What the stream is, in the format that the decoder makes. */
  MediaStream stream() {
    return stream;
  }

  /**
   * Decodes the next sample.
   *
   * @return a hold for the caller, or null at the end of the stream
   * @throws IOException if nothing in the stream can be decoded
   * @throws dev.sampan.AllocatorExhaustedException if consumers hold all samples and return none
   */
  @Nullable Sample read() throws IOException, InterruptedException {
    lock.lockInterruptibly();
    try {
      while (true) {
        if (closing) {
          throw new FFmpegException("the reader of " + demuxer.file() + " was closed", 0);
        }
        if (ended) {
          return null;
        }
        buffers.awaitRoom();
        Sample sample = receive();
        if (sample != null) {
          return sample;
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes a frame from the decoder, or gives it a packet; null if there is no sample yet. */
  private @Nullable Sample receive() throws IOException, InterruptedException {
    if (uncopied != null) {
      return copy(uncopied);
    }
    MemorySegment frame = spareFrame != null ? spareFrame : Frames.alloc();
    spareFrame = frame;
    int code = FFmpeg.avcodec_receive_frame(context, frame);
    if (code >= 0) {
      failuresInARow = 0;
      spareFrame = null;
      return sample(frame);
    }
    if (code == AvError.EAGAIN && !draining) {
      feed();
    } else if (code == AvError.EOF) {
      end();
    } else {
      failed(code);
    }
    return null;
  }

  private void feed() throws IOException, InterruptedException {
    MemorySegment packet = demuxer.next(stream.index());
    int code;
    if (packet == null) {
      draining = true;
      code = FFmpeg.avcodec_send_packet(context, MemorySegment.NULL);
    } else {
      try {
        if (Packets.size(packet) == 0) {
          return; // would be taken for the end
        }
        packets++;
        if (timesUnreliable) {
          Packets.pts(packet, Frames.NOPTS);
          Packets.dts(packet, Frames.NOPTS);
        }
        code = FFmpeg.avcodec_send_packet(context, packet);
      } finally {
        Packets.free(packet);
      }
    }
    if (code == AvError.EOF) {
      end();
    } else if (code < 0) {
      failed(code);
    } else {
      failuresInARow = 0;
    }
  }

  /** Leaves out what cannot be decoded, and goes on, as the ffmpeg program does. */
  private void failed(int code) throws FFmpegException {
    errors++;
    lastError = code;
    Log.LOGGER.log(
        errors == 1 ? Level.WARNING : Level.DEBUG,
        "{0} of {1}: a packet could not be decoded: {2}",
        stream,
        demuxer.file(),
        AvError.text(code));
    if (++failuresInARow > HOPELESS && draining) {
      end();
    }
  }

  private void end() throws FFmpegException {
    ended = true;
    if (samples == 0 && errors > 0) {
      throw AvError.exception(lastError, "decode anything of " + stream + " of " + demuxer.file());
    }
  }

  private Sample sample(MemorySegment frame) throws IOException, InterruptedException {
    boolean kept = false;
    try {
      if (Frames.decodeErrorFlags(frame) != 0
          || (Frames.flags(frame) & FFmpeg.AV_FRAME_FLAG_CORRUPT()) != 0) {
        corrupt++;
      }
      SampleProperties properties = properties(frame);
      DecodedBuffer own = ownBuffer(frame);
      if (video) {
        AvError.check(
            FFmpeg.av_frame_apply_cropping(frame, FFmpeg.AV_FRAME_CROP_UNALIGNED()),
            "crop a picture of " + stream + " of " + demuxer.file());
      }
      kept = true;
      if (own == null) {
        uncopied = new Uncopied(frame, properties);
        return copy(uncopied);
      }
      Sample sample =
          own.output(frame, reader, properties.withLayout(layouts.of(frame, own.address())));
      samples++;
      return sample;
    } finally {
      if (!kept) {
        Frames.free(frame);
      }
    }
  }

  private SampleProperties properties(MemorySegment frame) {
    long time;
    long duration;
    if (video) {
      videoTimes.accept(frame, CodecContexts.framerate(context));
      time = videoTimes.time();
      duration = videoTimes.length();
    } else {
      audioTimes.accept(frame);
      time = audioTimes.time();
      duration = audioTimes.length();
    }
    return new SampleProperties(
        time, duration, Frames.isKeyFrame(frame), null, attributes.of(frame));
  }

  /** The buffer of ours that a frame lies in, or null if it lies in FFmpeg's memory. */
  private static @Nullable DecodedBuffer ownBuffer(MemorySegment frame) {
    return BufferCallbacks.owner(Frames.buf(frame, 0)) instanceof DecodedBuffer buffer
            && buffer.contains(Frames.data(frame, 0))
        ? buffer
        : null;
  }

  /** Copies a frame; if there is no sample for it now, it waits for the next read. */
  private Sample copy(Uncopied from) throws InterruptedException {
    MemorySegment frame = from.frame;
    BufferGeometry geometry = buffers.geometry(context, frame);
    try (SampleLease lease = buffers.forCopy(geometry.size(), context, reader)) {
      long address = lease.address();
      geometry.copy(frame, address);
      MemorySegment copy = Frames.alloc();
      try {
        Frames.copyDescription(copy, frame);
        geometry.assign(copy, address);
        lease.setProperties(from.properties.withLayout(layouts.of(copy, address)));
      } finally {
        Frames.free(copy);
      }
      long bytes = bytes(lease.properties());
      copied++;
      copiedBytes += bytes;
      if (copyReason.isEmpty()) {
        copyReason =
            asksForBuffers
                ? "no sample was free when the decoder asked for memory"
                : "the " + decoderName + " decoder does not ask for memory, it brings its own";
      }
      CopyEvent.report(decoderName + " decoder", bytes, copyReason);
      samples++;
      uncopied = null;
      Frames.free(frame);
      return lease.publish(reader);
    }
  }

  private static long bytes(SampleProperties properties) {
    long bytes = 0;
    if (properties.layout() != null) {
      for (var plane : properties.layout().planes()) {
        bytes += plane.rowBytes() * plane.height();
      }
    }
    return bytes;
  }

  ReaderStatistics.Stream statistics() {
    lock.lock();
    try {
      return new ReaderStatistics.Stream(
          stream,
          decoderName,
          threads,
          packets,
          samples,
          errors,
          corrupt,
          copied,
          copiedBytes,
          copyReason,
          buffers.fallbacks(),
          buffers.allocators().stream()
              .map(
                  allocator ->
                      new ReaderStatistics.Allocator(
                          allocator.name(), allocator.sampleSize(), allocator.statistics()))
              .toList());
    } finally {
      lock.unlock();
    }
  }

  /**
   * How many of the last pictures the decoder keeps for certain while it decodes the next. It may
   * keep more, which shows only when it does.
   */
  int keepsAtLeast() {
    boolean refers = CodecContexts.codecId(context) == FFmpeg.AV_CODEC_ID_H264();
    return refers ? Math.min(1, CodecContexts.refs(context)) : 0;
  }

  /** Makes a read that waits end, and later ones fail. */
  void interrupt() {
    closing = true;
    buffers.close();
  }

  /** Ends the decoder. Samples that were read stay valid. */
  void close() {
    interrupt();
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
      ended = true;
      if (spareFrame != null) {
        Frames.free(spareFrame);
        spareFrame = null;
      }
      if (uncopied != null) {
        Frames.free(uncopied.frame);
        uncopied = null;
      }
      CodecContexts.free(context);
      BufferCallbacks.detach(bufferSource);
    } finally {
      lock.unlock();
    }
  }
}
