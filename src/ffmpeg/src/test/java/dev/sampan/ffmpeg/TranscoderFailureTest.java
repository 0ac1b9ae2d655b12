package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.PoolTooSmallException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Jobs that cannot succeed: a message that says why, nothing under the output's name, and every
 * sample back.
 */
@Timeout(120)
class TranscoderFailureTest {

  @TempDir Path folder;

  /** Runs a job that fails, and checks what is left. */
  private Throwable failure(Path input, Path output) throws Exception {
    return failure(Transcoder.from(input).to(output), output);
  }

  private static Throwable failure(Transcoder.Builder builder, Path output) throws Exception {
    boolean wasThere = Files.exists(output);
    TranscodeJob job = new TranscodeJob(builder, output);
    Throwable failure = catchThrowable(job::run);
    assertThat(failure).isNotNull();
    assertThat(job.samplesOut()).as("samples out after: " + failure).isZero();
    assertThat(Files.exists(output)).isEqualTo(wasThere);
    if (Files.isDirectory(output.toAbsolutePath().getParent())) {
      assertThat(Transcoding.leftovers(output)).isEmpty();
    }
    return failure;
  }

  private static Path good() throws Exception {
    return TranscoderOracleTest.pictureAndTone();
  }

  @Test
  @DisplayName("A missing input is named")
  void namesAMissingInput() throws Exception {
    Path input = folder.resolve("missing.mp4");

    assertThat(failure(input, folder.resolve("out.wmv")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining(input.toString())
        .hasMessageContaining("no such file");
  }

  @Test
  @DisplayName("An extension that no container has is refused before anything is read")
  void refusesAnUnknownExtension() throws Exception {
    assertThat(failure(good(), folder.resolve("out.nothing")))
        .hasMessageContaining("out.nothing")
        .hasMessageContaining(".wmv");
  }

  @Test
  @DisplayName("A folder that does not exist is named")
  void namesAMissingFolder() throws Exception {
    assertThat(failure(good(), folder.resolve("no").resolve("out.wmv")))
        .hasMessageContaining("there is no folder");
  }

  @Test
  @DisplayName("A folder that may not be written is named")
  void namesAnUnwritableFolder() throws Exception {
    Path locked = Files.createDirectory(folder.resolve("locked"));
    Files.setPosixFilePermissions(locked, PosixFilePermissions.fromString("r-xr-xr-x"));
    assumeTrue(!Files.isWritable(locked), "not on this machine: root may write everywhere");

    assertThat(failure(good(), locked.resolve("out.wmv"))).hasMessageContaining("not writable");
  }

  @Test
  @DisplayName("An output that is a folder is refused")
  void refusesAFolder() throws Exception {
    Path output = Files.createDirectory(folder.resolve("out.wmv"));

    assertThat(failure(good(), output)).hasMessageContaining("it is a folder");
  }

  @Test
  @DisplayName("An encoder that does not exist is named")
  void namesAnUnknownEncoder() throws Exception {
    Path output = folder.resolve("out.wmv");

    assertThat(failure(Transcoder.from(good()).to(output).videoEncoder("nosuch"), output))
        .hasMessageContaining("no video encoder nosuch");
  }

  @Test
  @DisplayName("A sound file is refused where only pictures go")
  void refusesSoundAlone() throws Exception {
    Path input = FFmpegProgram.sound("tone.wav", "-c:a", "pcm_s16le");

    assertThat(failure(input, folder.resolve("out.gif"))).hasMessageContaining("no video stream");
  }

  @Test
  @DisplayName("A text file is refused")
  void refusesAText() throws Exception {
    Path input = Files.writeString(folder.resolve("text.mp4"), "no video\n".repeat(500));

    assertThat(failure(input, folder.resolve("out.wmv"))).hasMessageContaining("Invalid data");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"out.wmv", "out.mp4", "out.mkv"})
  @DisplayName("A full disk is said to be full")
  void saysThatTheDiskIsFull(String name) throws Exception {
    Path small = Files.createDirectory(folder.resolve("small"));
    Process mount =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", "size=100k", "tmpfs", small.toString())
            .redirectErrorStream(true)
            .start();
    mount.getInputStream().readAllBytes();
    assumeTrue(mount.waitFor() == 0, "not on this machine: the right to mount a small disk");
    try {
      assertThat(failure(good(), small.resolve(name)))
          .isInstanceOf(FFmpegException.class)
          .hasMessageContaining(name)
          .hasMessageContaining("No space left on device");
    } finally {
      new ProcessBuilder("umount", small.toString()).start().waitFor();
    }
  }

  @Test
  @DisplayName("What had the output's name stays when a job fails")
  void keepsTheOldFile() throws Exception {
    Path input = Files.writeString(folder.resolve("text.mp4"), "no video\n".repeat(500));
    Path output = Files.writeString(folder.resolve("out.wmv"), "old");

    failure(input, output);

    assertThat(output).hasContent("old");
  }

  @Test
  @DisplayName("What had the output's name is replaced when a job succeeds")
  void replacesTheOldFile() throws Exception {
    Path output = Files.writeString(folder.resolve("out.wmv"), "old");

    Transcoding.run(good(), output);

    assertThat(output.toFile()).hasSize(Files.size(output)).isNotEmpty();
    assertThat(Files.size(output)).isGreaterThan(1000);
  }

  @ParameterizedTest(name = "{0} samples of {1}")
  @CsvSource({"1,both.mp4", "2,both.mp4", "3,both.mp4", "5,both.mp4", "1,444.mkv", "2,444.mkv"})
  @DisplayName("I10: too few samples end in an error that names the holders, or in FFmpeg's memory")
  void tooFewSamplesNeverHang(int samples, String name) throws Exception {
    Path input =
        name.equals("both.mp4")
            ? good()
            : FFmpegProgram.picture(name, "320x240", 20, "-c:v", "ffv1", "-pix_fmt", "yuv444p");
    Path output = folder.resolve("out.wmv");
    TranscodeJob job = new TranscodeJob(Transcoder.from(input).to(output).samples(samples), output);

    Throwable failure = null;
    try {
      job.run();
    } catch (IOException e) {
      failure = e;
    }

    assertThat(job.samplesOut()).isZero();
    if (failure != null) {
      assertThat(failure)
          .hasMessageMatching(
              "(?s)too few samples to (start: %1$d samples? of \".* keep \\d+: .* ×\\d.*; it needs \\d.*|go on: .*of %1$d samples .* held: .*(decoder|converter|encoder|reader).* ×\\d.*)"
                  .formatted(samples));
      assertThat(output).doesNotExist();
    }
  }

  @ParameterizedTest(name = "{0} samples, {1}")
  @CsvSource({
    "1,CONSTANT,h264 decoder ×1,3",
    "2,CONSTANT,frame rate ×1,3",
    "1,PASSTHROUGH,h264 decoder ×1,2"
  })
  @DisplayName("I10: what would stand still is refused at start, with the reason and the size")
  void refusesAtStartWhatWouldStandStill(int samples, FrameRateMode mode, String keeper, int works)
      throws Exception {
    Path output = folder.resolve("out.mkv");
    Transcoder.Builder builder =
        Transcoder.from(good()).to(output).frameRateMode(mode).decoderThreads(1);
    long start = System.nanoTime();

    assertThat(failure(builder.samples(samples), output))
        .isInstanceOf(FFmpegException.class)
        .hasCauseInstanceOf(PoolTooSmallException.class)
        .hasMessageStartingWith("too few samples to start: ")
        .hasMessageContaining(keeper)
        .hasMessageContaining("it needs " + works);

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    Transcoding.run(
        good(), output, job -> job.frameRateMode(mode).decoderThreads(1).samples(works));
  }

  @ParameterizedTest(name = "{0}, seed {1}")
  @CsvSource({
    "a.ts,1", "a.ts,2", "a.ts,3", "a.mkv,1", "a.mkv,2", "a.mkv,3", "a.avi,1", "a.avi,2", "a.avi,3"
  })
  @DisplayName("A damaged file is transcoded as well as it can be, or refused")
  void survivesDamage(String name, long seed) throws Exception {
    Path whole =
        FFmpegProgram.clip(
            name,
            "-i",
            good().toString(),
            "-c:v",
            name.endsWith("avi") ? "mpeg4" : "copy",
            "-c:a",
            name.endsWith("avi") ? "libmp3lame" : "copy");
    byte[] bytes = Files.readAllBytes(whole);
    Random random = new Random(seed);
    for (int i = 0; i < 40; i++) {
      bytes[2000 + random.nextInt(bytes.length - 2000)] ^= (byte) (1 << random.nextInt(8));
    }
    Path input = folder.resolve("damaged-" + name);
    Files.write(input, bytes);
    Path output = folder.resolve("out.wmv");
    TranscodeJob job = new TranscodeJob(Transcoder.from(input).to(output), output);

    try {
      TranscodeReport report = job.run();
      assertThat(report.framesWritten()).isPositive();
    } catch (IOException e) {
      assertThat(e).hasMessageMatching("(?s).{20,}");
      assertThat(output).doesNotExist();
    }

    assertThat(job.samplesOut()).as("seed " + seed).isZero();
    assertThat(Transcoding.leftovers(output)).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"a.ts", "a.mkv"})
  @DisplayName("A truncated file is transcoded up to where it ends")
  void transcodesATruncatedFile(String name) throws Exception {
    Path whole = FFmpegProgram.clip(name, "-i", good().toString(), "-c", "copy");
    byte[] bytes = Files.readAllBytes(whole);
    Path input = folder.resolve("cut-" + name);
    Files.write(input, Arrays.copyOf(bytes, bytes.length * 6 / 10));

    TranscodeReport report = Transcoding.run(input, folder.resolve("out.wmv"));

    assertThat(report.framesWritten()).isBetween(15L, 45L);
  }

  @Test
  @DisplayName("A listener that throws stops the job, and its exception comes out")
  void stopsWhenAListenerThrows() throws Exception {
    Path input = longer();
    Path output = folder.resolve("out.wmv");

    Throwable failure =
        failure(
            Transcoder.from(input)
                .to(output)
                .progress(
                    progress -> {
                      throw new IllegalStateException("enough");
                    }),
            output);

    assertThat(failure).isInstanceOf(IllegalStateException.class).hasMessage("enough");
  }

  @Test
  @DisplayName("An interrupt stops the job, and leaves nothing behind")
  void stopsWhenInterrupted() throws Exception {
    Path input = longer();
    Path output = folder.resolve("out.wmv");
    CountDownLatch running = new CountDownLatch(1);
    TranscodeJob job =
        new TranscodeJob(
            Transcoder.from(input).to(output).progress(progress -> running.countDown()), output);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    job.run();
                  } catch (Throwable t) {
                    failure.set(t);
                  }
                });

    assertThat(running.await(30, TimeUnit.SECONDS)).isTrue();
    thread.interrupt();
    thread.join(30_000);

    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    assertThat(job.samplesOut()).isZero();
    assertThat(output).doesNotExist();
    assertThat(Transcoding.leftovers(output)).isEmpty();
  }

  @Test
  @DisplayName("A job without an output cannot be built")
  void needsAnOutput() {
    assertThatThrownBy(() -> Transcoder.from(Path.of("a.mp4")).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("to(file)");
  }

  /** Long enough that a job is still at work when it is stopped. */
  private static Path longer() throws Exception {
    return FFmpegProgram.clip(
        "longer.mp4",
        "-f",
        "lavfi",
        "-i",
        "testsrc2=size=1280x720:rate=30:duration=20",
        "-c:v",
        "mpeg4",
        "-q:v",
        "8");
  }
}
