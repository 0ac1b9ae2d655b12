package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is, byte for byte, what the ffmpeg program writes with the same options. */
@Timeout(120)
class TranscoderOracleTest {

  private static final String TONE = "sine=frequency=440:sample_rate=44100:duration=2";

  @TempDir Path folder;

  static Path pictureAndTone() throws Exception {
    return FFmpegProgram.clip(
        "both.mp4",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=640x480:rate=25:duration=2",
        "-f",
        "lavfi",
        "-i",
        TONE,
        "-c:v",
        "libopenh264",
        "-b:v",
        "1M",
        "-c:a",
        "aac");
  }

  private TranscodeReport compare(Path input, String name, int threads, String... more)
      throws Exception {
    Path own = folder.resolve("own-" + name);
    Path expected = Transcoding.expected(input, folder.resolve("expected-" + name), more);
    TranscodeReport report =
        Transcoding.run(input, own, builder -> builder.decoderThreads(threads));
    assertThat(own).hasSameBinaryContentAs(expected);
    return report;
  }

  @ParameterizedTest(name = "{0}, {1} decoder threads")
  @CsvSource({"a.wmv,1", "a.wmv,2", "a.wmv,4", "a.mp4,1", "a.mp4,4", "a.mkv,1", "a.mkv,4"})
  @DisplayName("A synthesised clip becomes the same file, whatever the decoder's threads")
  void writesWhatTheProgramWrites(String name, int threads) throws Exception {
    TranscodeReport report = compare(pictureAndTone(), name, threads);

    assertThat(report.framesWritten()).isEqualTo(50);
    assertThat(report.copies()).noneMatch(row -> row.what().contains("decoder"));
    assertThat(report.fallbacks()).isEmpty();
  }

  @ParameterizedTest(name = "{0}, {1} decoder threads")
  @CsvSource({
    "balle-jbart.mp4,1",
    "balle-jbart.mp4,2",
    "balle-jbart.mp4,4",
    "cockatoo.mp4,1",
    "cockatoo.mp4,2",
    "cockatoo.mp4,4"
  })
  @DisplayName("Camera footage becomes the same Windows Media file, whatever the decoder's threads")
  void writesWhatTheProgramWritesOfFootage(String name, int threads) throws Exception {
    compare(Media.file(name), "footage.wmv", threads);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"footage.mp4", "footage.mkv"})
  @DisplayName("Camera footage becomes the same file in other containers")
  void writesOtherContainersOfFootage(String name) throws Exception {
    compare(Media.file("balle-jbart.mp4"), name, 0);
  }

  private static Arguments clip(String name, String... arguments) {
    return Arguments.of(name, arguments);
  }

  private static String[] lavfi(String source, String... encoding) {
    String[] all = new String[4 + encoding.length];
    all[0] = "-f";
    all[1] = "lavfi";
    all[2] = "-i";
    all[3] = source;
    System.arraycopy(encoding, 0, all, 4, encoding.length);
    return all;
  }

  static Stream<Arguments> clips() {
    String picture = "testsrc2=size=320x240:rate=25:duration=1.2";
    String odd = "testsrc2=size=322x242:rate=30000/1001:duration=1.2";
    return Stream.of(
        clip("silent.mp4", lavfi(picture, "-c:v", "mpeg4")),
        clip("sound.m4a", lavfi(TONE, "-c:a", "aac")),
        clip("sound.wav", lavfi(TONE, "-c:a", "pcm_s16le")),
        clip("mono.mp3", lavfi(TONE, "-c:a", "libmp3lame", "-ac", "1", "-ar", "22050")),
        clip("odd.mp4", lavfi(odd, "-c:v", "mpeg4", "-bf", "2")),
        clip("ten.mkv", lavfi(picture, "-c:v", "ffv1", "-pix_fmt", "yuv420p10le")),
        clip("ten422.mov", lavfi(picture, "-c:v", "prores_ks")),
        clip("444.mkv", lavfi(odd, "-c:v", "ffv1", "-pix_fmt", "yuv444p")),
        clip("rgb.mkv", lavfi(picture, "-c:v", "ffv1", "-pix_fmt", "bgr0")),
        clip("gray.mkv", lavfi(picture, "-c:v", "ffv1", "-pix_fmt", "gray")),
        clip("jpeg.avi", lavfi(picture, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p", "-q:v", "3")),
        clip("fields.mpg", lavfi(picture, "-c:v", "mpeg2video", "-flags", "+ildct", "-bf", "2")),
        clip(
            "fields-422.mpg",
            lavfi(
                picture,
                "-vf",
                "setfield=tff",
                "-c:v",
                "mpeg2video",
                "-pix_fmt",
                "yuv422p",
                "-flags",
                "+ildct")),
        clip(
            "full.mkv",
            lavfi(
                picture,
                "-vf",
                "scale=out_range=pc",
                "-c:v",
                "ffv1",
                "-pix_fmt",
                "yuv420p",
                "-color_range",
                "pc")),
        clip("a.gif", lavfi(picture, "-r", "10")),
        clip("a.flv", lavfi(picture, "-c:v", "flv")),
        clip("a.ts", lavfi(picture, "-c:v", "mpeg2video", "-bf", "2", "-q:v", "4")),
        clip("a.wmv", lavfi(odd, "-c:v", "wmv2", "-q:v", "4")),
        clip("vp8.webm", lavfi(picture, "-c:v", "libvpx", "-cpu-used", "8", "-b:v", "400k")),
        clip(
            "variable.mkv",
            lavfi(picture, "-vf", "select=not(mod(n\\,3))", "-fps_mode", "vfr", "-c:v", "mpeg4")),
        clip("aspect.mp4", lavfi(picture, "-vf", "setsar=16/15", "-c:v", "mpeg4")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("clips")
  @DisplayName("Clips of many kinds become the same files in three containers")
  void writesWhatTheProgramWritesOfAnything(String name, String[] arguments) throws Exception {
    Path input = FFmpegProgram.clip(name, arguments);

    compare(input, "a.wmv", 0);
    compare(input, "a.mp4", 0);
    compare(input, "a.mkv", 0);
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"90", "180", "270"})
  @DisplayName("Pictures that lie on their side are turned as the program turns them")
  void turnsPictures(String degrees) throws Exception {
    Path lying =
        FFmpegProgram.clip(
            "lying.mp4", lavfi("testsrc2=size=322x242:rate=25:duration=1", "-c:v", "mpeg4"));
    Path input =
        FFmpegProgram.clip(
            "note.mp4", "-display_rotation", degrees, "-i", lying.toString(), "-c", "copy");

    compare(input, "a.wmv", 0);
  }

  @Test
  @DisplayName(
      "A file that changes size, rate and channels half-way is converted to what it began as")
  void followsAChangeOfFormat() throws Exception {
    Path small =
        FFmpegProgram.clip(
            "small.ts",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=320x240:rate=25:duration=1",
            "-f",
            "lavfi",
            "-i",
            "sine=sample_rate=44100:duration=1",
            "-c:v",
            "mpeg2video",
            "-c:a",
            "mp2");
    Path large =
        FFmpegProgram.clip(
            "large.ts",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=640x480:rate=25:duration=1",
            "-f",
            "lavfi",
            "-i",
            "sine=sample_rate=48000:duration=1",
            "-c:v",
            "mpeg2video",
            "-c:a",
            "mp2",
            "-ac",
            "2");
    Path input = folder.resolve("changing.ts");
    for (Path part : List.of(small, large, small)) {
      Files.write(
          input, Files.readAllBytes(part), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    compare(input, "a.wmv", 0);
    compare(input, "a.mp4", 0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"CONSTANT,cfr", "VARIABLE,vfr", "PASSTHROUGH,passthrough"})
  @DisplayName("Each frame-rate mode writes what the program writes in that mode")
  void knowsFrameRateModes(FrameRateMode mode, String name) throws Exception {
    Path input =
        FFmpegProgram.clip(
            "variable.mkv",
            lavfi(
                "testsrc2=size=320x240:rate=30:duration=3",
                "-vf",
                "select=not(mod(n\\,3))+gt(n\\,60)*not(mod(n\\,2))",
                "-fps_mode",
                "passthrough",
                "-c:v",
                "mpeg4"));
    Path own = folder.resolve("own.mp4");
    Path expected = Transcoding.expected(input, folder.resolve("expected.mp4"), "-fps_mode", name);

    TranscodeReport report = Transcoding.run(input, own, builder -> builder.frameRateMode(mode));

    assertThat(own).hasSameBinaryContentAs(expected);
    if (mode == FrameRateMode.CONSTANT) {
      assertThat(report.framesDuplicated()).isPositive();
    }
  }

  @Test
  @DisplayName("Windows Media takes sound of more channels and a higher rate, mixed and resampled")
  void mixesDownForWindowsMedia() throws Exception {
    // The program has to be told: wmav2 takes two channels and 48 kHz at most.
    Path input =
        FFmpegProgram.clip(
            "surround.mkv",
            lavfi(
                "aevalsrc=sin(2*PI*440*t)|0|sin(2*PI*300*t)|0|0|0:c=5.1:s=96000:d=1",
                "-c:a",
                "flac"));

    TranscodeReport report = compare(input, "a.wmv", 1, "-ac", "2", "-ar", "48000");

    assertThat(report.streams().get(0).output().toString())
        .contains("sampleRate=48000", "channels=2", "stereo");
  }
}
