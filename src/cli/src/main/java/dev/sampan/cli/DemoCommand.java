package dev.sampan.cli;

import dev.sampan.ffmpeg.TranscodeReport;
import dev.sampan.ffmpeg.Transcoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code sampan demo}. */
@Command(
    name = "demo",
    description =
        "Draws a clip in Java, writes it as MPEG-4, transcodes that to Windows Media, and shows what"
            + " happened to the samples. The result is sampan-demo.wmv in the working directory;"
            + " an older one is replaced.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DemoCommand implements Callable<Integer>, JsonCommand {

  private static final Path OUTPUT = Path.of("sampan-demo.wmv");

  @Option(
      names = "--progress",
      paramLabel = "MODE",
      description = "How progress is shown on standard error: ${COMPLETION-CANDIDATES}.")
  ProgressMode progress = ProgressMode.AUTO;

  @Mixin OutputOptions outputOptions = new OutputOptions();

  @Override
  public boolean json() {
    return outputOptions.json;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sampan-demo-");
    Path clip = folder.resolve("clip.mp4");
    try {
      return run(clip);
    } finally {
      Files.deleteIfExists(clip);
      delete(folder);
    }
  }

  private int run(Path clip) throws IOException, InterruptedException {
    say("Sampan lends page-aligned memory, and takes it back when the last holder lets go.");
    say("");
    say(
        "1. Java draws %d s of video and sound into leased samples; FFmpeg encodes them to MPEG-4.",
        DemoClip.SECONDS);
    DemoClip.Summary drawn;
    try (ProgressDisplay display = ProgressDisplay.of(progress, "drawing", Terminal.STDERR)) {
      DemoClip work = new DemoClip(clip, display);
      drawn = work.write();
      display.finish();
    }
    say(
        "   %d leases went through %d samples, and the release handler heard of %d returns.",
        drawn.leases(), drawn.samples(), drawn.returns());
    say("");
    say(
        "2. FFmpeg decodes that clip into samples, and Windows Media's encoder reads them from there.");
    Transcoder.Builder job = Transcoder.from(clip).to(OUTPUT);
    TranscodeReport report = TranscodeCommand.transcode(job, progress);
    say("");
    int code = TranscodeCommand.finish(report, json());
    say("");
    say("To watch it, open %s with a media player.", OUTPUT.toAbsolutePath());
    return code;
  }

  private void say(String format, Object... values) {
    if (!json()) {
      System.out.printf(Locale.ROOT, format + "%n", values);
    }
  }

  private static void delete(Path folder) {
    try {
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      Terminal.STDERR.line("sampan: could not delete " + folder + ": " + e.getMessage());
    }
  }
}
