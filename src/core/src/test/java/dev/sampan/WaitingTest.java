package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I1")
@DisplayName("I1: a slot goes to one waiter, and none is lost between them")
@Timeout(60)
class WaitingTest {

  private final SampleAllocator allocator = SampleAllocator.builder("waiting").count(1).build();
  private final SampleLease only = allocator.tryAllocate();
  private final Workers workers = new Workers();

  @AfterEach
  void close() {
    only.close();
    allocator.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void firstComeIsFirstServed(boolean virtual) throws InterruptedException {
    ConcurrentLinkedQueue<Integer> served = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 10; i++) {
      int number = i;
      Thread thread =
          workers.start(
              virtual,
              () -> {
                try (SampleLease lease = allocator.allocate()) {
                  assertThat(lease.size()).isPositive();
                  served.add(number);
                }
              });
      Eventually.untilWaiting(thread);
    }
    only.close();
    workers.join();
    assertThat(served).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    assertThat(allocator.freeCount()).isEqualTo(1);
    assertThat(allocator.statistics().waits()).isEqualTo(10);
  }

  @Test
  void anInterruptedWaiterLeavesAndTheNextIsServed() throws InterruptedException {
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    AtomicInteger served = new AtomicInteger();
    Thread first =
        workers.start(
            false,
            () -> {
              try {
                allocator.allocate().close();
              } catch (InterruptedException e) {
                thrown.set(e);
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
              }
            });
    Eventually.untilWaiting(first);
    Thread second =
        workers.start(
            true,
            () -> {
              allocator.allocate().close();
              served.incrementAndGet();
            });
    Eventually.untilWaiting(second);
    first.interrupt();
    Eventually.until("the interrupt is answered", () -> thrown.get() != null);
    assertThat(served).hasValue(0);
    only.close();
    workers.join();
    assertThat(served).hasValue(1);
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @Test
  void aThreadThatIsInterruptedBeforeItWaitsDoesNotWait() {
    Thread.currentThread().interrupt();
    assertThatThrownBy(allocator::allocate).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    only.close();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @Test
  void slotsThatMeetAnInterruptArePassedOn() throws InterruptedException {
    // The slot and the interrupt arrive together, in either order.
    for (int i = 0; i < 2000; i++) {
      SampleLease lease = i == 0 ? only : allocator.tryAllocate();
      if (i == 0) {
        lease.close();
        lease = allocator.tryAllocate();
      }
      assertThat(lease).as("round %d", i).isNotNull();
      Workers round = new Workers();
      AtomicInteger ends = new AtomicInteger();
      Thread interrupted =
          round.start(
              true,
              () -> {
                try {
                  allocator.allocate().close();
                } catch (InterruptedException e) {
                  // one of the two ends that are right
                }
                ends.incrementAndGet();
              });
      Thread patient =
          round.start(
              true,
              () -> {
                allocator.allocate().close();
                ends.incrementAndGet();
              });
      if (i % 2 == 0) {
        Eventually.untilWaiting(patient);
      }
      SampleLease held = lease;
      round.start(true, interrupted::interrupt);
      held.close();
      round.join();
      assertThat(ends).hasValue(2);
      assertThat(allocator.freeCount()).as("round %d", i).isEqualTo(1);
    }
  }

  @Test
  @Tag("I10")
  void aWaiterWhoseTimeRunsOutIsToldWhoHoldsWhat() throws InterruptedException {
    long start = System.nanoTime();
    assertThatThrownBy(() -> allocator.allocate(Duration.ofMillis(30)))
        .isInstanceOfSatisfying(
            AllocatorExhaustedException.class,
            e -> assertThat(e.holders()).hasSize(1).first().extracting("count").isEqualTo(1))
        .hasMessageStartingWith("no sample came back within 30 ms: 1 of 1 samples of \"waiting\"");
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(30_000_000);
    assertThat(allocator.statistics().exhausted()).isEqualTo(1);
    only.close();
    allocator.allocate(Duration.ofMillis(30)).close();
  }

  @Test
  @Tag("I10")
  @DisplayName("I10: a wait that ends as a sample comes back gets it, or says who had it")
  void aReturnThatMeetsTheEndOfAWaitIsNotRefused() throws InterruptedException {
    only.close();
    AtomicInteger got = new AtomicInteger();
    AtomicInteger refused = new AtomicInteger();
    for (int i = 0; i < 3000; i++) {
      SampleLease lease = allocator.tryAllocate();
      assertThat(lease).as("round %d", i).isNotNull();
      Duration limit = Duration.ofNanos(i % 60 * 1000L);
      CountDownLatch begun = new CountDownLatch(1);
      Workers round = new Workers();
      round.start(
          true,
          () -> {
            begun.countDown();
            try {
              allocator.allocate(limit).close();
              got.incrementAndGet();
            } catch (AllocatorExhaustedException e) {
              // Nobody else waits, so that what is free is never anybody else's.
              assertThat(e.getMessage()).doesNotContain("came back just now");
              if (e.holders().isEmpty()) {
                assertThat(e).hasMessageEndingWith("; 1 changing hands");
              }
              refused.incrementAndGet();
            }
          });
      begun.await();
      lease.close();
      round.join();
    }
    assertThat(got).hasPositiveValue();
    assertThat(got.get() + refused.get()).isEqualTo(3000);
    assertThat(allocator.statistics().exhausted()).isEqualTo(refused.get());
  }

  @Test
  @Tag("I10")
  @DisplayName("I10: a refusal accounts for every sample, however fast they change hands")
  void aRefusalAccountsForEverySample() throws InterruptedException {
    Pattern came = Pattern.compile("; (\\d+) came back just now");
    Pattern changing = Pattern.compile("; (\\d+) changing hands");
    ConcurrentLinkedQueue<AllocatorExhaustedException> refusals = new ConcurrentLinkedQueue<>();
    try (SampleAllocator few = SampleAllocator.builder("few").count(3).build();
        SampleLease kept = few.tryAllocate(Holder.application("keeper"))) {
      assertThat(kept).isNotNull();
      for (int t = 0; t < 8; t++) {
        Holder holder = Holder.application("user " + t);
        workers.start(
            t % 2 == 0,
            () -> {
              for (int i = 0; refusals.size() < 200 && !workers.failed(); i++) {
                try (SampleLease lease = few.allocate(Duration.ofNanos(i % 50 * 100L), holder)) {
                  assertThat(lease.length()).isEqualTo(lease.size());
                  if (i % 8 == 0) {
                    LockSupport.parkNanos(20_000); // so that others are refused
                  }
                } catch (AllocatorExhaustedException e) {
                  refusals.add(e);
                }
              }
            });
      }
      workers.join();
    }
    assertThat(refusals)
        .hasSizeGreaterThanOrEqualTo(200)
        .allSatisfy(
            e ->
                assertThat(
                        e.holders().stream().mapToInt(Holding::count).sum()
                            + number(came, e.getMessage())
                            + number(changing, e.getMessage()))
                    .as(e.getMessage())
                    .isEqualTo(3));
  }

  private static int number(Pattern pattern, String message) {
    Matcher matcher = pattern.matcher(message);
    return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
  }

  @Test
  void aLimitOfZeroOrLessDoesNotWait() throws InterruptedException {
    for (Duration limit :
        List.of(Duration.ZERO, Duration.ofDays(-1), Duration.ofSeconds(-1 << 31))) {
      assertThatThrownBy(() -> allocator.allocate(limit))
          .isInstanceOf(AllocatorExhaustedException.class);
    }
    only.close();
    allocator.allocate(Duration.ZERO).close();
    allocator.allocate(Duration.ofSeconds(Long.MIN_VALUE)).close();
  }

  @Test
  void aLimitOfAgesWaitsLikeNoLimit() throws InterruptedException {
    Thread thread =
        workers.start(false, () -> allocator.allocate(Duration.ofSeconds(Long.MAX_VALUE)).close());
    Eventually.untilWaiting(thread);
    only.close();
    workers.join();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void closeWakesEverybody(boolean virtual) throws InterruptedException {
    ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
    for (int i = 0; i < 5; i++) {
      boolean limited = i % 2 == 0;
      Thread thread =
          workers.start(
              virtual,
              () -> {
                try {
                  if (limited) {
                    allocator.allocate(Duration.ofMinutes(5)).close();
                  } else {
                    allocator.allocate().close();
                  }
                } catch (AllocatorClosedException e) {
                  messages.add(e.getMessage());
                }
              });
      Eventually.untilWaiting(thread);
    }
    allocator.close();
    workers.join();
    assertThat(messages).hasSize(5).containsOnly("allocator \"waiting\" is closed");
    assertThatThrownBy(allocator::allocate).isInstanceOf(AllocatorClosedException.class);
    assertThatThrownBy(allocator::tryAllocate).isInstanceOf(AllocatorClosedException.class);
    assertThatThrownBy(() -> allocator.allocate(Duration.ofMinutes(5)))
        .isInstanceOf(AllocatorClosedException.class);
  }

  @Test
  void tryAllocateDoesNotOvertakeAWaiter() throws InterruptedException {
    try (SampleAllocator two = SampleAllocator.builder("two").count(2).build()) {
      SampleLease a = two.tryAllocate();
      SampleLease b = two.tryAllocate();
      CountDownLatch proceed = new CountDownLatch(1);
      List<SampleLease> got = new ArrayList<>();
      Thread waiter =
          workers.start(
              false,
              () -> {
                got.add(two.allocate());
                proceed.await();
              });
      Eventually.untilWaiting(waiter);
      assertThat(two.tryAllocate()).isNull();
      a.close();
      // The slot is the waiter's, whether or not its thread has woken up.
      assertThat(two.tryAllocate()).isNull();
      assertThat(two.freeCount()).isZero();
      b.close();
      assertThat(two.freeCount()).isEqualTo(1);
      SampleLease mine = two.tryAllocate();
      assertThat(mine).as("nobody waits any more").isNotNull();
      mine.close();
      proceed.countDown();
      workers.join();
      got.get(0).close();
      assertThat(two.freeCount()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,8,false", "1,8,true", "2,16,true", "3,4,false", "8,32,true"})
  void noWakeUpIsLost(int slots, int threads, boolean virtual) throws InterruptedException {
    try (SampleAllocator few = SampleAllocator.builder("few").count(slots).build()) {
      AtomicInteger out = new AtomicInteger();
      int rounds = 12_000 / threads;
      for (int t = 0; t < threads; t++) {
        int number = t;
        workers.start(
            virtual,
            () -> {
              for (int i = 0; i < rounds && !workers.failed(); i++) {
                SampleLease lease =
                    (i + number) % 3 == 0 ? few.allocate(Duration.ofMinutes(5)) : few.allocate();
                if (out.incrementAndGet() > slots) {
                  throw new AssertionError("more leases than slots");
                }
                if (i % 8 == 0) {
                  Thread.onSpinWait();
                }
                out.decrementAndGet();
                if (i % 2 == 0) {
                  lease.close();
                } else {
                  lease.publish().close();
                }
              }
            });
      }
      workers.join();
      assertThat(few.freeCount()).isEqualTo(slots);
      AllocatorStatistics statistics = few.statistics();
      assertThat(statistics.allocated()).isEqualTo((long) threads * rounds);
      assertThat(statistics.returned()).isEqualTo((long) threads * rounds);
      assertThat(statistics.out()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void waitersThatComeAndGoLoseNoSlot(boolean virtual) throws InterruptedException {
    try (SampleAllocator few = SampleAllocator.builder("few").count(2).build()) {
      AtomicInteger got = new AtomicInteger();
      for (int t = 0; t < 8; t++) {
        workers.start(
            virtual,
            () -> {
              for (int i = 0; i < 500 && !workers.failed(); i++) {
                try (SampleLease lease = few.allocate(Duration.ofNanos(i * 200L))) {
                  assertThat(lease.length()).isEqualTo(lease.size());
                  got.incrementAndGet();
                  if (i % 4 == 0) {
                    Thread.onSpinWait();
                  }
                } catch (AllocatorExhaustedException e) {
                  // as often as not
                }
              }
            });
      }
      workers.join();
      assertThat(got).hasPositiveValue();
      assertThat(few.freeCount()).isEqualTo(2);
      SampleLease a = few.tryAllocate();
      SampleLease b = few.tryAllocate();
      assertThat(a).isNotNull();
      assertThat(b).isNotNull();
      a.close();
      b.close();
    }
  }

  @Test
  void closeWhileManyAllocateAndReleaseLosesNothing() throws InterruptedException {
    for (int round = 0; round < 60; round++) {
      SampleAllocator few = SampleAllocator.builder("few").count(3).build();
      Workers users = new Workers();
      for (int t = 0; t < 6; t++) {
        users.start(
            t % 2 == 0,
            () -> {
              try {
                while (true) {
                  few.allocate().publish().close();
                }
              } catch (AllocatorClosedException e) {
                // the end
              }
            });
      }
      Eventually.until("they run", () -> few.statistics().allocated() > 50);
      assertThat(few.close(Duration.ofSeconds(10))).as("round %d", round).isEmpty();
      users.join();
      assertThat(few.statistics().out()).isZero();
    }
  }
}
