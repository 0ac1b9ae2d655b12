package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I5")
@DisplayName("I5: each reference is released once; what is too much is refused and counted")
@Timeout(30)
class MisuseTest {

  private final SampleAllocator allocator = SampleAllocator.builder("misused").count(2).build();

  @AfterEach
  void everythingIsBack() {
    assertThat(allocator.freeCount()).isEqualTo(2);
    allocator.close();
  }

  /** The misuse is refused, counted, can be asked for, and changes nothing. */
  private void assertMisuse(ThrowingCallable call, String reason) {
    AllocatorStatistics before = allocator.statistics();
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("misused")
        .hasMessageContaining(reason)
        .satisfies(e -> assertThat(allocator.lastMisuse()).isEqualTo(e.getMessage()));
    AllocatorStatistics after = allocator.statistics();
    assertThat(after.misuses()).isEqualTo(before.misuses() + 1);
    assertThat(after.out()).isEqualTo(before.out());
    assertThat(after.returned()).isEqualTo(before.returned());
  }

  @Test
  void nothingIsMisusedAtFirst() {
    assertThat(allocator.lastMisuse()).isNull();
    assertThat(allocator.statistics().misuses()).isZero();
  }

  @Test
  void aSecondCloseOfAHoldThrowsAndChangesNothing() {
    Sample sample = allocator.tryAllocate().publish();
    Sample second = sample.retain();
    sample.close();
    assertMisuse(sample::close, "this hold of \"misused\" is over");
    assertThat(second.segment().byteSize()).isEqualTo(allocator.sampleSize());
    second.close();
    assertMisuse(second::close, "free, generation");
  }

  @Test
  void aSecondCloseDoesNotHurtTheNextUserOfTheSlot() {
    SampleLease other = allocator.tryAllocate();
    Sample sample = allocator.tryAllocate().publish();
    sample.close();
    SampleLease next = allocator.tryAllocate();
    next.segment().set(ValueLayout.JAVA_INT, 0, 5);
    assertMisuse(sample::close, "leased, 1 references");
    assertMisuse(sample::retain, "is over");
    assertMisuse(() -> sample.passTo(Holder.application("x")), "is over");
    assertThatThrownBy(sample::segment).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(sample::address).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(sample::length).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(sample::handle).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(sample::properties).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> sample.whenOnlyHold(() -> {}))
        .isInstanceOf(IllegalStateException.class);
    assertThat(next.segment().get(ValueLayout.JAVA_INT, 0)).isEqualTo(5);
    next.close();
    other.close();
  }

  @Test
  void aSecondHandOffIsRefused() {
    SampleLease lease = allocator.tryAllocate();
    Sample sample = lease.publish();
    assertMisuse(lease::publish, "this lease of \"misused\" is over");
    sample.close();
    assertMisuse(lease::publish, "is over");
  }

  @Test
  void aHandOffAfterACancelIsRefused() {
    SampleLease lease = allocator.tryAllocate();
    lease.close();
    assertMisuse(lease::publish, "is over");
  }

  @Test
  void closingALeaseAgainDoesNothing() {
    SampleLease lease = allocator.tryAllocate();
    lease.close();
    SampleLease next = allocator.tryAllocate();
    lease.close();
    assertThat(allocator.freeCount()).isEqualTo(1);
    Sample sample = next.publish();
    next.close();
    next.close();
    assertThat(sample.length()).isEqualTo(allocator.sampleSize());
    sample.close();
    assertThat(allocator.statistics().misuses()).isZero();
  }

  @Test
  void aHoldThatWasPassedOnIsOver() {
    Sample sample = allocator.tryAllocate().publish();
    Sample passed = sample.passTo(Holder.application("next"));
    assertMisuse(sample::close, "is over");
    assertMisuse(sample::retain, "is over");
    assertMisuse(() -> sample.passTo(Holder.application("x")), "is over");
    passed.close();
  }

  @Test
  void manyThreadsThatCloseOneHoldReleaseItOnce() throws InterruptedException {
    for (int i = 0; i < 300; i++) {
      Sample sample = allocator.tryAllocate().publish();
      Sample guard = sample.retain();
      AtomicInteger refused = new AtomicInteger();
      Workers workers = new Workers();
      for (int t = 0; t < 4; t++) {
        workers.start(
            true,
            () -> {
              try {
                sample.close();
              } catch (IllegalStateException e) {
                refused.incrementAndGet();
              }
            });
      }
      workers.join();
      assertThat(refused).hasValue(3);
      assertThat(allocator.freeCount()).isEqualTo(1);
      guard.close();
    }
  }

  @Test
  @DisplayName(
      "I5: after native code released what a Java hold counts on, the hold's close is refused")
  void anOverReleaseByHandleIsToldToTheHoldThatLost() {
    Sample sample = allocator.tryAllocate().publish();
    long handle = sample.handle();
    assertThat(SampleHandles.release(handle)).isZero();
    assertThat(allocator.freeCount()).isEqualTo(2);
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.tryAllocate();
    a.segment().fill((byte) 1);
    b.segment().fill((byte) 2);
    assertThatThrownBy(sample::segment).isInstanceOf(IllegalStateException.class);
    assertMisuse(sample::close, "");
    assertThat(allocator.freeCount()).isZero();
    assertThat(a.segment().get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 1);
    assertThat(b.segment().get(ValueLayout.JAVA_BYTE, 9)).isEqualTo((byte) 2);
    a.close();
    b.publish().close();
  }

  @Test
  @DisplayName("I5: an over-release by handle does not let the hold's recovery hurt the next lease")
  void anOverReleasedHoldThatIsDroppedDoesNotHurtTheNextLease() {
    dropOverReleased();
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.tryAllocate();
    // The garbage collector finds this one as well, so it has been at work when it is recovered.
    try (SampleAllocator canary = SampleAllocator.builder("canary").count(1).build()) {
      assertThat(canary.tryAllocate().size()).isPositive();
      Eventually.collectedUntil(
          "the canary is recovered", () -> canary.statistics().recovered() == 1);
      Eventually.collectedUntil(
          "the dropped hold is found", () -> allocator.statistics().recovered() == 1);
    }
    assertThat(allocator.freeCount()).isZero();
    assertThat(allocator.tryAllocate()).isNull();
    a.segment().fill((byte) 1);
    a.close();
    b.close();
  }

  private void dropOverReleased() {
    Sample sample = allocator.tryAllocate().publish();
    assertThat(SampleHandles.release(sample.handle())).isZero();
  }

  @Test
  void staleAndForgedHandlesAreRefusedAndCounted() {
    SampleLease lease = allocator.tryAllocate();
    long handle = lease.handle();
    lease.close();
    long misuses = allocator.statistics().misuses();
    assertThat(SampleHandles.release(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(SampleHandles.addRef(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(allocator.statistics().misuses()).isEqualTo(misuses + 2);
    assertThat(allocator.lastMisuse()).contains("misused").contains("it is stale");
    assertThat(SampleHandles.address(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(SampleHandles.length(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(SampleHandles.size(handle)).isEqualTo(SampleHandles.STALE);
    assertThat(SampleHandles.setLength(handle, 0)).isEqualTo(SampleHandles.STALE);
    assertThatThrownBy(() -> SampleHandles.publish(handle, Holder.APPLICATION))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> SampleHandles.retain(handle, Holder.APPLICATION))
        .isInstanceOf(IllegalStateException.class);
    for (long forged : new long[] {0, -1, 1, 1L << 24, Long.MIN_VALUE, Long.MAX_VALUE}) {
      assertThat(SampleHandles.release(forged)).isEqualTo(SampleHandles.STALE);
      assertThat(SampleHandles.addRef(forged)).isEqualTo(SampleHandles.STALE);
      assertThatThrownBy(() -> SampleHandles.retain(forged, Holder.APPLICATION))
          .isInstanceOf(IllegalStateException.class);
      assertThat(SampleHandles.describe(forged)).contains("handle 0x");
    }
  }

  @Test
  void aNativeReferenceCountsInTheSameWord() throws InterruptedException {
    long handle = SampleHandles.allocate(allocator, java.time.Duration.ZERO);
    assertThat(allocator.freeCount()).isEqualTo(1);
    assertThat(SampleHandles.length(handle)).isZero();
    assertThat(SampleHandles.setLength(handle, 12)).isZero();
    assertThat(SampleHandles.addRef(handle)).isEqualTo(2);
    assertThatThrownBy(() -> SampleHandles.retain(handle, Holder.APPLICATION))
        .hasMessageContaining("not handed over yet");
    Sample sample = SampleHandles.publish(handle, Holder.APPLICATION);
    assertThat(sample.length()).isEqualTo(12);
    assertThat(SampleHandles.setLength(handle, 13)).isEqualTo(SampleHandles.NOT_LEASED);
    assertThatThrownBy(() -> SampleHandles.publish(handle, Holder.APPLICATION))
        .hasMessageContaining("handed over before");
    assertThat(SampleHandles.release(handle)).isEqualTo(2);
    assertThat(SampleHandles.release(handle)).isEqualTo(1);
    assertThat(allocator.freeCount()).isEqualTo(1);
    sample.close();
  }
}
