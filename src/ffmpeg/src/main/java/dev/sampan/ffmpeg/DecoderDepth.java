package dev.sampan.ffmpeg;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.CodecContexts;
import dev.sampan.ffmpeg.av.Codecs;
import java.lang.foreign.MemorySegment;

/**
 * How many samples a decoder keeps for itself. A first estimate: a decoder that turns out to keep
 * more gets a larger allocator, see {@link DecoderBuffers}.
 *
 * @param kept references, pictures that wait for their place in the order of output, and the
 *     picture at work, of each thread
 * @param inFlight buffers that the decoder may ask for before the next look at how many are free
 */
record DecoderDepth(int kept, int inFlight) {

  /**
   * Estimates the depth when the first buffer is asked for, which is when the decoder knows its
   * stream.
   *
   * @param video whether it decodes pictures
   * @param context the decoder's, or that of one of its threads
   * @param threads how many frames it decodes at once
   */
  static DecoderDepth of(boolean video, MemorySegment context, int threads) {
    int others = threads - 1;
    if (!video) {
      return new DecoderDepth(2 + others, 1 + others);
    }
    int codec = CodecContexts.codecId(context);
    if ((Codecs.properties(codec) & FFmpeg.AV_CODEC_PROP_INTRA_ONLY()) != 0) {
      return new DecoderDepth(2 + others, 1 + others);
    }
    return new DecoderDepth(references(codec, context) + 1 + others, 1 + others);
  }

  private static int references(int codec, MemorySegment context) {
    int reordered = CodecContexts.hasBFrames(context);
    if (codec == FFmpeg.AV_CODEC_ID_H264()) {
      // References, delayed pictures, the one that is next, the last for concealment.
      return Math.max(1, CodecContexts.refs(context)) + reordered + 2;
    }
    if (codec == FFmpeg.AV_CODEC_ID_HEVC() || codec == FFmpeg.AV_CODEC_ID_VVC()) {
      return 6 + reordered;
    }
    if (codec == FFmpeg.AV_CODEC_ID_VP9() || codec == FFmpeg.AV_CODEC_ID_AV1()) {
      return 8 + 1;
    }
    // The MPEG family keeps two references and one that waits; VP8 and Theora keep three or four.
    return 4;
  }
}
