package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.ffmpeg.Decoding.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Decoders with threads, consumers on other threads, readers that close at any time. */
@Timeout(60)
class ReaderStressTest {

  private static final long SEED = 20260721;
  private static final int ROUNDS = 60;

  @Test
  @DisplayName(
      "I3, I4, I11: whatever threads release when, bytes do not change and nothing stays out")
  void releasesFromManyThreads() throws Exception {
    List<Path> files =
        List.of(
            FFmpegProgram.picture("qtrle.mov", "160x120", 20, "-c:v", "qtrle"),
            FFmpegProgram.picture("gif.gif", "160x120", 20, "-vf", "format=rgb8", "-c:v", "gif"),
            FFmpegProgram.picture("mpeg4.avi", "160x120", 20, "-c:v", "mpeg4", "-bf", "2"),
            FFmpegProgram.picture("vp8.webm", "160x120", 20, "-c:v", "libvpx", "-cpu-used", "8"));
    Random random = new Random(SEED);
    try (ExecutorService platform = Executors.newFixedThreadPool(2);
        ExecutorService virtual = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < ROUNDS; round++) {
        Path file = files.get(random.nextInt(files.size()));
        FFmpegReader reader =
            FFmpegReader.open(
                file,
                FFmpegReader.Options.DEFAULT
                    .withStreams(true, false)
                    .withDecoderThreads(1 + random.nextInt(4))
                    .withExtraSamples(1 + random.nextInt(6), 1));
        int last = random.nextInt(3) == 0 ? random.nextInt(10) : Integer.MAX_VALUE;
        List<Future<Boolean>> unchanged = new ArrayList<>();
        try (reader) {
          Sample sample = reader.read(0);
          for (int i = 0; sample != null; i++) {
            Sample read = sample;
            Row row;
            try (Sample here = read.retain()) {
              row = Decoding.row(here);
            }
            ExecutorService consumer = random.nextBoolean() ? platform : virtual;
            unchanged.add(consumer.submit(() -> row.equals(readAndClose(read))));
            sample = i < last ? reader.read(0) : null;
          }
        }
        for (Future<Boolean> each : unchanged) {
          assertThat(each.get()).as("seed %d, round %d: %s", SEED, round, file).isTrue();
        }
        assertThat(reader.statistics().samplesOut()).as("seed %d, %s", SEED, file).isZero();
        assertThat(reader.statistics().streams().get(0).fallbacks()).isZero();
      }
    }
  }

  private static Row readAndClose(Sample sample) {
    try (sample) {
      return Decoding.row(sample);
    }
  }
}
