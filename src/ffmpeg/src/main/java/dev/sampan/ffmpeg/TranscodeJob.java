package dev.sampan.ffmpeg;

import java.io.IOException;

/** One run of a {@link Transcoder}. */
final class TranscodeJob {

  private final Transcoder.Builder settings;

  TranscodeJob(Transcoder.Builder settings) {
    this.settings = settings;
  }

  TranscodeReport run() throws IOException, InterruptedException {
    throw new IOException("not written yet: " + settings.input);
  }
}
