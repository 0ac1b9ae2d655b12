package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

/** What the demo draws. */
class DrawingTest {

  @Test
  void everyPictureIsDifferentAndSaysWhatItIs() throws InterruptedException {
    TestPicture picture = new TestPicture(320, 180);
    try (SampleAllocator allocator =
            SampleAllocator.builder("pictures")
                .sampleSize(picture.layout().end())
                .count(2)
                .build();
        Sample first = draw(allocator, picture, 41);
        Sample second = draw(allocator, picture, 42)) {
      assertThat(first.segment().mismatch(second.segment())).isNotNegative();
      SampleProperties properties = second.properties();
      assertThat(properties.time()).isEqualTo(42 * 400_000);
      assertThat(properties.layout()).isEqualTo(picture.layout());
      assertThat(second.length()).isEqualTo(picture.layout().end());
    }
  }

  @Test
  void aPictureIsTheSameEachTime() throws InterruptedException {
    TestPicture picture = new TestPicture(320, 180);
    try (SampleAllocator allocator =
            SampleAllocator.builder("pictures")
                .sampleSize(picture.layout().end())
                .count(2)
                .build();
        Sample first = draw(allocator, picture, 7);
        Sample second = draw(allocator, picture, 7)) {
      assertThat(first.segment().mismatch(second.segment())).isNegative();
    }
  }

  private static Sample draw(SampleAllocator allocator, TestPicture picture, int number)
      throws InterruptedException {
    try (SampleLease lease = allocator.allocate()) {
      lease.segment().fill((byte) 0);
      picture.draw(lease, number, 400_000);
      return lease.publish();
    }
  }

  @Test
  void theToneGoesOnWhereTheLastBlockEnded() throws InterruptedException {
    Tone tone = new Tone(1000);
    try (SampleAllocator allocator =
        SampleAllocator.builder("sounds").sampleSize(Tone.layout(1000).end()).count(2).build()) {
      float last;
      try (SampleLease lease = allocator.allocate()) {
        tone.fill(lease);
        assertThat(lease.properties().time()).isZero();
        last = lease.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 999);
      }
      try (SampleLease lease = allocator.allocate()) {
        tone.fill(lease);
        assertThat(lease.properties().time()).isEqualTo(208_333);
        float next = lease.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 0);
        assertThat(Math.abs(next - last)).isLessThan(0.02f);
        assertThat(lease.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 1000)).isEqualTo(next);
      }
    }
  }
}
