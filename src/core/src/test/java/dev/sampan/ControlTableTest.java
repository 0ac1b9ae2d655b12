package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.support.Workers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I5")
@DisplayName("I5: handles")
@Timeout(30)
class ControlTableTest {

  private static Slot slot(SampleLease lease) {
    return ((Lease) lease).record().slot;
  }

  @Test
  void aHandleIsFortyBitsOfGenerationAndTwentyFourOfLine() {
    long handle = ControlTable.handle(ControlTable.MAX_LINES, SlotState.MAX_GENERATION);
    assertThat(handle >>> 24).isEqualTo((1L << 40) - 1);
    assertThat(handle & 0xff_ffff).isEqualTo(ControlTable.MAX_LINES);
    assertThat(ControlTable.generation(handle)).isEqualTo(SlotState.MAX_GENERATION);
    assertThat(ControlTable.handle(5, 7)).isEqualTo(7L << 24 | 5);
  }

  @Test
  void aHandleFindsItsSlotWhileLeasedAndWhileHeld() {
    try (SampleAllocator allocator = SampleAllocator.builder("found").count(3).build()) {
      SampleLease lease = allocator.tryAllocate();
      Slot slot = slot(lease);
      long handle = lease.handle();
      assertThat(handle).isNotZero();
      assertThat(ControlTable.find(handle)).isSameAs(slot);
      assertThat(ControlTable.generation(handle)).isEqualTo(SlotState.generation(slot.word()));
      Sample sample = lease.publish();
      assertThat(sample.handle()).as("the hand-off keeps the handle").isEqualTo(handle);
      sample.close();
    }
  }

  @Test
  void aStaleHandleFindsASlotThatRefusesIt() {
    try (SampleAllocator allocator = SampleAllocator.builder("stale").count(1).build()) {
      SampleLease lease = allocator.tryAllocate();
      long handle = lease.handle();
      lease.close();
      SampleLease next = allocator.tryAllocate();
      Slot slot = ControlTable.find(handle);
      assertThat(slot).isSameAs(slot(next));
      long word = slot.word();
      long stale = ControlTable.generation(handle);
      assertThat(slot.retain(stale)).isEqualTo(Slot.STALE);
      assertThat(slot.release(stale, false, true)).isEqualTo(Slot.STALE);
      assertThat(slot.handOff(stale)).isEqualTo(Slot.STALE);
      assertThat(slot.word()).isEqualTo(word);
      assertThat(next.handle()).isNotEqualTo(handle);
      next.close();
    }
  }

  @Test
  void noHandleRepeats() {
    Set<Long> handles = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      try (SampleAllocator allocator = SampleAllocator.builder("again").count(2).build()) {
        for (int j = 0; j < 20; j++) {
          SampleLease lease = allocator.tryAllocate();
          assertThat(handles.add(lease.handle())).isTrue();
          lease.close();
        }
      }
    }
  }

  @Test
  void aForgedHandleFindsNothingOrIsRefused() {
    assertThat(ControlTable.find(0)).isNull();
    assertThat(ControlTable.find(-1)).as("a line that was never used").isNull();
    assertThat(ControlTable.find(1L << 24)).as("line 0").isNull();
    assertThat(ControlTable.find(Long.MIN_VALUE)).isNull();
    try (SampleAllocator allocator = SampleAllocator.builder("forged").count(1).build()) {
      SampleLease lease = allocator.tryAllocate();
      long handle = lease.handle();
      for (int bit = 24; bit < 64; bit++) {
        long forged = handle ^ 1L << bit;
        Slot slot = ControlTable.find(forged);
        assertThat(slot).isSameAs(slot(lease));
        assertThat(slot.release(ControlTable.generation(forged), false, true))
            .isEqualTo(Slot.STALE);
      }
      assertThat(lease.handle()).isEqualTo(handle);
      lease.close();
    }
  }

  @Test
  void whenTheAllocatorIsGoneItsHandlesFindNothing() {
    long handle;
    Slot slot;
    try (SampleAllocator allocator = SampleAllocator.builder("gone").count(1).build()) {
      SampleLease lease = allocator.tryAllocate();
      handle = lease.handle();
      slot = slot(lease);
      lease.close();
    }
    assertThat(ControlTable.find(handle)).isNull();
    assertThat(slot.release(ControlTable.generation(handle), false, true)).isEqualTo(Slot.STALE);
  }

  @Test
  void aLineThatIsUsedAgainHasAHigherGeneration() {
    int line = ControlTable.take();
    long before;
    try (SampleAllocator allocator = SampleAllocator.builder("a").count(1).build()) {
      Slot slot = new Slot((SlabAllocator) allocator, 0, line, 0, 1);
      ControlTable.assign(line, slot);
      before = SlotState.generation(slot.word());
      assertThat(before).as("generation 0 is never used").isPositive();
      slot.retire();
      ControlTable.giveBack(line);
      assertThat(slot.retain(before)).isEqualTo(Slot.STALE);
      int again = ControlTable.take();
      assertThat(again).isEqualTo(line);
      Slot other = new Slot((SlabAllocator) allocator, 0, again, 0, 1);
      ControlTable.assign(again, other);
      assertThat(SlotState.generation(other.word())).isGreaterThan(before);
      assertThat(other.release(before, false, true)).isEqualTo(Slot.STALE);
      other.retire();
      ControlTable.giveBack(again);
    }
  }

  @Test
  void aLineWhoseGenerationsAreUsedUpIsNotUsedAgain() {
    int line = ControlTable.take();
    try (SampleAllocator allocator = SampleAllocator.builder("a").count(1).build()) {
      Slot slot = new Slot((SlabAllocator) allocator, 0, line, 0, 1);
      ControlTable.assign(line, slot);
      slot.skipToGeneration(SlotState.MAX_GENERATION);
      slot.retire();
      ControlTable.giveBack(line);
      int next = ControlTable.take();
      assertThat(next).isNotEqualTo(line);
      ControlTable.assign(next, new Slot((SlabAllocator) allocator, 0, next, 0, 1));
      ControlTable.giveBack(next);
    }
  }

  @Test
  void aSlotWhoseGenerationsAreUsedUpIsRetiredAndTheOthersGoOn() {
    SampleAllocator allocator = SampleAllocator.builder("wrap").count(3).build();
    SampleLease first = allocator.tryAllocate();
    long address = first.address();
    Slot slot = slot(first);
    first.close();
    slot.skipToGeneration(SlotState.MAX_GENERATION);
    List<SampleLease> leases = new ArrayList<>();
    SampleLease last = null;
    for (int i = 0; i < 3; i++) {
      SampleLease lease = allocator.tryAllocate();
      if (lease.address() == address) {
        last = lease;
      } else {
        leases.add(lease);
      }
    }
    assertThat(last).isNotNull();
    assertThat(ControlTable.generation(last.handle())).isEqualTo(SlotState.MAX_GENERATION);
    long handle = last.handle();
    last.publish().close();
    assertThat(SlotState.isRetired(slot.word())).isTrue();
    assertThat(slot.retain(ControlTable.generation(handle))).isEqualTo(Slot.STALE);
    assertThat(allocator.freeCount()).isZero();
    assertThat(allocator.statistics().out()).isEqualTo(2);
    assertThat(allocator.tryAllocate()).isNull();
    leases.forEach(SampleLease::close);
    assertThat(allocator.freeCount()).isEqualTo(2);
    for (int i = 0; i < 50; i++) {
      SampleLease lease = allocator.tryAllocate();
      assertThat(lease.address()).isNotEqualTo(address);
      lease.close();
    }
    allocator.close();
    assertThat(ControlTable.find(handle)).as("everything is back, so the lines went").isNull();
  }

  @Test
  void threadsThatTakeAndGiveBackLinesNeverShareOne() throws InterruptedException {
    Set<Integer> taken = ConcurrentHashMap.newKeySet();
    Workers workers = new Workers();
    try (SampleAllocator allocator = SampleAllocator.builder("a").count(1).build()) {
      for (int t = 0; t < 4; t++) {
        workers.start(
            false,
            () -> {
              for (int i = 0; i < 3000; i++) {
                int line = ControlTable.take();
                if (!taken.add(line)) {
                  throw new AssertionError("line " + line + " was taken twice");
                }
                Slot slot = new Slot((SlabAllocator) allocator, 0, line, 0, 1);
                ControlTable.assign(line, slot);
                slot.retire();
                taken.remove(line);
                ControlTable.giveBack(line);
              }
            });
      }
      workers.join();
    }
  }
}
