package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.support.CapturedLog;
import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I6")
@DisplayName("I6: a notification comes once per return, after it shows, with no lock held")
@Timeout(30)
class NotificationTest {

  private final SampleAllocator allocator = SampleAllocator.builder("notified").count(3).build();

  @AfterEach
  void close() {
    allocator.close();
  }

  @Test
  void theReturnShowsInTheFreeCountFirst() {
    List<Integer> free = new ArrayList<>();
    allocator.setReleaseHandler(release -> free.add(allocator.freeCount()));
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.tryAllocate();
    SampleLease c = allocator.tryAllocate();
    a.close();
    b.publish().close();
    c.close();
    assertThat(free).containsExactly(1, 2, 3);
  }

  @Test
  void theHandlerLearnsWhatCameBackAndWhy() {
    List<Release> releases = new ArrayList<>();
    allocator.setReleaseHandler(releases::add);
    SampleLease cancelled = allocator.tryAllocate(Holder.application("filler"));
    long first = cancelled.handle();
    cancelled.close();
    SampleLease written = allocator.tryAllocate();
    long second = written.handle();
    Sample sample = written.setLength(17).publish(Holder.application("queue"));
    Sample last = sample.retain(Holder.application("last"));
    sample.close();
    assertThat(releases).as("nothing is told before the return").hasSize(1);
    last.close();
    assertThat(releases).hasSize(2);
    Release cancel = releases.get(0);
    assertThat(cancel.allocator()).isSameAs(allocator);
    assertThat(cancel.handle()).isEqualTo(first);
    assertThat(cancel.holder().name()).isEqualTo("filler");
    assertThat(cancel.reason()).isEqualTo(Release.Reason.CANCELLED);
    assertThat(cancel.heldMillis()).isBetween(0L, 30_000L);
    Release release = releases.get(1);
    assertThat(release.handle()).isEqualTo(second);
    assertThat(release.length()).isEqualTo(17);
    assertThat(release.holder().name()).isEqualTo("last");
    assertThat(release.reason()).isEqualTo(Release.Reason.RELEASED);
    assertThat(SampleHandles.release(release.handle())).isEqualTo(SampleHandles.STALE);
  }

  @Test
  void aRecoveryIsTold() {
    List<Release> releases = java.util.Collections.synchronizedList(new ArrayList<>());
    allocator.setReleaseHandler(releases::add);
    assertThat(allocator.tryAllocate(Holder.application("forgetful")).size()).isPositive();
    Eventually.collectedUntil("it is recovered", () -> releases.size() == 1);
    assertThat(releases.get(0).reason()).isEqualTo(Release.Reason.RECOVERED);
    assertThat(releases.get(0).holder().name()).isEqualTo("forgetful");
    assertThat(allocator.freeCount()).isEqualTo(3);
  }

  @Test
  void itRunsOnTheThreadThatMadeTheReturn() throws InterruptedException {
    AtomicReference<Thread> ran = new AtomicReference<>();
    allocator.setReleaseHandler(release -> ran.set(Thread.currentThread()));
    SampleLease lease = allocator.tryAllocate();
    AtomicReference<Thread> returned = new AtomicReference<>();
    Workers.elsewhere(
        () -> {
          returned.set(Thread.currentThread());
          lease.close();
        });
    assertThat(ran.get()).isNotNull().isSameAs(returned.get());
  }

  @Test
  void returnsInAHandlerAreToldAfterItNotInIt() {
    List<String> events = new ArrayList<>();
    List<AutoCloseable> out = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      out.add(allocator.tryAllocate());
    }
    AtomicReference<SampleLease> next = new AtomicReference<>((SampleLease) out.get(1));
    allocator.setReleaseHandler(
        release -> {
          events.add("begin");
          SampleLease lease = next.getAndSet(null);
          if (lease != null) {
            lease.close();
            events.add("returned one, free " + allocator.freeCount());
            ((SampleLease) out.get(2)).close();
            events.add("returned another, free " + allocator.freeCount());
          }
          events.add("end");
        });
    ((SampleLease) out.get(0)).close();
    assertThat(events)
        .containsExactly(
            "begin",
            "returned one, free 2",
            "returned another, free 3",
            "end",
            "begin",
            "end",
            "begin",
            "end");
  }

  @Test
  void returnsToAnotherAllocatorInAHandlerAreToldAfterItAsWell() {
    List<String> events = new ArrayList<>();
    try (SampleAllocator other = SampleAllocator.builder("other").build()) {
      SampleLease foreign = other.tryAllocate();
      other.setReleaseHandler(release -> events.add("other"));
      allocator.setReleaseHandler(
          release -> {
            foreign.close();
            assertThat(other.freeCount()).isEqualTo(other.capacity());
            events.add("first");
          });
      allocator.tryAllocate().close();
    }
    assertThat(events).containsExactly("first", "other");
  }

  @Test
  void aHandlerThatAlwaysReturnsSomethingDoesNotOverflowTheStack() {
    AtomicInteger left = new AtomicInteger(50_000);
    allocator.setReleaseHandler(
        release -> {
          if (left.decrementAndGet() > 0) {
            allocator.tryAllocate().close();
          }
        });
    allocator.tryAllocate().close();
    assertThat(left).hasValue(0);
    assertThat(allocator.freeCount()).isEqualTo(3);
  }

  @Test
  void aHandlerMayAllocateWaitReplaceItselfAndClose() {
    List<String> events = new ArrayList<>();
    List<SampleLease> taken = new ArrayList<>();
    allocator.setReleaseHandler(
        release -> {
          try {
            taken.add(allocator.allocate(Duration.ofSeconds(5)));
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          events.add("first");
          allocator.setReleaseHandler(
              second -> {
                events.add("second");
                allocator.close();
                events.add("closed");
              });
        });
    SampleLease a = allocator.tryAllocate();
    SampleLease b = allocator.tryAllocate();
    SampleLease c = allocator.tryAllocate();
    a.close();
    assertThat(taken).hasSize(1);
    b.close();
    assertThatThrownBy(allocator::tryAllocate).isInstanceOf(AllocatorClosedException.class);
    c.close();
    taken.get(0).close();
    assertThat(events)
        .as("returns after close are told as well")
        .containsExactly("first", "second", "closed", "second", "closed", "second", "closed");
  }

  @Test
  void whatAHandlerThrowsIsLoggedAndHarmsNobody() throws ReflectiveOperationException {
    try (CapturedLog log = CapturedLog.open()) {
      AtomicInteger calls = new AtomicInteger();
      allocator.setReleaseHandler(
          release -> {
            calls.incrementAndGet();
            throw new AssertionError("handler trouble");
          });
      for (int i = 0; i < 5; i++) {
        Sample sample = allocator.tryAllocate().publish();
        sample.close();
      }
      assertThat(calls).hasValue(5);
      assertThat(allocator.freeCount()).isEqualTo(3);
      assertThat(log.lines("a release handler of \"notified\" failed"))
          .hasSize(5)
          .first()
          .satisfies(line -> assertThat(line.thrown()).hasMessage("handler trouble"));
    }
  }

  @Test
  void withAWaiterTheSlotGoesStraightToItAndIsTold() throws InterruptedException {
    List<SampleLease> all = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      all.add(allocator.tryAllocate());
    }
    List<String> events = java.util.Collections.synchronizedList(new ArrayList<>());
    allocator.setReleaseHandler(
        release -> events.add(release.reason() + ", free " + allocator.freeCount()));
    Workers workers = new Workers();
    CountDownLatch keep = new CountDownLatch(1);
    Thread waiter =
        workers.start(
            false,
            () -> {
              SampleLease lease = allocator.allocate();
              keep.await();
              lease.close();
            });
    Eventually.untilWaiting(waiter);
    all.get(0).close();
    assertThat(events).containsExactly("CANCELLED, free 0");
    keep.countDown();
    workers.join();
    assertThat(events).containsExactly("CANCELLED, free 0", "CANCELLED, free 1");
    all.get(1).close();
    all.get(2).close();
  }

  @Test
  @DisplayName("I6: whoever waits for another thread in a handler finds no lock of Sampan's held")
  void aHandlerMayWaitForAThreadThatUsesTheAllocator() {
    AtomicInteger calls = new AtomicInteger();
    allocator.setReleaseHandler(
        release -> {
          if (calls.getAndIncrement() == 0) {
            try {
              Workers.elsewhere(
                  () -> {
                    allocator.tryAllocate().close();
                    allocator.allocate(Duration.ofSeconds(5)).publish().close();
                    assertThat(allocator.holders()).isEmpty();
                    allocator.retire();
                  });
            } catch (InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        });
    allocator.tryAllocate().close();
    assertThat(calls).hasValue(3);
  }

  @Test
  void underThreadsEveryReturnIsToldExactlyOnce() throws InterruptedException {
    ConcurrentHashMap<Long, AtomicInteger> told = new ConcurrentHashMap<>();
    ConcurrentLinkedQueue<Long> handles = new ConcurrentLinkedQueue<>();
    allocator.setReleaseHandler(
        release ->
            told.computeIfAbsent(release.handle(), h -> new AtomicInteger()).incrementAndGet());
    Workers workers = new Workers();
    for (int t = 0; t < 6; t++) {
      workers.start(
          t % 2 == 0,
          () -> {
            for (int i = 0; i < 1000; i++) {
              SampleLease lease = allocator.allocate();
              handles.add(lease.handle());
              if (i % 3 == 0) {
                lease.close();
              } else {
                Sample sample = lease.publish();
                Sample second = sample.retain();
                sample.close();
                second.close();
              }
            }
          });
    }
    workers.join();
    assertThat(handles).hasSize(6000);
    assertThat(told).as("as many handles as leases").hasSize(6000);
    assertThat(told.keySet()).isEqualTo(Set.copyOf(handles));
    assertThat(told.values()).allMatch(count -> count.get() == 1);
  }
}
