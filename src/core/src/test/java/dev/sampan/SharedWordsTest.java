package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import dev.sampan.support.Eventually;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@DisplayName("What native code reads and writes by itself")
@Timeout(60)
class SharedWordsTest {

  @Test
  @DisplayName("lies where sampan_inline.h says")
  void offsets() {
    assertThat(ControlTable.LINE_BYTES).isEqualTo((int) Sampan.SampanControlLine_sizeof());
    assertThat(Sampan.SampanControlLine_state()).isZero();
    assertThat(ControlTable.LENGTH).isEqualTo((int) Sampan.SampanControlLine_length());
    assertThat(ControlTable.LEASED_AT).isEqualTo((int) Sampan.SampanControlLine_leased_at());
    assertThat(ControlTable.WORDS).isEqualTo((int) Sampan.SampanControlLine_words());
    assertThat(ControlTable.WATCHED).isEqualTo((int) Sampan.SampanControlLine_watched());
    assertThat(ControlTable.MEMORY).isEqualTo((int) Sampan.SampanControlLine_memory());
    assertThat(ControlTable.MAY_BE_FREE).isEqualTo((int) Sampan.SampanControlLine_may_be_free());
    assertThat(ControlTable.NUMBER).isEqualTo((int) Sampan.SampanControlLine_number());
    assertThat(ControlTable.LINE).isEqualTo((int) Sampan.SampanControlLine_line());
    assertThat(AllocatorWords.ATTENTION)
        .isEqualTo((int) Sampan.SampanAllocatorWords_attention())
        .isZero();
    assertThat(AllocatorWords.USED).isEqualTo((int) Sampan.SampanAllocatorWords_used());
    assertThat(SharedWords.ATTENTION).isEqualTo((int) Sampan.SampanProcess_attention());
    assertThat(SharedWords.MILLIS).isEqualTo((int) Sampan.SampanProcess_millis());
    assertThat(SharedWords.RESTING).isEqualTo((int) Sampan.SampanProcess_resting());
    assertThat(SharedWords.ASKED).isEqualTo((int) Sampan.SampanProcess_asked());
    assertThat(SharedWords.CHUNKS).isEqualTo((int) Sampan.SampanProcess_chunks());
    assertThat(SharedWords.CHUNKS + 8 * SharedWords.CHUNK_COUNT)
        .isEqualTo((int) Sampan.SampanProcess_sizeof());
  }

  @Test
  @DisplayName("names the line, the sample, its memory and its allocator")
  void lines() {
    try (SampleAllocator allocator = SampleAllocator.builder("shown").count(70).build()) {
      long words = SampleHandles.nativeWords(allocator).address();
      long lines = SampleHandles.nativeWords(allocator).lines();
      Set<Long> groups = new HashSet<>();
      for (int i = 0; i < 70; i++) {
        long line = ControlTable.word(lines + 8L * i);
        int index = (int) SharedWords.INT.get(RawMemory.ALL, line + ControlTable.LINE);
        Slot slot = ControlTable.find(ControlTable.handle(index, 1));
        assertThat(slot).isNotNull();
        assertThat(slot.number).isEqualTo(i);
        assertThat(slot.allocator).isSameAs(allocator);
        assertThat(ControlTable.address(index)).isEqualTo(line);
        assertThat((int) SharedWords.INT.get(RawMemory.ALL, line + ControlTable.NUMBER))
            .isEqualTo(i);
        assertThat(ControlTable.word(line + ControlTable.WORDS)).isEqualTo(words);
        assertThat(ControlTable.word(line + ControlTable.MEMORY)).isEqualTo(slot.address());
        groups.add(ControlTable.word(line + ControlTable.MAY_BE_FREE));
      }
      assertThat(groups).as("a word for 64 samples").hasSize(2);
    }
  }

  @Test
  @DisplayName("serves another allocator of the size when nobody has the first, in another epoch")
  void recycled() {
    List<SampleAllocator> kept = new ArrayList<>();
    kept.add(SampleAllocator.builder("first").count(100).build());
    SampleHandles.NativeWords words = SampleHandles.nativeWords(kept.get(0));
    kept.get(0).close();
    SampleAllocator beside = SampleAllocator.builder("beside").count(100).build();
    assertThat(SampleHandles.nativeWords(beside).address()).isNotEqualTo(words.address());
    assertThat(kept.get(0).highWater()).as("reads its words after its end").isZero();
    kept.clear();
    List<SampleAllocator> later = new ArrayList<>();
    Eventually.collectedUntil(
        "they are used again",
        () -> {
          SampleAllocator next = SampleAllocator.builder("next").count(100).build();
          later.add(next);
          SampleHandles.NativeWords its = SampleHandles.nativeWords(next);
          if (its.address() == words.address()) {
            assertThat(its.open()).isNotEqualTo(words.open());
            return true;
          }
          return false;
        });
    later.forEach(SampleAllocator::close);
    beside.close();
  }
}
