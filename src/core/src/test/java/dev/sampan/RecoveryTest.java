package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.CapturedLog;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I4")
@Tag("I10")
@DisplayName("I4, I10: what is lost is found, reported and recovered; what is in use is not")
@Timeout(60)
class RecoveryTest {

  private final SampleAllocator allocator =
      SampleAllocator.builder("recovering").count(4).sampleSize(4096).build();

  @AfterEach
  void close() {
    allocator.close();
  }

  private void assertRecovered(int count) {
    Eventually.collectedUntil(
        count + " recovered", () -> allocator.statistics().recovered() == count);
    Eventually.until("the slots are free", () -> allocator.freeCount() == 4);
    assertThat(allocator.holders()).isEmpty();
  }

  /**
   * Another lease that is lost now is found: so the collector and the recovery have been at work.
   */
  private static void awaitAFullRound() {
    try (SampleAllocator canary = SampleAllocator.builder("canary").count(1).build()) {
      for (int i = 1; i <= 3; i++) {
        int times = i;
        SampleLease lease = canary.tryAllocate();
        assertThat(lease.segment().byteSize()).isPositive();
        lease = null;
        Eventually.collectedUntil(
            "the canary is found",
            () -> canary.statistics().recovered() == times && canary.freeCount() == 1);
      }
    }
  }

  @Test
  void aDroppedLeaseThatWasNeverOpenedIsRecovered() {
    assertThat(allocator.tryAllocate().size()).isPositive();
    assertRecovered(1);
  }

  @Test
  void aDroppedLeaseThatWasOpenedIsRecovered() {
    assertThat(allocator.tryAllocate().segment().byteSize()).isPositive();
    assertRecovered(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void droppedHoldsAreRecovered(boolean open) {
    Sample sample = allocator.tryAllocate().publish();
    Sample retained = sample.retain();
    Sample passed = allocator.tryAllocate().publish().passTo(Holder.application("next"));
    if (open) {
      assertThat(sample.segment().byteSize()).isPositive();
      assertThat(retained.segment().byteSize()).isPositive();
      assertThat(passed.segment().byteSize()).isPositive();
    }
    sample = null;
    retained = null;
    passed = null;
    assertRecovered(3);
    assertThat(allocator.statistics().returned()).isEqualTo(2);
  }

  @Test
  void aLostHoldBesideOneInUseIsRecoveredAlone() {
    Sample kept = allocator.tryAllocate().publish();
    assertThat(kept.retain().segment().byteSize()).isPositive();
    assertThat(kept.retain().length()).isPositive();
    Eventually.collectedUntil("both are found", () -> allocator.statistics().recovered() == 2);
    assertThat(allocator.freeCount()).isEqualTo(3);
    assertThat(kept.segment().get(ValueLayout.JAVA_BYTE, 0)).isZero();
    kept.close();
    assertThat(allocator.freeCount()).isEqualTo(4);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 1000})
  @DisplayName("I4: a lease of which only a slice is kept is in use; when that goes, it is lost")
  void aSliceAloneKeepsALease(int before) {
    for (int i = 0; i < before; i++) {
      try (SampleLease lease = allocator.tryAllocate()) {
        assertThat(lease.segment().byteSize()).isPositive();
      }
    }
    if (before % 2 == 0) {
      awaitAFullRound(); // so that what the slot has is old
    }
    MemorySegment slice = allocator.tryAllocate().segment().asSlice(100, 50);
    awaitAFullRound();
    assertThat(allocator.statistics().recovered()).isZero();
    slice.set(ValueLayout.JAVA_INT_UNALIGNED, 0, 815);
    assertThat(slice.get(ValueLayout.JAVA_INT_UNALIGNED, 0)).isEqualTo(815);
    assertThat(allocator.freeCount()).isEqualTo(3);
    slice = null;
    assertRecovered(1);
  }

  @Test
  @DisplayName("I10: a segment that is kept after its end does not hide that a later lease is lost")
  void anEndedSegmentKeepsNoLaterLease() {
    SampleLease first = allocator.tryAllocate();
    MemorySegment written = first.segment();
    Sample sample = first.publish();
    MemorySegment read = sample.segment();
    sample.close();
    assertThat(allocator.tryAllocate().segment().address())
        .as("the same slot, and its anchor")
        .isEqualTo(written.address());
    assertRecovered(1);
    assertThat(written.scope().isAlive()).isFalse();
    assertThat(read.scope().isAlive()).isFalse();
  }

  @Test
  @DisplayName("I10: nor that a later one is that never opened its memory")
  void anEndedSegmentKeepsNoLaterLeaseThatWasNotOpened() {
    SampleLease first = allocator.tryAllocate();
    MemorySegment written = first.segment();
    first.close();
    assertThat(allocator.tryAllocate().address())
        .as("the same slot, and its anchor")
        .isEqualTo(written.address());
    assertRecovered(1);
    assertThat(written.scope().isAlive()).isFalse();
  }

  @Test
  @DisplayName("I11: a virtual thread that opened memory and ended is not kept by the slot")
  void aVirtualThreadIsNotKept() throws InterruptedException {
    List<WeakReference<Thread>> threads = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      Thread thread =
          Thread.startVirtualThread(
              () -> {
                SampleLease lease = allocator.tryAllocate();
                assertThat(lease.segment().byteSize()).isPositive();
                Sample sample = lease.publish();
                assertThat(sample.segment().byteSize()).isPositive();
                sample.close();
              });
      thread.join();
      threads.add(new WeakReference<>(thread));
    }
    assertThat(allocator.freeCount()).isEqualTo(4);
    Eventually.collectedUntil(
        "they are gone", () -> threads.stream().allMatch(each -> each.get() == null));
  }

  @Test
  @DisplayName(
      "I4: a hold of which only a ByteBuffer is kept is in use; when that goes, it is lost")
  void aByteBufferAloneKeepsAHold() {
    SampleLease lease = allocator.tryAllocate();
    lease.segment().set(ValueLayout.JAVA_BYTE, 7, (byte) 77);
    ByteBuffer buffer = lease.publish().segment().asByteBuffer().slice(7, 1);
    lease = null;
    awaitAFullRound();
    assertThat(allocator.statistics().recovered()).isZero();
    List<SampleLease> others = new ArrayList<>();
    SampleLease other;
    while ((other = allocator.tryAllocate()) != null) {
      other.segment().fill((byte) 1);
      others.add(other);
    }
    assertThat(others).hasSize(3);
    assertThat(buffer.get(0)).isEqualTo((byte) 77);
    others.forEach(SampleLease::close);
    buffer = null;
    assertRecovered(1);
  }

  @Test
  void recoveryIsReportedOncePerLoss() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open()) {
      for (int i = 1; i <= 3; i++) {
        assertThat(allocator.tryAllocate(Holder.application("loser")).segment().byteSize())
            .isPositive();
        assertRecovered(i);
      }
      awaitAFullRound();
      assertThat(log.lines("recovering")).hasSize(3);
      assertThat(allocator.statistics().recovered()).isEqualTo(3);
      assertThat(allocator.statistics().returned()).isEqualTo(3);
    }
  }

  @Test
  void whatIsLostAfterCloseIsRecoveredToo() throws InterruptedException {
    assertThat(allocator.tryAllocate().publish().segment().byteSize()).isPositive();
    allocator.retire();
    Eventually.collectedUntil("the hold is found", () -> allocator.statistics().recovered() == 1);
    assertThat(allocator.close(java.time.Duration.ofSeconds(10))).isEmpty();
  }

  @Test
  void whoWaitsWhileEverythingIsLostIsServed() throws InterruptedException {
    for (int i = 0; i < 4; i++) {
      assertThat(allocator.tryAllocate().segment().byteSize()).isPositive();
    }
    // Nothing here makes garbage: the allocator itself sees that nothing comes back.
    allocator.allocate(java.time.Duration.ofSeconds(20)).close();
    Eventually.until("all are found", () -> allocator.freeCount() == 4);
  }

  @Test
  @DisplayName("I4: nothing in use is taken for lost while the collector runs all the time")
  void nothingInUseIsRecoveredUnderGarbageCollection() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger collections = new AtomicInteger();
    Workers collector = new Workers();
    collector.start(
        false,
        () -> {
          while (!stop.get()) {
            System.gc();
            LockSupport.parkNanos(2_000_000);
            collections.incrementAndGet();
          }
        });
    Workers workers = new Workers();
    long end = System.nanoTime() + 1_500_000_000L;
    try (SampleAllocator used = SampleAllocator.builder("used").count(16).build()) {
      for (int t = 0; t < 6; t++) {
        int number = t;
        workers.start(
            t % 2 == 0,
            () -> {
              long stamp = number;
              while (System.nanoTime() < end && !workers.failed()) {
                stamp += 16;
                MemorySegment kept;
                SampleLease lease = used.allocate();
                kept = lease.segment();
                kept.set(ValueLayout.JAVA_LONG, 0, stamp);
                Sample sample = lease.publish();
                Sample second = sample.retain(Holder.application("second"));
                if (sample.segment().get(ValueLayout.JAVA_LONG, 0) != stamp) {
                  throw new AssertionError("somebody else wrote");
                }
                sample.close();
                sample = second.passTo(Holder.application("third"));
                if (sample.segment().get(ValueLayout.JAVA_LONG, 0) != stamp) {
                  throw new AssertionError("somebody else wrote");
                }
                sample.close();
              }
            });
      }
      workers.join();
      stop.set(true);
      collector.join();
      assertThat(collections).hasPositiveValue();
      assertThat(used.statistics().recovered()).isZero();
      assertThat(used.statistics().misuses()).isZero();
      assertThat(used.freeCount()).isEqualTo(16);
    }
  }
}
