package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.AllocatorExhaustedException;
import dev.sampan.Holder;
import dev.sampan.PoolPlan;
import dev.sampan.PoolTooSmallException;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.stream.ContainerOutput;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A muxer that keeps the packets of one stream until another stream has some. */
@Tag("I10")
@DisplayName(
    "I10: a pool that an interleaving muxer would empty is refused, with the size that works")
@Timeout(60)
class MuxerPlanTest {

  /** Pictures that come before the first sound. */
  private static final int LEAD = 20;

  private static final int AFTER = 30;
  private static final long PICTURE = 400_000;
  private static final Holder CAMERA = Holder.application("camera");

  private static final EncodedStream VIDEO =
      new EncodedStream(
          new StreamFormat.Video("yuv420p", 64, 48, new Ratio(25, 1), new Ratio(1, 1)),
          "wmv2",
          500_000,
          0,
          ByteBuffer.allocate(4));

  private static final EncodedStream AUDIO =
      new EncodedStream(
          new StreamFormat.Audio("s16", 8000, 1, "mono"),
          "pcm_s16le",
          128_000,
          2,
          ByteBuffer.allocate(0));

  private static final ContainerOutput NOWHERE =
      new ContainerOutput() {
        @Override
        public void header(MemorySegment bytes) {}

        @Override
        public void unit(MemorySegment bytes, long sendTime) {}
      };

  private static SampleAllocator pool(String name, int count) {
    return SampleAllocator.builder(name).count(count).profile(true).build();
  }

  /** Writes pictures ahead of the sound, as a capture does whose microphone starts late. */
  private static void run(SampleAllocator pictures) throws Exception {
    try (SampleAllocator sound = pool("sound", 64);
        SampleWriter writer =
            SampleWriter.to(new ContainerSink(List.of(VIDEO, AUDIO), NOWHERE)).stream(
                    VIDEO.format())
                .stream(AUDIO.format())
                .build()) {
      writer.begin();
      for (int i = 0; i < LEAD; i++) {
        write(writer, 0, i, pictures);
      }
      awaitLead(pictures);
      for (int i = 0; i < LEAD + AFTER; i++) {
        write(writer, 1, i, sound);
        if (i >= LEAD) {
          write(writer, 0, i, pictures);
        }
      }
      writer.end();
    }
  }

  /** The sound begins when the muxer has all pictures before it. */
  private static void awaitLead(SampleAllocator pictures) {
    long start = System.nanoTime();
    while (pictures.holders().stream()
        .noneMatch(
            holding ->
                holding.holder().kind() == Holder.Kind.MUXER_STREAM && holding.count() == LEAD)) {
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      LockSupport.parkNanos(1_000_000);
    }
  }

  private static void write(SampleWriter writer, int stream, int number, SampleAllocator pool)
      throws Exception {
    try (SampleLease lease = pool.allocate(Duration.ofMillis(500), CAMERA)) {
      lease.segment().fill((byte) number);
      lease.setLength(640);
      writer.write(stream, number * PICTURE, lease);
    }
  }

  @Test
  void whatWasMeasuredSaysWhichPoolsStandStill() throws Exception {
    PoolPlan plan;
    try (SampleAllocator large = pool("pictures", 128)) {
      run(large);
      plan = PoolPlan.from("pictures", large.profiles());
      assertThat(large.freeCount()).isEqualTo(128);
    }
    assertThat(plan.leastSamples()).isGreaterThan(LEAD);

    try (SampleAllocator small = pool("pictures", 8)) {
      assertThatThrownBy(() -> run(small))
          .isInstanceOf(AllocatorExhaustedException.class)
          .hasMessageContaining("8 of 8 samples of \"pictures\" held: asf muxer stream 0 ×8");
    }
    assertThatThrownBy(() -> plan.check(8))
        .isInstanceOf(PoolTooSmallException.class)
        .hasMessageStartingWith("8 samples of \"pictures\" can come to a standstill")
        .hasMessageContaining("asf muxer stream 0 ×")
        .hasMessageContaining("it needs " + plan.leastSamples());

    try (SampleAllocator planned = pool("pictures", plan.leastSamples())) {
      plan.check(planned.capacity());
      run(planned);
      assertThat(planned.statistics().exhausted()).isZero();
    }
  }

  @Test
  void aPlanThatWasSaidAgreesWithTheMuxer() throws Exception {
    PoolPlan plan =
        PoolPlan.of("pictures")
            .with(
                new Holder("asf muxer stream 0", Holder.Kind.MUXER_STREAM),
                LEAD,
                LEAD,
                "it waits for the sound");
    assertThatThrownBy(() -> plan.check(LEAD)).isInstanceOf(PoolTooSmallException.class);
    try (SampleAllocator tooSmall = pool("pictures", LEAD - 1)) {
      assertThatThrownBy(() -> run(tooSmall)).isInstanceOf(AllocatorExhaustedException.class);
    }
    try (SampleAllocator planned = pool("pictures", plan.leastSamples())) {
      run(planned);
    }
  }
}
