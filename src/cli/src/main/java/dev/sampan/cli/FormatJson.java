package dev.sampan.cli;

import dev.sampan.stream.StreamFormat;

/** What the samples of a stream are, for machines. */
final class FormatJson {

  private FormatJson() {}

  static Json of(StreamFormat format) {
    if (format instanceof StreamFormat.Video video) {
      return Json.object()
          .put("pixelFormat", video.pixelFormat())
          .put("width", video.width())
          .put("height", video.height())
          .put("frameRate", video.frameRate().toString())
          .put("pixelAspect", video.pixelAspect().toString());
    }
    if (format instanceof StreamFormat.Audio audio) {
      return Json.object()
          .put("sampleFormat", audio.sampleFormat())
          .put("sampleRate", audio.sampleRate())
          .put("channels", audio.channels())
          .put("channelLayout", audio.channelLayout());
    }
    return Json.object().put("description", ((StreamFormat.Data) format).description());
  }
}
