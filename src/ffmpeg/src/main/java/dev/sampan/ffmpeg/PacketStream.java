package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.CodecParameters;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.ffmpeg.av.Streams;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.StreamFormat.Audio;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Passes on samples that are compressed already. The muxer reads their own memory. */
final class PacketStream implements ContainerStream {

  private static final Ratio MILLISECOND = new Ratio(1, 1000);

  private final int index;
  private final Muxer muxer;
  private final Holder holder;
  private final MemorySegment packet = Packets.alloc();
  private boolean freed;

  /**
   * Makes a stream.
   *
   * @param index of the stream
   * @param stream what it is
   * @param muxer who writes it, which has not started
   */
  PacketStream(int index, EncodedStream stream, Muxer muxer) {
    this.index = index;
    this.muxer = muxer;
    this.holder = muxer.holder(index);
    MemorySegment made = muxer.newStream();
    Streams.timeBase(made, MILLISECOND);
    MemorySegment parameters = Streams.codecpar(made);
    int codec = Codecs.idOf(stream.codec());
    if (stream.format() instanceof Video video) {
      CodecParameters.video(parameters, codec, video.width(), video.height());
      Streams.avgFrameRate(made, video.frameRate());
    } else if (stream.format() instanceof Audio audio) {
      CodecParameters.audio(parameters, codec, audio, stream.blockAlign());
    }
    CodecParameters.bitRate(parameters, stream.bitRate());
    ByteBuffer data = stream.codecData();
    if (data != null && data.hasRemaining()) {
      CodecParameters.extradata(parameters, data);
    }
  }

  @Override
  public void write(long time, Sample sample) throws IOException, InterruptedException {
    Sample hold = sample.retain(holder);
    MemorySegment reference =
        BufferCallbacks.wrapReadOnly(hold.address(), hold.length(), hold::close);
    try {
      AvError.checkAllocated(reference, "a reference to a sample");
    } catch (OutOfMemoryError e) {
      hold.close();
      throw e;
    }
    Packets.buf(packet, reference);
    Packets.data(packet, MemorySegment.ofAddress(hold.address()));
    Packets.size(packet, (int) hold.length());
    Packets.streamIndex(packet, index);
    Packets.timeBase(packet, MILLISECOND);
    long due = Rationals.rescale(time, Rationals.TICK, MILLISECOND);
    Packets.pts(packet, due);
    Packets.dts(packet, due);
    Packets.flags(packet, sample.properties().keyFrame() ? FFmpeg.AV_PKT_FLAG_KEY() : 0);
    try {
      muxer.write(packet);
    } finally {
      Packets.unref(packet);
    }
  }

  @Override
  public void end() {}

  @Override
  public void free() {
    if (!freed) {
      freed = true;
      Packets.free(packet);
    }
  }

  @Override
  public void retire() {}
}
