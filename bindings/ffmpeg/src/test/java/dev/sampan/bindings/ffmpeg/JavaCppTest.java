package dev.sampan.bindings.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class JavaCppTest {

  private static final byte ONES = (byte) -1;

  @BeforeAll
  static void load() throws Exception {
    JavaCpp.load();
  }

  @Test
  void offsetsEqualThoseOfJavaCpp() throws Exception {
    var entries = Table.entries();
    assertThat(entries).hasSizeGreaterThan(300);
    var unknown = new ArrayList<String>();
    for (var line : entries.entrySet()) {
      var entry = line.getValue();
      var theirs =
          entry.isSize()
              ? JavaCpp.size(entry.struct())
              : JavaCpp.offset(entry.struct(), entry.field().replace("__", "."));
      if (theirs.isPresent()) {
        assertThat(entry.value()).as(line.getKey()).isEqualTo(theirs.get());
      } else {
        unknown.add(line.getKey());
      }
    }
    assertThat(unknown).as("not known to JavaCPP").isEmpty();
  }

  @Test
  void constantsEqualThoseOfJavaCpp() throws Exception {
    var constants = Generated.constants(FFmpeg.class);
    constants.keySet().removeAll(Table.entries().keySet());
    assertThat(constants).hasSizeGreaterThan(500);
    var unknown = new ArrayList<String>();
    for (var constant : constants.entrySet()) {
      var theirs = JavaCpp.constant(constant.getKey());
      if (theirs.isPresent()) {
        assertThat(Generated.number(constant.getValue()))
            .as(constant.getKey())
            .isEqualTo(theirs.get().longValue());
      } else {
        unknown.add(constant.getKey());
      }
    }
    assertThat(unknown).as("not known to JavaCPP").allMatch(name -> name.startsWith("SAMPAN_"));
  }

  @Test
  void eachAccessorReadsAndWritesItsFieldAndNothingElse() throws Exception {
    int accessors = 0;
    for (var structure : Structure.ALL) {
      assertThat((int) structure.layout().byteSize())
          .as(structure.name())
          .isEqualTo(JavaCpp.size(structure.name()).orElseThrow());
      for (var field : structure.fields()) {
        var label = structure.name() + "." + field;
        int offset = JavaCpp.offset(structure.name(), field).orElseThrow();
        long size = structure.layout(field).byteSize();
        try (var arena = Arena.ofConfined()) {
          var memory = arena.allocate(structure.layout());
          structure.set(memory, field, ones(structure.get(memory, field), size, arena));
          for (long at = 0; at < memory.byteSize(); at++) {
            boolean inside = at >= offset && at < offset + size;
            assertThat(memory.get(ValueLayout.JAVA_BYTE, at))
                .as("%s at %d", label, at)
                .isEqualTo(inside ? ONES : 0);
          }
          assertThat(isOnes(structure.get(memory, field))).as(label).isTrue();
          accessors++;
        }
      }
    }
    assertThat(accessors).isGreaterThan(20);
  }

  private static Object ones(Object old, long size, Arena arena) {
    if (old instanceof Integer) {
      return -1;
    } else if (old instanceof Long) {
      return -1L;
    } else if (((MemorySegment) old).address() == 0) {
      return MemorySegment.ofAddress(-1);
    } else {
      return arena.allocate(size).fill(ONES);
    }
  }

  private static boolean isOnes(Object value) {
    if (value instanceof MemorySegment segment && segment.address() != -1) {
      return segment.asSlice(0, 8).get(ValueLayout.JAVA_LONG_UNALIGNED, 0) == -1;
    }
    return value instanceof MemorySegment || ((Number) value).longValue() == -1;
  }
}
