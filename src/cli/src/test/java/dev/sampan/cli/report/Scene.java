package dev.sampan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorStatistics;
import dev.sampan.Holder;
import dev.sampan.HolderProfile;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.ffmpeg.ConsumerUse;
import dev.sampan.ffmpeg.FFmpegSink;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat.Ratio;
import dev.sampan.stream.StreamFormat.Video;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;

/**
 * A recording of samples that really went round: frames through three holders, an allocation that
 * waited, one that got nothing, a lost lease, a double release, and one sample that is not back.
 */
final class Scene {

  static final int SLOTS = 6;
  static final int FRAMES = 40;
  static final long SAMPLE_SIZE = 8192;

  static final Holder PAINTER = Holder.application("painter <b>");
  static final Holder ENCODER = new Holder("wmv2 encoder", Holder.Kind.ENCODER);
  static final Holder MUXER = new Holder("asf muxer stream 0", Holder.Kind.MUXER_STREAM);
  static final Holder KEEPER = Holder.application("keeper");

  /** What the allocator counted itself, without any event. */
  record Ledger(AllocatorStatistics statistics, List<HolderProfile> profiles) {}

  private Scene() {}

  /** Plays it, records it into a file, and answers what the allocator said at the end of that. */
  static Ledger record(Path file) throws Exception {
    try (Recording recording = new Recording();
        SampleAllocator allocator =
            SampleAllocator.builder("pictures")
                .sampleSize(SAMPLE_SIZE)
                .count(SLOTS)
                .profile(true)
                .build()) {
      for (String event :
          new String[] {"Lease", "Hold", "AllocationWait", "Exhaustion", "Leak", "Misuse"}) {
        recording.enable("sampan." + event).withoutThreshold();
      }
      recording.enable("sampan.AllocatorStatistics").with("period", "endChunk");
      recording.start();
      frames(allocator);
      exhaust(allocator);
      wait(allocator);
      lose(allocator);
      Sample kept = allocator.allocate(PAINTER).publish().passTo(KEEPER);
      TimeUnit.MILLISECONDS.sleep(30);
      Ledger ledger = new Ledger(allocator.statistics(), allocator.profiles());
      recording.stop();
      recording.dump(file);
      kept.close();
      assertThat(Files.size(file)).isPositive();
      return ledger;
    }
  }

  /**
   * Has pictures encoded by an encoder that looks ahead and keeps them in memory of its own,
   * records that, and answers what was seen of it without any event.
   */
  static ConsumerUse recordCopies(Path file, Path film) throws Exception {
    int width = 64;
    long size = (long) width * width;
    Plane luma = new Plane(0, width, width, width);
    Plane blue = new Plane(size, width / 2, width / 2, width / 2);
    Plane red = new Plane(size + size / 4, width / 2, width / 2, width / 2);
    SampleLayout layout =
        new SampleLayout("yuv420p", width, width, Color.UNSPECIFIED, List.of(luma, blue, red));
    Video video = new Video("yuv420p", width, width, new Ratio(25, 1), new Ratio(1, 1));
    FFmpegSink sink = FFmpegSink.to(film).videoEncoder("libsvtav1").build();
    try (Recording recording = new Recording();
        SampleAllocator allocator =
            SampleAllocator.builder("pictures").sampleSize(SAMPLE_SIZE).count(SLOTS).build();
        SampleWriter writer = SampleWriter.to(sink).stream(video).build()) {
      recording.enable("sampan.Copy");
      recording.start();
      writer.begin();
      for (int i = 0; i < FRAMES; i++) {
        try (SampleLease lease = allocator.allocate(Duration.ofSeconds(60), PAINTER)) {
          lease.segment().fill((byte) (i * 7));
          long time = i * 400_000L;
          lease.setProperties(SampleProperties.NONE.withLayout(layout).withTime(time));
          writer.write(0, time, lease);
        }
      }
      writer.end();
      recording.stop();
      recording.dump(file);
    }
    return sink.consumers().get(0);
  }

  private static void frames(SampleAllocator allocator) throws InterruptedException {
    for (int i = 0; i < FRAMES; i++) {
      SampleLease lease = allocator.allocate(PAINTER);
      TimeUnit.MILLISECONDS.sleep(1);
      try (Sample encoded = lease.publish(ENCODER);
          Sample muxed = encoded.retain(MUXER)) {
        TimeUnit.MILLISECONDS.sleep(1);
        assertThat(muxed.length()).isEqualTo(encoded.length());
      }
    }
  }

  private static void exhaust(SampleAllocator allocator) throws InterruptedException {
    SampleLease[] all = new SampleLease[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      all[i] = allocator.allocate(PAINTER);
    }
    assertThat(allocator.tryAllocate()).isNull();
    for (SampleLease lease : all) {
      lease.close();
    }
  }

  private static void wait(SampleAllocator allocator) throws InterruptedException {
    Sample[] all = new Sample[SLOTS];
    for (int i = 0; i < SLOTS; i++) {
      all[i] = allocator.allocate(PAINTER).publish(MUXER);
    }
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    allocator.allocate(Duration.ofSeconds(60), ENCODER).close();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    while (allocator.statistics().waits() == 0) {
      TimeUnit.MILLISECONDS.sleep(5);
    }
    TimeUnit.MILLISECONDS.sleep(20);
    for (Sample sample : all) {
      sample.close();
    }
    waiting.join();
    assertThatThrownBy(all[0]::close).isInstanceOf(IllegalStateException.class);
  }

  private static void lose(SampleAllocator allocator) throws InterruptedException {
    assertThat(allocator.allocate(KEEPER).size()).isPositive();
    while (allocator.statistics().recovered() == 0) {
      System.gc();
      TimeUnit.MILLISECONDS.sleep(20);
      allocator.allocate(PAINTER).close();
    }
  }
}
