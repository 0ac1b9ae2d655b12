package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I11")
@DisplayName("I11: native release from any thread; Java close from any until opened, then from one")
@Timeout(30)
class ThreadRulesTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHoldIsClosedByAnyThreadBeforeItIsOpened(boolean virtual) throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("any").count(1).build()) {
      Sample sample = allocator.tryAllocate().publish();
      assertThat(sample.address()).as("which opens nothing").isPositive();
      assertThat(sample.length()).isPositive();
      Workers workers = new Workers();
      workers.start(virtual, sample::close);
      workers.join();
      assertThat(allocator.freeCount()).isEqualTo(1);
    }
  }

  @Test
  void onceItIsOpenOnlyItsThreadClosesPassesOnOrOpensIt() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("one").count(1).build()) {
      Sample sample = allocator.tryAllocate().publish();
      assertThat(sample.segment().isReadOnly()).isTrue();
      List<Sample> retained = new ArrayList<>();
      Workers.elsewhere(
          () -> {
            assertThatThrownBy(sample::close).isInstanceOf(WrongThreadException.class);
            assertThatThrownBy(() -> sample.passTo(Holder.APPLICATION))
                .isInstanceOf(WrongThreadException.class);
            assertThatThrownBy(sample::segment)
                .isInstanceOf(WrongThreadException.class)
                .hasMessageContaining("retain()");
            assertThat(sample.length()).isPositive();
            retained.add(sample.retain());
          });
      assertThat(sample.segment().byteSize()).as("it stays as it was").isPositive();
      assertThat(allocator.statistics().misuses()).isZero();
      sample.close();
      Workers.elsewhere(
          () -> {
            assertThat(retained.get(0).segment().byteSize()).isPositive();
            retained.get(0).close();
          });
      assertThat(allocator.freeCount()).isEqualTo(1);
    }
  }

  @Test
  void theHandleOfAnOpenLeaseIsItsThreads() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("handle").count(1).build();
        SampleLease lease = allocator.tryAllocate()) {
      Workers.elsewhere(() -> assertThat(lease.handle()).isPositive());
      assertThat(lease.segment().byteSize()).isPositive();
      Workers.elsewhere(
          () -> assertThatThrownBy(lease::handle).isInstanceOf(WrongThreadException.class));
      assertThat(lease.handle()).isPositive();
    }
  }

  @Test
  @DisplayName(
      "I4: a reference that a handle added while the lease was handed over keeps the sample")
  void aHandleThatComesWhileTheLeaseIsHandedOverIsRefusedOrGood() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("race").count(1).build()) {
      AtomicInteger good = new AtomicInteger();
      for (int i = 0; i < 3000; i++) {
        SampleLease lease = allocator.tryAllocate();
        CyclicBarrier both = new CyclicBarrier(2);
        boolean open = i % 2 == 0;
        boolean cancel = i % 3 == 0;
        Workers workers = new Workers();
        workers.start(
            false,
            () -> {
              both.await();
              long handle;
              try {
                handle = lease.handle();
              } catch (IllegalStateException | WrongThreadException e) {
                return;
              }
              if (SampleHandles.addRef(handle) < 0) {
                return; // it had come back before
              }
              good.incrementAndGet();
              assertThat(SampleHandles.length(handle)).isPositive();
              SampleHandles.release(handle);
            });
        both.await();
        if (open) {
          lease.segment().set(ValueLayout.JAVA_LONG, 0, i);
        }
        if (cancel) {
          lease.close();
        } else {
          lease.publish().close();
        }
        workers.join();
        assertThat(allocator.freeCount()).as("round %d", i).isEqualTo(1);
      }
      assertThat(good.get()).as("rounds in which the handle came in time").isPositive();
    } catch (BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void passingOnUnbindsAHoldFromItsThread() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("moves").count(1).build()) {
      Sample sample = allocator.tryAllocate().publish();
      for (int i = 0; i < 4; i++) {
        Sample present = sample;
        List<Sample> next = new ArrayList<>();
        Workers.elsewhere(
            () -> {
              assertThat(present.segment().byteSize()).isPositive();
              next.add(present.passTo(Holder.application("next")));
            });
        sample = next.get(0);
      }
      sample.close();
      assertThat(allocator.freeCount()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void threadsThatEndRightAfterTheirReleaseStrandNoSlot(boolean virtual)
      throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("short").count(8).build()) {
      for (int round = 0; round < 50; round++) {
        List<Sample> samples = new ArrayList<>();
        SampleLease lease;
        while ((lease = allocator.tryAllocate()) != null) {
          samples.add(lease.publish());
        }
        assertThat(samples).as("round %d", round).hasSize(8);
        Workers workers = new Workers();
        for (Sample sample : samples) {
          workers.start(virtual, sample::close);
        }
        workers.join();
        assertThat(allocator.freeCount()).isEqualTo(8);
      }
    }
  }

  @Test
  void handlesAreReleasedByAnyThread() throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("handles").count(1).build()) {
      Sample sample = allocator.tryAllocate().publish();
      long handle = sample.handle();
      Workers workers = new Workers();
      for (int i = 0; i < 8; i++) {
        workers.start(
            i % 2 == 0,
            () -> {
              for (int j = 0; j < 1000; j++) {
                assertThat(SampleHandles.addRef(handle)).isGreaterThan(1);
                assertThat(SampleHandles.release(handle)).isPositive();
              }
            });
      }
      workers.join();
      sample.close();
      assertThat(allocator.freeCount()).isEqualTo(1);
      assertThat(allocator.statistics().misuses()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void whatAnEndedThreadLeftOpenIsRecovered(boolean virtual) throws InterruptedException {
    try (SampleAllocator allocator = SampleAllocator.builder("ended").count(2).build()) {
      List<Object> reachable = new ArrayList<>();
      Workers workers = new Workers();
      workers.start(
          virtual,
          () -> {
            SampleLease lease = allocator.tryAllocate();
            reachable.add(lease.segment());
            reachable.add(lease);
            Sample sample = allocator.tryAllocate().publish();
            reachable.add(sample.segment());
            reachable.add(sample);
          });
      workers.join();
      Eventually.until("both are recovered", () -> allocator.freeCount() == 2);
      assertThat(allocator.statistics().recovered()).isEqualTo(2);
      SampleLease stale = (SampleLease) reachable.get(1);
      Sample old = (Sample) reachable.get(3);
      SampleLease a = allocator.tryAllocate();
      SampleLease b = allocator.tryAllocate();
      assertThatThrownBy(stale::segment)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("its thread had ended");
      assertThatThrownBy(old::length).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(old::retain).isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(stale::close).isInstanceOf(RuntimeException.class);
      assertThatThrownBy(old::close).isInstanceOf(RuntimeException.class);
      assertThat(allocator.freeCount()).isZero();
      a.close();
      b.close();
      assertThat(allocator.statistics().recovered()).as("once each").isEqualTo(2);
    }
  }
}
