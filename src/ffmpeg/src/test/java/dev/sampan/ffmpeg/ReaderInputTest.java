package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files of all kinds: what is good is described, what is not is refused by name, with a remedy. */
@Timeout(30)
class ReaderInputTest {

  @TempDir Path folder;

  private static FFmpegReader open(Path file) throws Exception {
    return FFmpegReader.open(file, FFmpegReader.Options.DEFAULT);
  }

  @Test
  @DisplayName("A missing file is named, with what to check")
  void namesAMissingFile() {
    Path file = folder.resolve("missing.mp4");

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("no such file");
  }

  @Test
  @DisplayName("An empty file is said to be empty")
  void saysThatAFileIsEmpty() throws Exception {
    Path file = Files.createFile(folder.resolve("empty.mp4"));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("is empty");
  }

  @Test
  @DisplayName("A folder is said to be one")
  void saysThatAFileIsAFolder() {
    assertThatThrownBy(() -> open(folder))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining("it is a folder");
  }

  @Test
  @DisplayName("A text file is refused as no media file")
  void refusesAText() throws Exception {
    Path file = Files.writeString(folder.resolve("text.mp4"), "This is no video.\n".repeat(100));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("Invalid data");
  }

  @Test
  @DisplayName("A file without its index is refused with FFmpeg's reason")
  void refusesAFileWithoutItsIndex() throws Exception {
    Path whole = FFmpegProgram.picture("whole.mp4", "160x120", 20, "-c:v", "mpeg4");
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("cut.mp4");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    assertThatThrownBy(() -> open(file))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining("moov atom not found");
  }

  @Test
  @DisplayName("A file that ends too early is read as far as the ffmpeg program reads it")
  void readsWhatIsThereOfACutFile() throws Exception {
    Path whole = FFmpegProgram.picture("whole.avi", "160x120", 40, "-c:v", "mpeg4");
    byte[] bytes = Files.readAllBytes(whole);
    Path file = folder.resolve("cut.avi");
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));

    List<Decoding.Row> rows;
    FFmpegReader reader = open(file);
    try (reader) {
      rows = Decoding.rows(reader, 0);
    }
    assertThat(rows).isNotEmpty().isEqualTo(Decoding.expectedPictures(file));
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("Damaged packets are left out and counted, as the ffmpeg program leaves them out")
  void leavesOutWhatIsDamaged() throws Exception {
    Path whole = FFmpegProgram.picture("damaged.avi", "160x120", 40, "-c:v", "mpeg2video");
    byte[] bytes = Files.readAllBytes(whole);
    for (int i = bytes.length / 2; i < bytes.length / 2 + 4_000; i += 97) {
      bytes[i] ^= 0x55;
    }
    Path file = Files.write(folder.resolve("damaged.avi"), bytes);

    List<Decoding.Row> rows;
    FFmpegReader reader =
        FFmpegReader.open(file, FFmpegReader.Options.DEFAULT.withDecoderThreads(1));
    try (reader) {
      rows = Decoding.rows(reader, 0);
    }
    assertThat(rows).isEqualTo(Decoding.expectedPictures(file, "-threads", "1"));
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("A file without the wanted kind of stream is refused, and what it has is listed")
  void saysWhatAFileHasInstead() throws Exception {
    Path file = FFmpegProgram.sound("tone.flac", "-c:a", "flac");

    assertThatThrownBy(
            () -> FFmpegReader.open(file, FFmpegReader.Options.DEFAULT.withStreams(true, false)))
        .isInstanceOf(FFmpegException.class)
        .hasMessageContaining("no video stream")
        .hasMessageContaining("stream 0 (audio, flac)");
    try (FFmpegReader reader = open(file)) {
      assertThat(reader.streams()).hasSize(1).first().isInstanceOf(StreamFormat.Audio.class);
    }
  }

  @Test
  @DisplayName("A file's streams, times and metadata are described")
  void describesAFile() throws Exception {
    Path file =
        FFmpegProgram.clip(
            "described.mkv",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=322x242:rate=30000/1001:duration=2,setsar=16/15",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=2:sample_rate=44100",
            "-metadata",
            "title=A title",
            "-metadata:s:a:0",
            "language=fin",
            "-disposition:v:0",
            "default",
            "-c:v",
            "mpeg4",
            "-c:a",
            "flac");
    try (FFmpegReader reader = open(file)) {
      assertThat(reader.container()).contains("matroska");
      assertThat(reader.metadata()).containsEntry("title", "A title");
      assertThat(reader.duration()).isBetween(19_000_000L, 21_000_000L);
      assertThat(reader.streams())
          .containsExactly(
              new StreamFormat.Video(
                  "yuv420p", 322, 242, new Ratio(30000, 1001), new Ratio(16, 15)),
              new StreamFormat.Audio("s16", 44100, 1, "mono"));
      assertThat(reader.media().get(1).language()).isEqualTo("fin");
      assertThat(reader.media().get(0)).hasToString("stream 0 (video, mpeg4)");
      assertThat(reader.media().get(0).dispositions()).contains("default");
      assertThat(reader.selected()).isEqualTo(reader.media());
    }
  }

  @Test
  @DisplayName("A name that looks like an address of a protocol is still the name of a file")
  void takesANameLiterally() throws Exception {
    Path clip = FFmpegProgram.picture("whole.avi", "160x120", 40, "-c:v", "mpeg4");
    Path file = Files.copy(clip, folder.resolve("http:%d ä.avi"));

    try (FFmpegReader reader = open(file)) {
      assertThat(Decoding.rows(reader, 0)).hasSize(40);
    }
  }
}
