package dev.sampan.cli;

import dev.sampan.ffmpeg.FFmpegLibraries;
import java.lang.module.ModuleDescriptor;
import picocli.CommandLine.IVersionProvider;

/** Which Sampan, which FFmpeg and which Java this is. */
final class Versions implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"sampan " + sampan(), "FFmpeg " + ffmpeg(), "Java " + Runtime.version()};
  }

  static String sampan() {
    ModuleDescriptor module = Versions.class.getModule().getDescriptor();
    return module == null ? "unknown" : module.rawVersion().orElse("unknown");
  }

  private static String ffmpeg() {
    try {
      return FFmpegLibraries.version();
    } catch (UnsatisfiedLinkError failure) {
      return "not loaded: " + failure.getMessage();
    }
  }
}
