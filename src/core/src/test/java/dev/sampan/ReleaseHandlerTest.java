package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.Eventually;
import dev.sampan.support.Workers;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I7")
@DisplayName("I7: at most one handler; after set returns the old one never starts again")
@Timeout(30)
class ReleaseHandlerTest {

  private final SampleAllocator allocator = SampleAllocator.builder("handled").count(4).build();

  @AfterEach
  void close() {
    allocator.close();
  }

  private void returnOne() {
    allocator.tryAllocate().close();
  }

  @Test
  void settingReplacesAndNullRemoves() {
    List<String> calls = new ArrayList<>();
    returnOne();
    allocator.setReleaseHandler(release -> calls.add("a"));
    returnOne();
    allocator.setReleaseHandler(release -> calls.add("b"));
    returnOne();
    allocator.setReleaseHandler(null);
    returnOne();
    allocator.setReleaseHandler(null);
    allocator.setReleaseHandler(release -> calls.add("c"));
    returnOne();
    assertThat(calls).containsExactly("a", "b", "c");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void setFromOutsideWaitsForTheRunningHandler(boolean remove) throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    allocator.setReleaseHandler(
        release -> {
          running.countDown();
          awaitQuietly(proceed);
          ended.set(true);
        });
    Workers workers = new Workers();
    workers.start(false, this::returnOne);
    running.await();
    AtomicBoolean endedBeforeSetReturned = new AtomicBoolean();
    Thread setter =
        workers.start(
            false,
            () -> {
              allocator.setReleaseHandler(remove ? null : release -> {});
              endedBeforeSetReturned.set(ended.get());
            });
    Eventually.untilWaiting(setter);
    assertThat(ended).isFalse();
    // Returns of other threads go on meanwhile, and the old handler does not hear of them.
    returnOne();
    proceed.countDown();
    workers.join();
    assertThat(endedBeforeSetReturned).isTrue();
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      if (!latch.await(20, TimeUnit.SECONDS)) {
        throw new AssertionError("nobody opened the latch");
      }
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anInterruptDoesNotCutTheWaitShortAndIsKept() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    allocator.setReleaseHandler(
        release -> {
          running.countDown();
          awaitQuietly(proceed);
          ended.set(true);
        });
    Workers workers = new Workers();
    workers.start(false, this::returnOne);
    running.await();
    Thread setter =
        workers.start(
            false,
            () -> {
              Thread.currentThread().interrupt();
              allocator.setReleaseHandler(null);
              assertThat(ended).isTrue();
              assertThat(Thread.interrupted()).isTrue();
            });
    Eventually.untilWaiting(setter);
    proceed.countDown();
    workers.join();
  }

  @Test
  void setInsideAHandlerDoesNotWaitForItselfOrAnyOther() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch proceed = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    allocator.setReleaseHandler(
        release -> {
          if (calls.incrementAndGet() == 1) {
            running.countDown();
            awaitQuietly(proceed);
          } else {
            // The first call is still running.
            allocator.setReleaseHandler(null);
          }
        });
    Workers workers = new Workers();
    workers.start(false, this::returnOne);
    running.await();
    returnOne();
    returnOne();
    assertThat(calls).hasValue(2);
    proceed.countDown();
    workers.join();
  }

  @Test
  void handlersOfTwoAllocatorsThatReplaceEachOtherDoNotDeadlock() throws InterruptedException {
    try (SampleAllocator other = SampleAllocator.builder("other").build()) {
      CountDownLatch both = new CountDownLatch(2);
      allocator.setReleaseHandler(
          release -> {
            both.countDown();
            awaitQuietly(both);
            other.setReleaseHandler(null);
          });
      other.setReleaseHandler(
          release -> {
            both.countDown();
            awaitQuietly(both);
            allocator.setReleaseHandler(null);
          });
      Workers workers = new Workers();
      workers.start(false, this::returnOne);
      workers.start(true, () -> other.tryAllocate().close());
      workers.join();
    }
  }

  @Test
  void afterSetReturnsTheOldHandlerNeitherRunsNorStarts() throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    Workers workers = new Workers();
    for (int t = 0; t < 3; t++) {
      workers.start(
          t % 2 == 0,
          () -> {
            while (!stop.get()) {
              SampleLease lease = allocator.tryAllocate();
              if (lease != null) {
                lease.close();
              }
            }
          });
    }
    AtomicInteger calls = new AtomicInteger();
    for (int i = 0; i < 20_000; i++) {
      AtomicInteger running = new AtomicInteger();
      AtomicBoolean over = new AtomicBoolean();
      AtomicBoolean late = new AtomicBoolean();
      allocator.setReleaseHandler(
          release -> {
            running.incrementAndGet();
            late.compareAndSet(false, over.get());
            calls.incrementAndGet();
            Thread.onSpinWait();
            running.decrementAndGet();
          });
      allocator.setReleaseHandler(i % 2 == 0 ? null : release -> {});
      over.set(true);
      assertThat(running).as("round %d", i).hasValue(0);
      assertThat(late).as("round %d", i).isFalse();
    }
    stop.set(true);
    workers.join();
    assertThat(calls).as("handlers ran at all").hasPositiveValue();
  }

  @Test
  void theOldHandlerBecomesUnreachable() {
    WeakReference<ReleaseHandler> replaced = setOneThatIsReachableFromNowhereElse();
    returnOne();
    allocator.setReleaseHandler(release -> {});
    Eventually.collectedUntil("the replaced handler is collected", () -> replaced.refersTo(null));
    WeakReference<ReleaseHandler> removed = setOneThatIsReachableFromNowhereElse();
    returnOne();
    assertThat(removed.refersTo(null)).isFalse();
    allocator.setReleaseHandler(null);
    Eventually.collectedUntil("the removed handler is collected", () -> removed.refersTo(null));
  }

  private WeakReference<ReleaseHandler> setOneThatIsReachableFromNowhereElse() {
    List<Release> own = new ArrayList<>();
    ReleaseHandler handler = release -> own.add(release);
    allocator.setReleaseHandler(handler);
    return new WeakReference<>(handler);
  }

  @Test
  void aHandlerThatReplacedItselfIsLetGoAfterItsLastRun() {
    List<WeakReference<ReleaseHandler>> old = new ArrayList<>();
    allocator.setReleaseHandler(
        new ReleaseHandler() {
          @Override
          public void released(Release release) {
            old.add(new WeakReference<>(this));
            allocator.setReleaseHandler(null);
          }
        });
    returnOne();
    assertThat(old).hasSize(1);
    Eventually.collectedUntil("it is collected", () -> old.get(0).refersTo(null));
  }

  @Test
  void aDispatcherRunsTheHandlerOnItsOwnThread() throws InterruptedException {
    ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
    ExecutorService dispatcher =
        Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("dispatcher").unstarted(task));
    try {
      allocator.setReleaseHandler(
          release -> threads.add(Thread.currentThread().getName() + allocator.freeCount()),
          dispatcher);
      returnOne();
      returnOne();
      Eventually.until("both are told", () -> threads.size() == 2);
      assertThat(threads).containsOnly("dispatcher4");
      CountDownLatch proceed = new CountDownLatch(1);
      dispatcher.execute(() -> awaitQuietly(proceed));
      returnOne();
      allocator.setReleaseHandler(null);
      proceed.countDown();
      dispatcher.shutdown();
      assertThat(dispatcher.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
      assertThat(threads).as("removed before the dispatcher came to it").hasSize(2);
    } finally {
      dispatcher.shutdownNow();
    }
  }

  @Test
  void setWaitsAlsoForAHandlerThatADispatcherRuns() throws InterruptedException {
    ExecutorService dispatcher = Executors.newVirtualThreadPerTaskExecutor();
    try {
      CountDownLatch running = new CountDownLatch(1);
      CountDownLatch proceed = new CountDownLatch(1);
      AtomicBoolean ended = new AtomicBoolean();
      allocator.setReleaseHandler(
          release -> {
            running.countDown();
            awaitQuietly(proceed);
            ended.set(true);
          },
          dispatcher);
      returnOne();
      running.await();
      Workers workers = new Workers();
      Thread setter =
          workers.start(
              false,
              () -> {
                allocator.setReleaseHandler(null);
                assertThat(ended).isTrue();
              });
      Eventually.untilWaiting(setter);
      proceed.countDown();
      workers.join();
    } finally {
      dispatcher.shutdownNow();
    }
  }

  @Test
  void whatADispatcherRejectsRunsInline() {
    List<Thread> threads = new ArrayList<>();
    allocator.setReleaseHandler(
        release -> threads.add(Thread.currentThread()),
        task -> {
          throw new RejectedExecutionException("full");
        });
    returnOne();
    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(allocator.freeCount()).isEqualTo(4);
  }

  @Test
  void aDispatcherThatFailsDoesNotFailTheRelease() {
    List<Thread> threads = new ArrayList<>();
    allocator.setReleaseHandler(
        release -> threads.add(Thread.currentThread()),
        task -> {
          throw new IllegalStateException("broken");
        });
    returnOne();
    assertThat(threads).containsExactly(Thread.currentThread());
    assertThat(allocator.freeCount()).isEqualTo(4);
  }

  @Test
  void aDispatcherThatRunsInlineDoesNotNest() {
    List<String> events = new ArrayList<>();
    SampleLease second = allocator.tryAllocate();
    allocator.setReleaseHandler(
        release -> {
          events.add("begin");
          second.close();
          events.add("end");
        },
        Runnable::run);
    returnOne();
    assertThat(events).containsExactly("begin", "end", "begin", "end");
  }
}
