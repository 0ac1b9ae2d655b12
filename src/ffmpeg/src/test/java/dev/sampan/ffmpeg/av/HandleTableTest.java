package dev.sampan.ffmpeg.av;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HandleTableTest {

  @Test
  @DisplayName("I5: a number finds its object until it is removed, and never another one")
  void numbersAreNotUsedAgain() {
    long seed = 20260721;
    Random random = new Random(seed);
    HandleTable<String> table = new HandleTable<>();
    Map<Long, String> expected = new HashMap<>();
    Map<Long, String> gone = new HashMap<>();
    for (int i = 0; i < 20_000; i++) {
      if (expected.isEmpty() || random.nextInt(5) < 3) {
        long handle = table.put("object " + i);
        assertThat(expected).doesNotContainKey(handle);
        assertThat(gone).as("seed %d", seed).doesNotContainKey(handle);
        expected.put(handle, "object " + i);
      } else {
        long handle = expected.keySet().iterator().next();
        assertThat(table.remove(handle)).isEqualTo(expected.remove(handle));
        gone.put(handle, "");
      }
    }
    expected.forEach((handle, value) -> assertThat(table.get(handle)).isEqualTo(value));
    gone.keySet().forEach(handle -> assertThat(table.get(handle)).isNull());
    gone.keySet().forEach(handle -> assertThat(table.remove(handle)).isNull());
  }

  @Test
  @DisplayName("I5: an address is no number of the table")
  void addressesFindNothing() {
    HandleTable<String> table = new HandleTable<>();
    long handle = table.put("object");

    assertThat(table.get(0)).isNull();
    assertThat(table.get(0x7f00_0000_0000L)).isNull();
    assertThat(table.get(handle & ~(1L << 62))).isNull();
    assertThat(table.get(handle + 1)).isNull();
  }
}
