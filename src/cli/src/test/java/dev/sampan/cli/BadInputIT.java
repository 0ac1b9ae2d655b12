package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever goes wrong: one clear message, the right exit code, no file under the final name, and
 * nothing left out, of which an allocator would complain when it is closed.
 */
class BadInputIT {

  @TempDir Path folder;

  private void assertRefused(Object input, String output, String... parts) throws Exception {
    Command.sampan(folder, "transcode", input, output).assertRefused(1, parts);
    assertNothingWritten(folder.resolve(output));
  }

  /** Neither the file nor a part of it. */
  private static void assertNothingWritten(Path output) throws IOException {
    assertThat(output).doesNotExist();
    Path parent = output.getParent();
    if (parent != null && Files.isDirectory(parent)) {
      try (var files = Files.list(parent)) {
        assertThat(files.map(file -> String.valueOf(file.getFileName())))
            .noneMatch(name -> name.contains(String.valueOf(output.getFileName())));
      }
    }
  }

  @Test
  void aMissingFile() throws Exception {
    assertRefused("missing.mp4", "out.wmv", "missing.mp4", "there is no such file");
  }

  @Test
  void aFolder() throws Exception {
    Files.createDirectory(folder.resolve("in.mp4"));
    assertRefused("in.mp4", "out.wmv", "in.mp4", "is a folder");
  }

  @Test
  void anEmptyFile() throws Exception {
    Files.createFile(folder.resolve("empty.mp4"));
    assertRefused("empty.mp4", "out.wmv", "empty.mp4", "empty");
  }

  @Test
  void aTextFile() throws Exception {
    Files.writeString(folder.resolve("text.mp4"), "Dear diary, ".repeat(1000));
    assertRefused("text.mp4", "out.wmv", "could not open text.mp4");
  }

  @Test
  void aFileWhoseTableOfContentsIsCutOff() throws Exception {
    byte[] whole = Files.readAllBytes(Clips.mpeg4());
    Files.write(folder.resolve("cut.mp4"), Arrays.copyOf(whole, whole.length / 2));
    assertRefused("cut.mp4", "out.wmv", "cut.mp4", "cut off");
  }

  @Test
  void ofAFileThatIsCutOffElsewhereWhatIsThereIsTranscoded() throws Exception {
    byte[] whole = Files.readAllBytes(Clips.windowsMedia());
    Files.write(folder.resolve("cut.wmv"), Arrays.copyOf(whole, whole.length / 2));
    Command.Result result = Command.sampan(folder, "transcode", "cut.wmv", "out.wmv", "--json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat((int) JSON.std.mapFrom(result.out()).get("framesWritten")).isBetween(50, 150);
  }

  @Test
  void aFileWithNeitherVideoNorSound() throws Exception {
    Files.writeString(folder.resolve("in.srt"), "1\n00:00:01,000 --> 00:00:02,000\nHello\n\n");
    assertRefused("in.srt", "out.wmv", "in.srt", "no video or audio stream");
  }

  @Test
  void anUnknownExtension() throws Exception {
    assertRefused(Clips.windowsMedia(), "out.xyz", "out.xyz", ".wmv");
    assertRefused(Clips.windowsMedia(), "result", "extension");
  }

  @Test
  void anEncoderThatDoesNotExist() throws Exception {
    Command.sampan(
            folder, "transcode", Clips.windowsMedia(), "out.wmv", "--video-encoder", "crayon")
        .assertRefused(1, "crayon");
    assertNothingWritten(folder.resolve("out.wmv"));
  }

  @Test
  void anEncoderThatTheContainerCannotHold() throws Exception {
    Command.sampan(folder, "transcode", Clips.windowsMedia(), "out.mp4", "--video-encoder", "wmv2")
        .assertRefused(1, "mp4", "wmv2");
    assertNothingWritten(folder.resolve("out.mp4"));
  }

  @Test
  void aFolderThatDoesNotExist() throws Exception {
    assertRefused(Clips.windowsMedia(), "nowhere/out.wmv", "nowhere/out.wmv", "no folder");
  }

  @Test
  void aFileInPlaceOfTheFolder() throws Exception {
    Files.createFile(folder.resolve("file"));
    assertRefused(Clips.windowsMedia(), "file/out.wmv", "file/out.wmv");
  }

  @Test
  void aFolderInPlaceOfTheFile() throws Exception {
    Files.createDirectory(folder.resolve("out.wmv"));
    Command.sampan(folder, "transcode", Clips.windowsMedia(), "out.wmv", "--force")
        .assertRefused(1, "out.wmv", "is a folder");
  }

  @Test
  void aFolderThatCannotBeWritten() throws Exception {
    SmallDisk.with(
        folder,
        "ro,size=64k",
        mounted -> assertRefused(Clips.windowsMedia(), mounted + "/out.wmv", mounted));
  }

  @Test
  void aFullDisk() throws Exception {
    SmallDisk.with(
        folder,
        "size=256k",
        mounted ->
            assertRefused(Clips.windowsMedia(), mounted + "/out.wmv", mounted, "the disk is full"));
  }

  @Test
  void aFailureIsJsonWhereJsonIsWanted() throws Exception {
    Command.Result result = Command.sampan(folder, "probe", "missing.mp4", "--json");
    assertThat(result.code()).isEqualTo(1);
    assertThat(JSON.std.mapFrom(result.out()))
        .containsEntry("error", "missing.mp4: there is no such file");
    assertThat(result.err()).contains("sampan: missing.mp4: there is no such file");
  }
}
