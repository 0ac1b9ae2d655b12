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
@DisplayName("I1: a free slot is taken once, and a slot that is given back is found again")
@Timeout(60)
class FreeListTest {

  /** A list and its slots, which have control lines and no memory. */
  private static final class Slots implements AutoCloseable {
    private static final SlabAllocator OWNER =
        (SlabAllocator) SampleAllocator.builder("owner of the test's slots").count(1).build();

    final Slot[] slots;
    final FreeList list;

    Slots(int capacity) {
      slots = new Slot[capacity];
      list = new FreeList(slots);
      for (int i = 0; i < capacity; i++) {
        slots[i] = new Slot(OWNER, i, ControlTable.take(), 0, 1);
        ControlTable.assign(slots[i].line, slots[i]);
      }
    }

    int pop() {
      return list.pop();
    }

    /**
     * Gives a slot back. Returns whether it must be seen to by the caller, who has it again then.
     */
    boolean push(int slot) {
      slots[slot].free();
      return list.given(slot) && slots[slot].take();
    }

    int highWater() {
      return list.highWater();
    }

    int out() {
      return list.out();
    }

    @Override
    public void close() {
      for (Slot slot : slots) {
        slot.retire();
        ControlTable.giveBack(slot.line);
      }
    }
  }

  private static List<Integer> popAll(Slots slots) {
    List<Integer> popped = new ArrayList<>();
    int slot;
    while ((slot = slots.pop()) != FreeList.NONE) {
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
  @ValueSource(ints = {1, 2, 3, 8, 64, 65, 1000})
  void aFreshListHasEverySlotOnce(int capacity) {
    try (Slots slots = new Slots(capacity)) {
      assertThat(slots.out()).isZero();
      assertComplete(popAll(slots), capacity);
      assertThat(slots.out()).isEqualTo(capacity);
      assertThat(slots.highWater()).isEqualTo(capacity);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 65, 1000})
  void everySlotComesBackInWhateverOrderTheyWereGivenBack(int capacity) {
    try (Slots slots = new Slots(capacity)) {
      for (int seed = 0; seed < 5; seed++) {
        List<Integer> popped = popAll(slots);
        assertComplete(popped, capacity);
        Collections.shuffle(popped, new Random(seed));
        for (int slot : popped) {
          assertThat(slots.push(slot)).isFalse();
        }
        assertThat(slots.out()).isZero();
      }
      assertComplete(popAll(slots), capacity);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 8, 64, 65, 1000})
  void aRandomWalkNeverLosesOrRepeatsASlot(int capacity) {
    try (Slots slots = new Slots(capacity)) {
      Random random = new Random(capacity);
      List<Integer> out = new ArrayList<>();
      BitSet isOut = new BitSet();
      int most = 0;
      for (int i = 0; i < 20_000; i++) {
        if (random.nextInt(100) < (i / 2000 % 2 == 0 ? 60 : 40)) {
          int slot = slots.pop();
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
          assertThat(slots.push(slot)).isFalse();
        }
        assertThat(slots.out()).isEqualTo(out.size());
        assertThat(slots.highWater()).as("exact on one thread").isEqualTo(most);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 8, 64, 1000})
  void aThreadFindsWhatAnotherThreadGaveBack(int capacity) throws InterruptedException {
    try (Slots slots = new Slots(capacity)) {
      List<Integer> popped = popAll(slots);
      Workers workers = new Workers();
      // Thread ids differ, so the hints lie in several stripes.
      List<List<Integer>> parts = new ArrayList<>();
      int threads = 8;
      for (int t = 0; t < threads; t++) {
        parts.add(new ArrayList<>());
      }
      for (int i = 0; i < capacity; i++) {
        parts.get(i % threads).add(popped.get(i));
      }
      for (List<Integer> part : parts) {
        workers.start(false, () -> part.forEach(slots::push));
      }
      workers.join();
      assertComplete(popAll(slots), capacity);
    }
  }

  @Test
  void aThreadGetsWhatItHasJustGivenBack() {
    try (Slots slots = new Slots(64)) {
      int first = slots.pop();
      int second = slots.pop();
      slots.push(first);
      slots.push(second);
      assertThat(slots.pop()).isEqualTo(second);
      assertThat(slots.pop()).isEqualTo(first);
      assertThat(slots.highWater()).isEqualTo(2);
    }
  }

  @Test
  void whileSomebodyWaitsNothingIsPoppedAndWhoGivesBackIsTold() {
    try (Slots slots = new Slots(4)) {
      int slot = slots.pop();
      slots.list.addWaiter();
      assertThat(slots.list.hasWaiters()).isTrue();
      assertThat(slots.pop()).isEqualTo(FreeList.NONE);
      assertThat(slots.push(slot)).as("the slot is the caller's to see to").isTrue();
      int found = slots.list.search();
      assertThat(found).isNotNegative().isNotEqualTo(slot);
      slots.list.removeWaiter();
      assertThat(slots.list.hasWaiters()).isFalse();
      assertThat(slots.push(slot)).isFalse();
      assertThat(slots.push(found)).isFalse();
      assertComplete(popAll(slots), 4);
    }
  }

  @Test
  void aClosedListGivesNothing() {
    try (Slots slots = new Slots(100)) {
      int out = slots.pop();
      assertThat(slots.list.isClosed()).isFalse();
      assertThat(slots.list.close()).isTrue();
      assertThat(slots.list.close()).as("a second time").isFalse();
      assertThat(slots.list.isClosed()).isTrue();
      assertThat(slots.list.hasWaiters()).isFalse();
      assertThat(slots.pop()).isEqualTo(FreeList.NONE);
      assertThat(slots.push(out)).as("the slot is the caller's to see to").isTrue();
    }
  }

  @Test
  @DisplayName(
      "I4: a list that is late does not take a control line that serves another slot by now")
  void aLateListDoesNotTakeTheSlotOfAnother() {
    Slots old = new Slots(1);
    int line = old.slots[0].line;
    old.close();
    try (Slots next = new Slots(1)) {
      assertThat(next.slots[0].line).as("the line serves again").isEqualTo(line);
      assertThat(old.slots[0].take()).isFalse();
      assertThat(old.pop()).isEqualTo(FreeList.NONE);
      assertThat(next.pop()).isZero();
    }
  }

  @ParameterizedTest
  @CsvSource({"1,4", "2,4", "3,8", "8,4", "8,8", "64,8", "1000,8"})
  void noSlotIsLostOrDuplicatedUnderThreads(int capacity, int threads) throws InterruptedException {
    for (int round = 0; round < 4; round++) {
      try (Slots slots = new Slots(capacity)) {
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
                    int slot = slots.pop();
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
                    if (slots.push(slot)) {
                      throw new AssertionError("nobody waits, and still the slot came back");
                    }
                  }
                }
                for (int slot : mine) {
                  owners.decrementAndGet(slot);
                  out.decrementAndGet();
                  slots.push(slot);
                }
              });
        }
        workers.join();
        assertThat(slots.out()).isZero();
        assertThat(slots.highWater()).as("never too low").isBetween(most.get(), capacity);
        assertComplete(popAll(slots), capacity);
      }
    }
  }

  @ParameterizedTest(name = "{0} slots")
  @ValueSource(ints = {31, 64, 200})
  @DisplayName(
      "I1: while fewer slots are out than there are, no thread is told that there are none")
  void exhaustionIsNotReportedWhileSlotsMove(int capacity) throws InterruptedException {
    try (Slots slots = new Slots(capacity)) {
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
                  int slot = slots.pop();
                  if (slot == FreeList.NONE) {
                    refused.incrementAndGet();
                  } else {
                    mine[count++] = slot;
                  }
                }
                while (count > 0) {
                  slots.push(mine[--count]);
                }
              }
            });
      }
      workers.join();
      assertThat(refused).as("refusals with 30 slots out at most").hasValue(0);
    }
  }
}
