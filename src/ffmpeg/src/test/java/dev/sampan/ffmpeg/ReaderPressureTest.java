package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Sample;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What happens when samples run out: waiting, and errors that name who holds them; never a hang.
 */
@Timeout(30)
class ReaderPressureTest {

  private static final int FRAMES = 60;

  private static Path clip() throws Exception {
    return FFmpegProgram.picture("h264.mkv", "160x120", FRAMES, "-c:v", "libopenh264");
  }

  private static FFmpegReader.Options video() {
    return FFmpegReader.Options.DEFAULT
        .withStreams(true, false)
        .withLimits(Duration.ofMillis(200), Duration.ofMillis(300));
  }

  @ParameterizedTest(name = "{0}, {1} threads")
  @CsvSource({"h264.mkv,1", "h264.mkv,4", "raw.avi,1"})
  @DisplayName("I10: a thread that holds everything it reads gets an error that names it")
  void holdingEverythingEndsInAnErrorThatNamesTheHolder(String name, int threads) throws Exception {
    Path file =
        name.equals("raw.avi")
            ? FFmpegProgram.picture(name, "160x120", FRAMES, "-c:v", "rawvideo")
            : clip();
    List<Sample> held = new ArrayList<>();
    FFmpegReader reader = FFmpegReader.open(file, video().withDecoderThreads(threads));
    try (reader) {
      Throwable failure =
          catchThrowable(
              () -> {
                for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
                  held.add(sample);
                }
              });
      assertThat(failure)
          .isInstanceOf(AllocatorExhaustedException.class)
          .hasMessageContaining("reader");
      assertThat(((AllocatorExhaustedException) failure).holders())
          .anyMatch(row -> row.holder().name().equals("reader") && row.count() == held.size());
      // Nothing is lost by it: once samples come back, reading goes on.
      int before = held.size();
      held.forEach(Sample::close);
      held.clear();
      assertThat(before + Decoding.rows(reader, 0).size()).isEqualTo(FRAMES);
    }
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 5})
  @DisplayName("I10: too few samples end in an error that names the holders, or in copies; no hang")
  void tooFewSamplesDoNotHang(int samples) throws Exception {
    Path file = FFmpegProgram.picture("mpeg4.avi", "160x120", FRAMES, "-c:v", "mpeg4", "-bf", "2");
    FFmpegReader reader =
        FFmpegReader.open(file, video().withDecoderThreads(4).withSamples(samples));
    AtomicReference<List<Decoding.Row>> rows = new AtomicReference<>();
    Throwable failure;
    try (reader) {
      failure = catchThrowable(() -> rows.set(Decoding.rows(reader, 0)));
    }
    if (failure == null) {
      assertThat(rows.get()).isEqualTo(Decoding.expectedPictures(file));
    } else {
      assertThat(failure)
          .isInstanceOf(AllocatorExhaustedException.class)
          .hasMessageContaining("mpeg4 decoder");
    }
    if (samples < 5) {
      assertThat(reader.statistics().streams().get(0).fallbacks()).isPositive();
    }
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @ParameterizedTest(name = "{0} threads")
  @ValueSource(ints = {1, 2, 4})
  @DisplayName("A slow consumer is waited for before the decoder gets its next packet")
  void slowConsumersAreWaitedFor(int threads) throws Exception {
    FFmpegReader reader =
        FFmpegReader.open(
            clip(),
            FFmpegReader.Options.DEFAULT
                .withStreams(true, false)
                .withDecoderThreads(threads)
                .withExtraSamples(2, 1));
    ArrayBlockingQueue<Sample> queue = new ArrayBlockingQueue<>(FRAMES);
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread consumer =
        Thread.ofPlatform()
            .start(
                () -> {
                  ArrayDeque<Sample> kept = new ArrayDeque<>();
                  try {
                    for (int i = 0; i < FRAMES; i++) {
                      kept.add(queue.take());
                      Decoding.row(kept.peekLast()); // takes its time
                      if (kept.size() == 2) {
                        kept.poll().close();
                      }
                    }
                    kept.forEach(Sample::close);
                  } catch (Throwable thrown) {
                    failure.set(thrown);
                  }
                });
    try (reader) {
      for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
        queue.put(sample);
      }
      consumer.join();
    }
    assertThat(failure).hasNullValue();
    assertThat(reader.statistics().streams().get(0).fallbacks()).isZero();
    assertThat(reader.statistics().streams().get(0).copied()).isZero();
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("A read that waits for samples can be interrupted")
  void waitingReadsCanBeInterrupted() throws Exception {
    try (FFmpegReader reader =
        FFmpegReader.open(clip(), FFmpegReader.Options.DEFAULT.withStreams(true, false))) {
      List<Sample> held = new ArrayList<>();
      AtomicReference<Throwable> failure = new AtomicReference<>();
      Thread thread =
          Thread.ofPlatform().start(() -> failure.set(catchThrowable(() -> readAll(reader, held))));
      while (thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.onSpinWait();
      }
      thread.interrupt();
      thread.join();
      assertThat(failure.get()).isInstanceOf(InterruptedException.class);
      held.forEach(Sample::close);
      assertThat(held.size() + Decoding.rows(reader, 0).size()).isEqualTo(FRAMES);
    }
  }

  @Test
  @DisplayName("A reader may be closed while another thread waits in it")
  void closingEndsWaitingReads() throws Exception {
    FFmpegReader reader =
        FFmpegReader.open(clip(), FFmpegReader.Options.DEFAULT.withStreams(true, false));
    List<Sample> held = new ArrayList<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread thread =
        Thread.ofPlatform().start(() -> failure.set(catchThrowable(() -> readAll(reader, held))));
    while (thread.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }
    reader.close();
    thread.join();

    assertThat(failure.get()).isInstanceOf(FFmpegException.class).hasMessageContaining("closed");
    held.forEach(Sample::close);
    assertThat(reader.statistics().samplesOut()).isZero();
    assertThatThrownBy(() -> reader.read(0)).isInstanceOf(FFmpegException.class);
  }

  private static void readAll(FFmpegReader reader, List<Sample> held) throws Exception {
    for (Sample sample = reader.read(0); sample != null; sample = reader.read(0)) {
      held.add(sample);
    }
  }

  @Test
  @DisplayName("Streams may be read by different threads at the same time")
  void streamsAreReadByDifferentThreads() throws Exception {
    Path file =
        FFmpegProgram.clip(
            "both.mkv",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=160x120:rate=25:duration=2",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=2:sample_rate=48000",
            "-c:v",
            "mpeg4",
            "-c:a",
            "flac");
    FFmpegReader reader = FFmpegReader.open(file, FFmpegReader.Options.DEFAULT);
    AtomicReference<List<Decoding.Row>> sound = new AtomicReference<>();
    CountDownLatch started = new CountDownLatch(1);
    try (reader) {
      Thread other =
          Thread.ofVirtual()
              .start(
                  () -> {
                    started.countDown();
                    try {
                      sound.set(Decoding.rows(reader, 1));
                    } catch (Exception failure) {
                      throw new AssertionError(failure);
                    }
                  });
      started.await();
      assertThat(Decoding.rows(reader, 0)).isEqualTo(Decoding.expectedPictures(file));
      other.join();
      assertThat(sound.get()).isEqualTo(Decoding.expectedSound(file, "s16"));
    }
    assertThat(reader.statistics().samplesOut()).isZero();
  }

  @Test
  @DisplayName("A selected stream that is not read is named before its packets fill the memory")
  void streamsThatAreNotReadAreNamed() throws Exception {
    Path file =
        FFmpegProgram.clip(
            "uneven.mkv",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=160x120:rate=25:duration=2",
            "-f",
            "lavfi",
            "-i",
            "sine=duration=2:sample_rate=48000",
            "-c:v",
            "mpeg4",
            "-c:a",
            "pcm_s16le");
    try (FFmpegReader reader =
        FFmpegReader.open(file, FFmpegReader.Options.DEFAULT, ReaderHooks.NONE, 64 << 10)) {
      assertThatThrownBy(() -> Decoding.rows(reader, 0))
          .isInstanceOf(FFmpegException.class)
          .hasMessageContaining("stream 1 of")
          .hasMessageContaining("is not being read");
    }
  }
}
