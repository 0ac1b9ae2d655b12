package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("I1")
@DisplayName("I1: a transition that the state machine does not have is refused and changes nothing")
class SlotTest {

  private final SampleAllocator allocator = SampleAllocator.builder("slots").count(1).build();
  private SampleLease lease;
  private Slot slot;
  private long generation;

  @BeforeEach
  void lease() {
    lease = allocator.tryAllocate();
    lease.handle(); // shares it
    slot = ((Lease) lease).record().slot;
    generation = SlotState.generation(slot.word());
  }

  @AfterEach
  void close() {
    allocator.close();
  }

  private void assertRefused(long answer, long expected, long wordBefore) {
    assertThat(answer).isEqualTo(expected);
    assertThat(slot.word()).isEqualTo(wordBefore);
  }

  @Test
  void nothingButALeaseIsPossibleWhileFree() {
    lease.close();
    long word = slot.word();
    long now = SlotState.generation(word);
    assertThat(SlotState.isFree(word)).isTrue();
    assertRefused(slot.retain(now), Slot.STALE, word);
    assertRefused(slot.release(now, false, true), Slot.STALE, word);
    assertRefused(slot.handOff(now), Slot.STALE, word);
  }

  @Test
  void nothingIsPossibleWhenRetired() {
    lease.close();
    allocator.close();
    long word = slot.word();
    long now = SlotState.generation(word);
    assertThat(SlotState.isRetired(word)).isTrue();
    assertRefused(slot.retain(now), Slot.STALE, word);
    assertRefused(slot.release(now, false, true), Slot.STALE, word);
    assertRefused(slot.handOff(now), Slot.STALE, word);
    assertThatThrownBy(slot::lease).isInstanceOf(IllegalStateException.class);
    assertThat(slot.word()).isEqualTo(word);
  }

  @Test
  void aLeasedSlotIsNotLeasedAgain() {
    long word = slot.word();
    assertThatThrownBy(slot::lease)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("leased, 1 references");
    assertThat(slot.word()).isEqualTo(word);
    lease.close();
  }

  @Test
  void aLeaseWhoseHandleNobodyAskedForIsRefusedToAll() {
    lease.close();
    lease = allocator.tryAllocate();
    long word = slot.word();
    long now = SlotState.generation(word);
    assertThat(SlotState.isTaken(word)).isTrue();
    assertRefused(slot.retain(now), Slot.STALE, word);
    assertRefused(slot.release(now, false, true), Slot.STALE, word);
    assertRefused(slot.handOff(now), Slot.STALE, word);
    long guessed = slot.handle(now);
    assertThat(SampleHandles.release(guessed)).isEqualTo(SampleHandles.STALE);
    assertThat(SampleHandles.length(guessed)).isEqualTo(SampleHandles.STALE);
    assertThat(lease.handle()).isEqualTo(guessed);
    assertThat(SampleHandles.addRef(guessed)).isEqualTo(2);
    lease.publish().close();
    assertThat(SampleHandles.release(guessed)).isZero();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @Test
  void aHandOffHappensOnceAndKeepsTheReferences() {
    assertThat(slot.retain(generation)).isEqualTo(2);
    assertThat(slot.handOff(generation)).isEqualTo(2);
    long word = slot.word();
    assertThat(SlotState.isHeld(word)).isTrue();
    assertRefused(slot.handOff(generation), Slot.NOT_LEASED, word);
    assertThat(slot.release(generation, false, true)).isEqualTo(1);
    assertThatThrownBy(lease::publish)
        .as("Java's own hand-off comes too late")
        .isInstanceOf(IllegalStateException.class);
    lease.close();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @Test
  void anotherGenerationIsRefusedInEveryState() {
    for (long other : new long[] {0, generation - 1, generation + 1, SlotState.MAX_GENERATION}) {
      long leased = slot.word();
      assertRefused(slot.retain(other), Slot.STALE, leased);
      assertRefused(slot.release(other, false, true), Slot.STALE, leased);
      assertRefused(slot.handOff(other), Slot.STALE, leased);
    }
    Sample sample = lease.publish();
    for (long other : new long[] {0, generation - 1, generation + 1, SlotState.MAX_GENERATION}) {
      long held = slot.word();
      assertRefused(slot.retain(other), Slot.STALE, held);
      assertRefused(slot.release(other, false, true), Slot.STALE, held);
      assertRefused(slot.handOff(other), Slot.STALE, held);
    }
    sample.close();
  }

  @Test
  @Timeout(20)
  @DisplayName(
      "I4: who adds a reference to a hold that is being ended waits, and gets it if it goes on")
  void whatIsBeingEndedIsWaitedFor() throws Exception {
    Sample sample = lease.publish();
    long handle = sample.handle();
    assertThat(slot.beginEnd(generation)).isTrue();
    assertThat(SlotState.describe(slot.word())).startsWith("being given back");
    assertThat(SlotState.isHeld(slot.word())).isFalse();
    assertThat(SlotState.references(slot.word())).isZero();
    assertThat(allocator.freeCount()).isZero();
    FutureTask<Long> added = new FutureTask<>(() -> SampleHandles.addRef(handle));
    Thread other = Thread.ofPlatform().start(added);
    other.join(Duration.ofMillis(50));
    assertThat(added.isDone()).isFalse();
    slot.notEnded(generation);
    assertThat(added.get()).isEqualTo(2);
    assertThat(slot.beginEnd(generation)).as("it is not the only one").isFalse();
    SampleHandles.release(handle);
    sample.close();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }

  @Test
  @DisplayName("I1: an AddRef past the limit is refused")
  void aReferenceMoreThanCanBeCountedIsRefused() {
    Sample sample = lease.publish();
    for (long n = 1; n < SlotState.MAX_REFERENCES; n++) {
      if (slot.retain(generation) != n + 1) {
        throw new AssertionError("retain " + n);
      }
    }
    long word = slot.word();
    assertThat(SlotState.isHeld(word)).isTrue();
    assertRefused(slot.retain(generation), Slot.TOO_MANY, word);
    assertThatThrownBy(sample::retain)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("as many as can be counted");
    assertThat(slot.word()).isEqualTo(word);
    assertThat(allocator.statistics().misuses()).isEqualTo(1);
    for (long n = SlotState.MAX_REFERENCES; n > 1; n--) {
      if (slot.release(generation, false, true) != n - 1) {
        throw new AssertionError("release " + n);
      }
    }
    sample.close();
    assertThat(allocator.freeCount()).isEqualTo(1);
  }
}
