package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Holder;
import dev.sampan.SampleAllocator;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.CodecContexts;
import dev.sampan.ffmpeg.av.CodecParameters;
import dev.sampan.ffmpeg.av.Codecs;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Packets;
import dev.sampan.ffmpeg.av.Streams;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class DecoderBuffersTest {

  private static final int FRAMES = 40;

  @Test
  @DisplayName(
      "I4: a decoder that keeps more than was thought gets a larger allocator, and loses nothing")
  void growsWithTheDecoder() throws Exception {
    Path file = FFmpegProgram.picture("h264.mkv", "160x120", FRAMES, "-c:v", "libopenh264");
    List<MemorySegment> frames = new ArrayList<>();
    DecoderBuffers buffers;
    try (Demuxer demuxer = new Demuxer(file, Demuxer.QUEUE_LIMIT)) {
      demuxer.select(0);
      demuxer.begin();
      MemorySegment parameters = Streams.codecpar(demuxer.stream(0));
      MemorySegment codec = Codecs.findDecoder(CodecParameters.codecId(parameters));
      MemorySegment context = CodecContexts.alloc(codec);
      FFmpeg.avcodec_parameters_to_context(context, parameters);
      buffers =
          new DecoderBuffers(
              "growing",
              new Holder("greedy decoder", Holder.Kind.READER),
              true,
              1,
              FFmpegReader.Options.DEFAULT,
              ReaderHooks.NONE);
      long source = BufferCallbacks.attach(context, buffers);
      assertThat(FFmpeg.avcodec_open2(context, codec, MemorySegment.NULL)).isZero();
      // Frames that are not passed on count as the decoder's own.
      decode(demuxer, context, frames);
      CodecContexts.free(context);
      BufferCallbacks.detach(source);
    }
    buffers.close();

    assertThat(frames).hasSize(FRAMES);
    assertThat(buffers.fallbacks()).isZero();
    List<SampleAllocator> allocators = buffers.allocators();
    assertThat(allocators).hasSizeGreaterThan(1);
    assertThat(allocators.stream().map(SampleAllocator::capacity)).isSorted();
    assertThat(allocators.stream().mapToInt(each -> each.statistics().out()).sum())
        .isEqualTo(FRAMES);
    frames.forEach(Frames::free);
    assertThat(allocators).allMatch(each -> each.statistics().out() == 0);
  }

  private static void decode(Demuxer demuxer, MemorySegment context, List<MemorySegment> frames)
      throws Exception {
    MemorySegment packet;
    do {
      packet = demuxer.next(0);
      FFmpeg.avcodec_send_packet(context, packet == null ? MemorySegment.NULL : packet);
      if (packet != null) {
        Packets.free(packet);
      }
      MemorySegment frame = Frames.alloc();
      while (FFmpeg.avcodec_receive_frame(context, frame) >= 0) {
        frames.add(frame);
        frame = Frames.alloc();
      }
      Frames.free(frame);
    } while (packet != null);
  }
}
