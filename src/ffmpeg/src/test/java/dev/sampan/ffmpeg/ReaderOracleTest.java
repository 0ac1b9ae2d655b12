package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.Decoding.Row;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decoded into samples is what the ffmpeg program decodes, with the same times. */
@Timeout(60)
class ReaderOracleTest {

  private static final String SIZE = "322x242";

  private static Arguments picture(String name, boolean copied, String... encoding) {
    return Arguments.of(name, copied, encoding);
  }

  static Stream<Arguments> pictures() {
    return Stream.of(
        picture("mpeg4.avi", false, "-c:v", "mpeg4", "-bf", "2", "-q:v", "3"),
        picture("mpeg2.mpg", false, "-c:v", "mpeg2video", "-bf", "2", "-q:v", "3"),
        picture("mpeg2-422.ts", false, "-c:v", "mpeg2video", "-pix_fmt", "yuv422p", "-q:v", "3"),
        picture("h264.mkv", false, "-c:v", "libopenh264", "-b:v", "500k"),
        picture("raw.h264", false, "-c:v", "libopenh264", "-b:v", "500k"),
        picture("ffv1.mkv", false, "-c:v", "ffv1"),
        picture("ffv1-10.mkv", false, "-c:v", "ffv1", "-pix_fmt", "yuv420p10le"),
        picture("ffv1-422.mkv", false, "-c:v", "ffv1", "-pix_fmt", "yuv422p10le"),
        picture("mjpeg.avi", false, "-c:v", "mjpeg", "-q:v", "3"),
        picture("wmv2.wmv", false, "-c:v", "wmv2", "-q:v", "3"),
        picture("vp8.webm", false, "-c:v", "libvpx", "-b:v", "400k", "-cpu-used", "8"),
        picture("vp9.webm", false, "-c:v", "libvpx-vp9", "-b:v", "400k", "-cpu-used", "8"),
        picture("av1.mkv", false, "-c:v", "libaom-av1", "-b:v", "200k", "-cpu-used", "8"),
        picture("qtrle.mov", false, "-c:v", "qtrle", "-pix_fmt", "rgb24"),
        picture("gif.gif", false, "-vf", "format=rgb8", "-c:v", "gif"),
        picture("flashsv.flv", false, "-c:v", "flashsv"),
        picture("cinepak.avi", false, "-vf", "scale=320:240", "-c:v", "cinepak", "-frames:v", "8"),
        picture("png.mov", false, "-c:v", "png"),
        picture("apng.apng", false, "-c:v", "apng"),
        picture("prores.mov", false, "-c:v", "prores_ks"),
        picture("pal8.avi", true, "-vf", "format=pal8", "-c:v", "rawvideo"),
        picture("rawvideo.avi", true, "-c:v", "rawvideo", "-pix_fmt", "bgr24"),
        picture("rawvideo.nut", true, "-c:v", "rawvideo", "-pix_fmt", "yuv420p"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pictures")
  @DisplayName("The frames of many codecs, at an odd size, are those of the ffmpeg program")
  void decodesLikeTheProgram(String name, boolean copied, String... encoding) throws Exception {
    Path file = FFmpegProgram.picture(name, SIZE, 20, encoding);
    List<Row> expected = Decoding.expectedPictures(file);
    assertThat(expected).hasSizeGreaterThan(5);

    assertThat(pictures(file, 0, copied)).isEqualTo(expected);
  }

  @ParameterizedTest(name = "{0}, {1} threads")
  @CsvSource({
    "mpeg4.avi,1",
    "mpeg4.avi,2",
    "mpeg4.avi,4",
    "h264.mkv,1",
    "h264.mkv,2",
    "h264.mkv,4",
    "ffv1.mkv,1",
    "ffv1.mkv,4",
    "vp9.webm,1",
    "vp9.webm,4",
    "vp8.webm,1",
    "vp8.webm,4",
  })
  @DisplayName("Whatever the decoder's threads, the frames are those of the ffmpeg program")
  void decodesLikeTheProgramWithAnyThreads(String name, int threads) throws Exception {
    Arguments made =
        pictures().filter(each -> each.get()[0].equals(name)).findFirst().orElseThrow();
    Path file = FFmpegProgram.picture(name, SIZE, 20, (String[]) made.get()[2]);

    assertThat(pictures(file, threads, false)).isEqualTo(Decoding.expectedPictures(file));
  }

  @ParameterizedTest(name = "{0}, {1} threads")
  @CsvSource({
    "balle-jbart.mp4,1", "balle-jbart.mp4,2", "balle-jbart.mp4,4",
    "cockatoo.mp4,1", "cockatoo.mp4,2", "cockatoo.mp4,4",
  })
  @DisplayName("Camera footage decodes to the frames of the ffmpeg program")
  void decodesFootageLikeTheProgram(String name, int threads) throws Exception {
    Path file = Media.file(name);

    assertThat(pictures(file, threads, false)).isEqualTo(Decoding.expectedPictures(file));
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"balle-jbart.mp4", "cockatoo.mp4"})
  @DisplayName("The sound of camera footage is that of the ffmpeg program")
  void decodesSoundOfFootageLikeTheProgram(String name) throws Exception {
    Path file = Media.file(name);

    assertThat(sound(file)).isEqualTo(Decoding.expectedSound(file, "fltp"));
  }

  static Stream<Arguments> sounds() {
    return Stream.of(
        Arguments.of("flac.mkv", "s16", new String[] {"-c:a", "flac", "-sample_fmt", "s16"}),
        Arguments.of("flac.flac", "s32", new String[] {"-c:a", "flac", "-sample_fmt", "s32"}),
        Arguments.of("aac.m4a", "fltp", new String[] {"-c:a", "aac"}),
        Arguments.of("aac.aac", "fltp", new String[] {"-c:a", "aac"}),
        Arguments.of("mp3.mp3", "fltp", new String[] {"-c:a", "libmp3lame"}),
        Arguments.of("mp2.ts", "s16p", new String[] {"-c:a", "mp2"}),
        Arguments.of("opus.ogg", "fltp", new String[] {"-c:a", "opus", "-strict", "-2"}),
        Arguments.of("vorbis.ogg", "fltp", new String[] {"-c:a", "vorbis", "-strict", "-2"}),
        Arguments.of("wma.wma", "fltp", new String[] {"-c:a", "wmav2"}),
        Arguments.of("pcm.wav", "s16", new String[] {"-c:a", "pcm_s16le"}),
        Arguments.of("pcm8.wav", "u8", new String[] {"-c:a", "pcm_u8"}),
        Arguments.of("ac3.mkv", "fltp", new String[] {"-c:a", "ac3"}),
        Arguments.of(
            "many.wav",
            "s16",
            new String[] {"-af", "pan=12C|c0=c0|c5=c1|c11=c0", "-c:a", "pcm_s16le"}),
        Arguments.of(
            "many.mka",
            "fltp",
            new String[] {"-af", "pan=7.1.4|c0=c0|c5=c1|c11=c0", "-c:a", "wavpack"}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("sounds")
  @DisplayName("The sound of many codecs is that of the ffmpeg program, to the sample")
  void decodesSoundLikeTheProgram(String name, String format, String... encoding) throws Exception {
    Path file = FFmpegProgram.sound(name, encoding);
    List<Row> expected = Decoding.expectedSound(file, format);
    assertThat(expected).isNotEmpty();

    assertThat(sound(file)).isEqualTo(expected);
  }

  private static List<Row> pictures(Path file, int threads, boolean copied) throws Exception {
    var options = FFmpegReader.Options.DEFAULT.withStreams(true, false).withDecoderThreads(threads);
    FFmpegReader reader = FFmpegReader.open(file, options);
    List<Row> rows;
    try (reader) {
      rows = Decoding.rows(reader, 0);
    }
    var statistics = reader.statistics().streams().get(0);
    assertThat(statistics.copied()).as("copied").isEqualTo(copied ? rows.size() : 0);
    assertThat(statistics.copyReason().isEmpty()).isEqualTo(!copied);
    assertThat(statistics.fallbacks()).as("fallbacks").isZero();
    assertThat(reader.statistics().samplesOut()).as("samples out").isZero();
    return rows;
  }

  private static List<Row> sound(Path file) throws Exception {
    FFmpegReader reader =
        FFmpegReader.open(file, FFmpegReader.Options.DEFAULT.withStreams(false, true));
    List<Row> rows;
    try (reader) {
      rows = Decoding.rows(reader, 0);
    }
    assertThat(reader.statistics().streams().get(0).copied()).as("copied").isZero();
    assertThat(reader.statistics().samplesOut()).as("samples out").isZero();
    return rows;
  }
}
