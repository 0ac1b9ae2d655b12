package dev.sampan.cli;

import dev.sampan.ffmpeg.FrameRateMode;
import java.util.Locale;

/** What becomes of frame rates, under the names that the {@code ffmpeg} program uses. */
enum FpsMode {
  AUTO(FrameRateMode.AUTO),
  CFR(FrameRateMode.CONSTANT),
  VFR(FrameRateMode.VARIABLE),
  PASSTHROUGH(FrameRateMode.PASSTHROUGH);

  final FrameRateMode mode;

  FpsMode(FrameRateMode mode) {
    this.mode = mode;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
