package dev.sampan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorStatistics;
import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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

  private Scene() {}

  /** Plays it, records it into a file, and answers what the allocator said at the end of that. */
  static AllocatorStatistics record(Path file) throws Exception {
    try (Recording recording = new Recording();
        SampleAllocator allocator =
            SampleAllocator.builder("pictures").sampleSize(SAMPLE_SIZE).count(SLOTS).build()) {
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
      AllocatorStatistics statistics = allocator.statistics();
      recording.stop();
      recording.dump(file);
      kept.close();
      assertThat(Files.size(file)).isPositive();
      return statistics;
    }
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
