package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I3")
@DisplayName("I3: a hold's memory is read-only, and its bytes do not change until the return")
@Timeout(30)
class ReadOnlyHoldTest {

  private final SampleAllocator allocator =
      SampleAllocator.builder("held").sampleSize(8192).count(2).build();

  @AfterEach
  void everythingIsBack() {
    assertThat(allocator.freeCount()).isEqualTo(2);
    allocator.close();
  }

  private Sample sample(byte stamp, long length) {
    SampleLease lease = allocator.tryAllocate();
    lease.segment().fill(stamp);
    lease.setLength(length);
    return lease.publish();
  }

  @Test
  void segmentsSlicesAndBuffersOfAHoldAreReadOnly() {
    try (Sample sample = sample((byte) 3, 8192)) {
      MemorySegment segment = sample.segment();
      for (MemorySegment each :
          List.of(
              segment, segment.asSlice(8), sample.segment(), segment.asSlice(4, 4).asSlice(1))) {
        assertThat(each.isReadOnly()).isTrue();
        assertThatThrownBy(() -> each.set(ValueLayout.JAVA_BYTE, 0, (byte) 9))
            .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> each.fill((byte) 9)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> each.copyFrom(MemorySegment.ofArray(new byte[1])))
            .isInstanceOf(IllegalArgumentException.class);
        ByteBuffer buffer = each.asByteBuffer();
        assertThat(buffer.isReadOnly()).isTrue();
        assertThat(buffer.isDirect()).isTrue();
        assertThatThrownBy(() -> buffer.put(0, (byte) 9))
            .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> buffer.duplicate().put(0, (byte) 9))
            .isInstanceOf(ReadOnlyBufferException.class);
      }
      assertThat(segment.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 3);
    }
  }

  @Test
  void aHoldSeesAsManyBytesAsAreInUse() {
    for (long length : new long[] {0, 1, 4096, 8192}) {
      try (Sample sample = sample((byte) 1, length)) {
        assertThat(sample.length()).isEqualTo(length);
        assertThat(sample.segment().byteSize()).isEqualTo(length);
      }
    }
  }

  @Test
  void aFreshLeaseRemembersNothingOfTheLastUser() {
    for (int i = 0; i < 4; i++) {
      SampleLease lease = allocator.tryAllocate();
      assertThat(lease.length()).isEqualTo(8192);
      assertThat(lease.properties()).isEqualTo(SampleProperties.NONE);
      lease.setLength(5).setProperties(SampleProperties.NONE.withTime(7).withKeyFrame(true));
      lease.publish(Holder.application("somebody")).close();
    }
  }

  @Test
  void whatTravelsWithTheSampleReachesEveryHold() {
    SampleLease lease = allocator.tryAllocate();
    SampleProperties properties =
        SampleProperties.NONE.withTime(10).withDuration(20).withAttributes(Map.of("a", 1));
    lease.setProperties(properties);
    Sample sample = lease.publish();
    Sample second = sample.retain();
    Sample cropped = second.retain(Holder.application("crop"), properties.withTime(11));
    Sample passed = sample.passTo(Holder.application("next"));
    assertThat(passed.properties()).isEqualTo(properties);
    assertThat(second.properties()).isEqualTo(properties);
    assertThat(cropped.properties().time()).isEqualTo(11);
    assertThat(cropped.address()).as("nothing is copied").isEqualTo(passed.address());
    passed.close();
    second.close();
    cropped.close();
  }

  @Test
  void afterTheEndOfAHoldItsSegmentsThrowAndOtherHoldsGoOn() {
    Sample first = sample((byte) 5, 100);
    Sample second = first.retain();
    MemorySegment segment = first.segment();
    ByteBuffer buffer = segment.asByteBuffer();
    first.close();
    assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> buffer.get(0)).isInstanceOf(IllegalStateException.class);
    assertThat(second.segment().get(ValueLayout.JAVA_BYTE, 99)).isEqualTo((byte) 5);
    second.close();
  }

  @Test
  void aHoldThatIsPassedOnIsOverForWhoPassedIt() throws InterruptedException {
    Sample first = sample((byte) 6, 100);
    MemorySegment segment = first.segment();
    Sample passed = first.passTo(Holder.application("next"));
    assertThatThrownBy(() -> segment.get(ValueLayout.JAVA_BYTE, 0))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(first::segment).isInstanceOf(IllegalStateException.class);
    Workers.elsewhere(
        () -> {
          assertThat(passed.segment().get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 6);
          passed.close();
        });
  }

  @Test
  void theBytesStayWhileOthersAllocateWriteAndRelease() throws InterruptedException {
    Sample held = sample((byte) 42, 8192);
    Workers workers = new Workers();
    for (int t = 0; t < 4; t++) {
      byte stamp = (byte) t;
      Sample own = held.retain();
      workers.start(
          t % 2 == 0,
          () -> {
            for (int i = 0; i < 2000; i++) {
              try (SampleLease lease = allocator.tryAllocate()) {
                if (lease != null) {
                  lease.segment().fill(stamp);
                }
              }
              if (own.segment().mismatch(MemorySegment.ofArray(new byte[0])) != 0
                  || own.segment().get(ValueLayout.JAVA_BYTE, i) != 42) {
                throw new AssertionError("the bytes changed");
              }
            }
            own.close();
          });
    }
    workers.join();
    for (byte b : held.segment().toArray(ValueLayout.JAVA_BYTE)) {
      if (b != 42) {
        throw new AssertionError("the bytes changed: " + b);
      }
    }
    held.close();
  }

  @Test
  @DisplayName("I3: the producer's hold ends after the last consumer's, not before")
  void whenOnlyHoldRunsOnceWhenTheOthersAreGone() {
    Sample producer = sample((byte) 1, 1);
    Sample a = producer.retain();
    Sample b = producer.retain();
    List<String> runs = new ArrayList<>();
    producer.whenOnlyHold(() -> runs.add("replaced"));
    producer.whenOnlyHold(
        () -> {
          runs.add("alone");
          producer.close();
        });
    a.close();
    assertThat(runs).isEmpty();
    b.close();
    assertThat(runs).containsExactly("alone");
    assertThat(allocator.freeCount()).isEqualTo(2);
  }

  @Test
  void whenOnlyHoldRunsAtOnceIfNobodyElseHolds() {
    Sample producer = sample((byte) 1, 1);
    List<String> runs = new ArrayList<>();
    producer.whenOnlyHold(() -> runs.add("alone"));
    assertThat(runs).containsExactly("alone");
    producer.retain().close();
    assertThat(runs).as("once").containsExactly("alone");
    producer.close();
  }

  @Test
  void whenOnlyHoldIsForgottenWithItsHoldAndFollowsAHoldThatIsPassedOn() {
    Sample producer = sample((byte) 1, 1);
    Sample a = producer.retain();
    List<String> runs = new ArrayList<>();
    producer.whenOnlyHold(() -> runs.add("forgotten"));
    producer.close();
    a.close();
    assertThat(runs).isEmpty();
    Sample next = sample((byte) 1, 1);
    Sample b = next.retain();
    next.whenOnlyHold(() -> runs.add("passed"));
    Sample passed = next.passTo(Holder.application("next"));
    b.close();
    assertThat(runs).containsExactly("passed");
    passed.close();
  }

  @Test
  @DisplayName("I3: an action of one sample never runs while another consumer of the next reads")
  void whenOnlyHoldNeverRunsBesideAnotherHold() throws InterruptedException {
    SampleAllocator one = SampleAllocator.builder("one").count(1).build();
    for (int i = 0; i < 3000; i++) {
      Sample producer = one.allocate().publish();
      Sample consumer = producer.retain();
      Slot slot = ((Hold) producer).record().slot;
      boolean[] early = new boolean[1];
      producer.whenOnlyHold(
          () -> {
            early[0] = SlotState.references(slot.word()) != 1;
            producer.close();
          });
      Workers workers = new Workers();
      workers.start(true, consumer::close);
      workers.join();
      assertThat(early[0]).as("round %d", i).isFalse();
      assertThat(one.freeCount()).isEqualTo(1);
    }
    one.close();
  }
}
