package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording replays as what was recorded, also one that was cut off. */
class RecordIT {

  @TempDir Path folder;

  private Map<String, Object> json(Object... arguments) throws Exception {
    Command.Result result = Command.sampan(folder, arguments);
    assertThat(result.code()).as(result.err()).isZero();
    return JSON.std.mapFrom(result.out());
  }

  @Test
  void aRecordingReplaysAsTheFileTranscodes() throws Exception {
    Path clip = Clips.windowsMedia();
    Map<String, Object> recorded = json("record", clip, "clip", "--json");
    assertThat((int) recorded.get("samples")).isGreaterThan(300);
    Map<String, Object> replayed = json("replay", "clip", "replayed.mkv", "--json", "--bitexact");
    Map<String, Object> direct =
        json("transcode", clip, "direct.mkv", "--json", "--bitexact", "--progress=none");
    for (String same : new String[] {"framesDecoded", "framesWritten", "mediaSeconds"}) {
      assertThat(replayed.get(same)).as(same).isEqualTo(direct.get(same));
    }
    assertThat(replayed)
        .containsEntry("samplesOut", 0)
        .containsEntry("inputContainer", "recording");
    Command.sampan(folder, "record", clip, "clip").assertRefused(1, "--force replaces it");
    assertThat(Command.sampan(folder, "record", clip, "clip", "-f").code()).isZero();
  }

  @Test
  void whatWasRecordedBeforeAKillIsReplayed() throws Exception {
    // Long enough to be killed in the middle: what takes long is the decoder, on one thread.
    Path clip = folder.resolve("long.mkv");
    Command.Result made =
        Command.sampan(
            folder, "transcode", Clips.windowsMedia(), clip, "--progress=none", "--bitexact");
    assertThat(made.code()).as(made.err()).isZero();
    Process job = Command.start(folder, Command.launcher("record", clip, "cut", "--depth=1"));
    Path index = folder.resolve("cut").resolve("samples.index");
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (job.isAlive() && !hasSamples(index) && System.nanoTime() < deadline) {
      Thread.onSpinWait();
    }
    job.destroyForcibly();
    Command.await(job);
    assertThat(hasSamples(index)).isTrue();
    Command.Result replayed = Command.sampan(folder, "replay", "cut", "out.mkv", "--json");
    assertThat(replayed.code()).as(replayed.err()).isZero();
    assertThat((int) JSON.std.mapFrom(replayed.out()).get("framesWritten")).isPositive();
  }

  private static boolean hasSamples(Path index) throws Exception {
    return Files.exists(index) && Files.readString(index).contains("\nsample\t0\t");
  }

  @Test
  void whatIsNoRecordingIsNamed() throws Exception {
    Files.createDirectory(folder.resolve("empty"));
    Command.sampan(folder, "replay", "empty", "out.mkv")
        .assertRefused(1, "samples.index: there is no such file");
    Command.sampan(folder, "replay", "none", "out.mkv")
        .assertRefused(1, "none: there is no such file");
    Files.writeString(folder.resolve("file"), "text");
    Command.sampan(folder, "replay", "file", "out.mkv").assertRefused(1, "no folder");
    Command.sampan(folder, "record", "file", "dir").assertRefused(1, "file");
    Command.sampan(folder, "record", Clips.windowsMedia(), "file", "--force")
        .assertRefused(1, "file: it is no folder");
    assertThat(folder.resolve("file")).hasContent("text");
    assertThat(folder.resolve("dir")).doesNotExist();
  }
}
