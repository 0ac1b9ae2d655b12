package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.Workers;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("I1")
@DisplayName("I1: a slot is on the free list once, or not at all")
@Timeout(60)
class FreeListTest {

  private static List<Integer> popAll(FreeList list) {
    List<Integer> popped = new ArrayList<>();
    int slot;
    while ((slot = list.pop()) != FreeList.NONE) {
      popped.add(slot);
    }
    return popped;
  }

  private static int takeAny(List<Integer> slots, Random random) {
    Collections.swap(slots, random.nextInt(slots.size()), slots.size() - 1);
    return slots.removeLast();
  }

  private static void assertComplete(List<Integer> slots, int capacity) {
    BitSet seen = new BitSet();
    slots.forEach(seen::set);
    assertThat(slots).as("no slot twice, none lost").hasSize(capacity);
    assertThat(seen.cardinality()).isEqualTo(capacity);
    assertThat(seen.length()).isEqualTo(capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 1000})
  void aFreshListHasEverySlotOnce(int capacity) {
    FreeList list = new FreeList(capacity);
    assertThat(list.taken()).isZero();
    assertComplete(popAll(list), capacity);
    assertThat(list.taken()).isEqualTo(capacity);
    assertThat(list.highWater()).isEqualTo(capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 1000})
  void everySlotComesBackInWhateverOrderTheyWerePushed(int capacity) {
    FreeList list = new FreeList(capacity);
    for (int seed = 0; seed < 5; seed++) {
      List<Integer> slots = popAll(list);
      assertComplete(slots, capacity);
      Collections.shuffle(slots, new Random(seed));
      for (int slot : slots) {
        assertThat(list.push(slot)).isEqualTo(FreeList.NONE);
      }
      assertThat(list.taken()).isEqualTo(list.returned());
    }
    assertComplete(popAll(list), capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 1000})
  void aRandomWalkNeverLosesOrRepeatsASlot(int capacity) {
    FreeList list = new FreeList(capacity);
    Random random = new Random(capacity);
    List<Integer> out = new ArrayList<>();
    BitSet isOut = new BitSet();
    int most = 0;
    for (int i = 0; i < 20_000; i++) {
      if (random.nextInt(100) < (i / 2000 % 2 == 0 ? 60 : 40)) {
        int slot = list.pop();
        if (out.size() == capacity) {
          assertThat(slot).isEqualTo(FreeList.NONE);
        } else {
          assertThat(slot).as("exhaustion at rest with %d out", out.size()).isNotNegative();
          assertThat(isOut.get(slot)).as("slot %d twice", slot).isFalse();
          isOut.set(slot);
          out.add(slot);
          most = Math.max(most, out.size());
        }
      } else if (!out.isEmpty()) {
        int slot = takeAny(out, random);
        isOut.clear(slot);
        assertThat(list.push(slot)).isEqualTo(FreeList.NONE);
      }
      assertThat(list.taken() - list.returned()).isEqualTo(out.size());
    }
    assertThat(list.highWater()).isBetween(most, capacity);
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64, 1000})
  void aThreadFindsWhatAnotherThreadPushed(int capacity) throws InterruptedException {
    FreeList list = new FreeList(capacity);
    List<Integer> slots = popAll(list);
    Workers workers = new Workers();
    // Thread ids differ, so the slots lie in several magazines.
    List<List<Integer>> parts = new ArrayList<>();
    int threads = 8;
    for (int t = 0; t < threads; t++) {
      parts.add(new ArrayList<>());
    }
    for (int i = 0; i < capacity; i++) {
      parts.get(i % threads).add(slots.get(i));
    }
    for (List<Integer> part : parts) {
      workers.start(false, () -> part.forEach(list::push));
    }
    workers.join();
    assertComplete(popAll(list), capacity);
  }

  @Test
  void theHighWaterMarkIsTooHighByNoMoreThanHalfTheCapacity() {
    FreeList list = new FreeList(64);
    int slot = list.pop();
    assertThat(list.highWater()).isBetween(1, 1 + 32);
    list.push(slot);
  }

  @Test
  void whileSomebodyWaitsNothingIsPushedOrPopped() {
    FreeList list = new FreeList(4);
    int slot = list.pop();
    list.addWaiter();
    assertThat(list.hasWaiters()).isTrue();
    assertThat(list.pop()).isEqualTo(FreeList.NONE);
    assertThat(list.push(slot)).as("the slot is the caller's to see to").isEqualTo(slot);
    int found = list.search();
    assertThat(found).isNotNegative().isNotEqualTo(slot);
    list.removeWaiter();
    assertThat(list.hasWaiters()).isFalse();
    assertThat(list.push(slot)).isEqualTo(FreeList.NONE);
    assertThat(list.push(found)).isEqualTo(FreeList.NONE);
    assertComplete(popAll(list), 4);
  }

  @Test
  void aClosedListGivesNothingAndSearchFindsTheRest() {
    FreeList list = new FreeList(100);
    List<Integer> slots = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      slots.add(list.pop());
    }
    for (int i = 0; i < 10; i++) {
      list.push(slots.removeFirst());
    }
    assertThat(list.isClosed()).isFalse();
    assertThat(list.close()).isTrue();
    assertThat(list.close()).as("a second time").isFalse();
    assertThat(list.isClosed()).isTrue();
    assertThat(list.hasWaiters()).isFalse();
    assertThat(list.pop()).isEqualTo(FreeList.NONE);
    for (int slot : slots) {
      assertThat(list.push(slot)).isEqualTo(slot);
    }
    int found;
    while ((found = list.search()) != FreeList.NONE) {
      slots.add(found);
    }
    assertComplete(slots, 100);
  }

  @ParameterizedTest
  @CsvSource({"1,4", "2,4", "3,8", "8,4", "8,8", "64,8", "1000,8"})
  void noSlotIsLostOrDuplicatedUnderThreads(int capacity, int threads) throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      FreeList list = new FreeList(capacity);
      AtomicIntegerArray owners = new AtomicIntegerArray(capacity);
      AtomicInteger out = new AtomicInteger();
      AtomicInteger most = new AtomicInteger();
      CountDownLatch start = new CountDownLatch(threads);
      Workers workers = new Workers();
      for (int t = 0; t < threads; t++) {
        int seed = round * threads + t;
        workers.start(
            t % 2 == 1,
            () -> {
              Random random = new Random(seed);
              List<Integer> mine = new ArrayList<>();
              start.countDown();
              start.await();
              for (int i = 0; i < 10_000 && !workers.failed(); i++) {
                if (random.nextBoolean() && mine.size() < 40) {
                  int slot = list.pop();
                  if (slot != FreeList.NONE) {
                    if (owners.getAndIncrement(slot) != 0) {
                      throw new AssertionError("slot " + slot + " was given out twice");
                    }
                    most.accumulateAndGet(out.incrementAndGet(), Math::max);
                    mine.add(slot);
                  }
                } else if (!mine.isEmpty()) {
                  int slot = takeAny(mine, random);
                  owners.decrementAndGet(slot);
                  out.decrementAndGet();
                  if (list.push(slot) != FreeList.NONE) {
                    throw new AssertionError("nobody waits, and still the slot came back");
                  }
                }
              }
              for (int slot : mine) {
                owners.decrementAndGet(slot);
                out.decrementAndGet();
                list.push(slot);
              }
            });
      }
      workers.join();
      assertThat(list.taken()).isEqualTo(list.returned());
      assertThat(list.highWater()).as("never too low").isBetween(most.get(), capacity);
      assertComplete(popAll(list), capacity);
    }
  }

  @Test
  @DisplayName("I1: a thread that leaves half of the slots alone is never told that there are none")
  void exhaustionIsNotReportedWhileSlotsMove() throws InterruptedException {
    int capacity = 64;
    FreeList list = new FreeList(capacity);
    AtomicInteger refused = new AtomicInteger();
    Workers workers = new Workers();
    for (int t = 0; t < 6; t++) {
      workers.start(
          t % 2 == 1,
          () -> {
            int[] mine = new int[5];
            for (int i = 0; i < 20_000; i++) {
              int count = 0;
              while (count < mine.length) {
                int slot = list.pop();
                if (slot == FreeList.NONE) {
                  refused.incrementAndGet();
                } else {
                  mine[count++] = slot;
                }
              }
              while (count > 0) {
                list.push(mine[--count]);
              }
            }
          });
    }
    workers.join();
    assertThat(refused).as("refusals with 30 of 64 slots out at most").hasValue(0);
  }
}
