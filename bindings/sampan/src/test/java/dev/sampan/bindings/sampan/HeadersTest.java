package dev.sampan.bindings.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.PaddingLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was generated, compared with what the C compiler says of sampan.h. */
class HeadersTest {

  private static final String INCLUDE =
      "#include \"%s\"".formatted(Generated.directory().resolve("jextract.h"));

  @TempDir Path directory;

  @Test
  void constantsEqualWhatTheCompilerSays() throws Exception {
    var constants = Generated.constants(Sampan.class);
    constants.values().removeIf(MemorySegment.class::isInstance);
    assertThat(constants).hasSizeGreaterThan(150);

    var expressions = new LinkedHashMap<String, String>();
    constants.keySet().forEach(name -> expressions.put(name, name));
    var values = Compiler.c(directory).evaluate(INCLUDE, expressions);

    assertThat(values.keySet()).isEqualTo(constants.keySet());
    constants.forEach(
        (name, constant) -> {
          var expected = values.get(name);
          assertThat(Generated.size(constant)).as("size of %s", name).isEqualTo(expected.size());
          if (expected.size() == Integer.BYTES) {
            assertThat(constant).as(name).isEqualTo((int) expected.value());
          } else {
            assertThat(constant).as(name).isEqualTo(expected.value());
          }
        });
  }

  @Test
  void everySymbolOfTheListIsGenerated() throws Exception {
    assertThat(Generated.constants(Sampan.class).keySet())
        .isEqualTo(Generated.asked("--include-constant"));
    for (var option : List.of("--include-struct", "--include-typedef")) {
      for (var name : Generated.asked(option)) {
        assertThat(Class.forName(Sampan.class.getPackageName() + "." + name)).isPublic();
      }
    }
  }

  @Test
  void structuresEqualWhatTheCompilerSays() throws Exception {
    var expected = new LinkedHashMap<String, Long>();
    var expressions = new LinkedHashMap<String, String>();
    structures()
        .forEach(
            (name, layout) -> {
              expected.put(name, layout.byteSize());
              expressions.put(name, "sizeof(%s)".formatted(name));
              expected.put(name + ":alignment", layout.byteAlignment());
              expressions.put(name + ":alignment", "_Alignof(%s)".formatted(name));
              fields(layout)
                  .forEach(
                      (field, offset) -> {
                        var key = name + "." + field;
                        expected.put(key, offset);
                        expressions.put(key, "offsetof(%s, %s)".formatted(name, field));
                      });
            });
    assertThat(expected).hasSizeGreaterThan(120);

    var values = Compiler.c(directory).evaluate(INCLUDE, expressions);
    expected.forEach((key, value) -> assertThat(values.get(key).value()).as(key).isEqualTo(value));
  }

  @Test
  void statement10StatisticsHaveTheirSizesAndOffsets() {
    assertThat(WM_WRITER_STATISTICS.sizeof()).isEqualTo(56);
    assertThat(WM_WRITER_STATISTICS.qwDroppedByteCount$offset()).isEqualTo(24);
    assertThat(WM_WRITER_STATISTICS.dwCurrentBitrate$offset()).isEqualTo(32);
    assertThat(WM_WRITER_STATISTICS.dwExpectedSampleRate$offset()).isEqualTo(52);
    assertThat(WM_WRITER_STATISTICS_EX.sizeof()).isEqualTo(28);
    assertThat(fields(WM_WRITER_STATISTICS_EX.layout()).values())
        .containsExactly(0L, 4L, 8L, 12L, 16L, 20L, 24L);
  }

  @Test
  void statement1EveryTableBeginsWithTheMethodsOfIUnknown() throws Exception {
    var tables = Tables.longest();
    assertThat(tables).hasSize(11);
    tables.forEach(
        (name, slots) ->
            assertThat(slots.keySet())
                .as(name)
                .startsWith("QueryInterface", "AddRef", "Release")
                .hasSizeGreaterThan(3));
    assertThat(Sampan.IUnknownVtbl_sizeof()).isEqualTo(3 * 8);
  }

  @Test
  void statement6TheTableOfBuffersHas14Slots() throws Exception {
    assertThat(Tables.longest().get("INSSBuffer4").keySet())
        .containsExactly(
            "QueryInterface",
            "AddRef",
            "Release",
            "GetLength",
            "SetLength",
            "GetMaxLength",
            "GetBuffer",
            "GetBufferAndLength",
            "GetSampleProperties",
            "SetSampleProperties",
            "SetProperty",
            "GetProperty",
            "GetPropertyCount",
            "GetPropertyByIndex");
    assertThat(Sampan.INSSBufferVtbl_sizeof()).isEqualTo(8 * 8);
    assertThat(Sampan.INSSBuffer2Vtbl_sizeof()).isEqualTo(10 * 8);
    assertThat(Sampan.INSSBuffer3Vtbl_sizeof()).isEqualTo(12 * 8);
    assertThat(Sampan.INSSBuffer4Vtbl_sizeof()).isEqualTo(14 * 8);
  }

  @Test
  void slotsAndSignaturesEqualThoseOfTheHeader() throws Exception {
    var tables = Header.tables(directory);
    var letters = Header.letters(directory, tables);
    var longest = Tables.longest();
    assertThat(tables.keySet()).isEqualTo(Tables.sizes().keySet());

    for (var table : tables.values()) {
      var described = longest.get(Tables.longestOf(table.name())).entrySet().iterator();
      for (var slot : table.slots()) {
        var expected = described.next();
        assertThat(slot.name()).as(table.name()).isEqualTo(expected.getKey());
        var actual = new StringBuilder();
        slot.arguments().forEach(a -> actual.append(letters.get(a.type().replace(' ', '_'))));
        assertThat(actual).as("%s::%s", table.name(), slot.name()).hasToString(expected.getValue());
        assertThat(slot.returned()).isIn("HRESULT", "ULONG");
      }
    }
  }

  @Test
  void eachSlotIsWhereItsNumberSays() throws Exception {
    var expressions = new LinkedHashMap<String, String>();
    var expected = new LinkedHashMap<String, Long>();
    for (var table : Header.tables(directory).values()) {
      long offset = 0;
      for (var slot : table.slots()) {
        var key = table.name() + "::" + slot.name();
        expressions.put(key, "offsetof(%sVtbl, %s)".formatted(table.name(), slot.name()));
        expected.put(key, offset);
        offset += 8;
      }
      assertThat(offset).as(table.name()).isEqualTo(Tables.sizes().get(table.name()));
    }
    var values = Compiler.c(directory).evaluate(INCLUDE, expressions);
    expected.forEach((key, value) -> assertThat(values.get(key).value()).as(key).isEqualTo(value));
  }

  @Test
  void identifiersHaveTheBytesOfTheConstants() throws Exception {
    var expressions = new LinkedHashMap<String, String>();
    for (var name : Tables.guids()) {
      expressions.put(name + ":low", "((const int64_t *)&%s)[0]".formatted(name));
      expressions.put(name + ":high", "((const int64_t *)&%s)[1]".formatted(name));
    }
    var values = Compiler.c(directory).evaluate(INCLUDE, expressions);
    for (var name : Tables.guids()) {
      var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putLong(values.get(name + ":low").value());
      bytes.putLong(values.get(name + ":high").value());
      assertThat(Tables.guid(name)).as(name).isEqualTo(bytes.array());
    }
  }

  @Test
  void identifiersDiffer() throws Exception {
    var seen = new TreeSet<String>();
    for (var name : Tables.guids()) {
      assertThat(seen.add(HexFormat.of().formatHex(Tables.guid(name)))).as(name).isTrue();
    }
    assertThat(seen).hasSizeGreaterThan(40);
  }

  static Map<String, GroupLayout> structures() throws Exception {
    var structures = new LinkedHashMap<String, GroupLayout>();
    for (var name : Generated.asked("--include-struct")) {
      var type = Class.forName(Sampan.class.getPackageName() + "." + name);
      structures.put(name, (GroupLayout) type.getMethod("layout").invoke(null));
    }
    return structures;
  }

  static Map<String, Long> fields(GroupLayout layout) {
    var fields = new LinkedHashMap<String, Long>();
    long offset = 0;
    for (var member : layout.memberLayouts()) {
      if (!(member instanceof PaddingLayout)) {
        fields.put(member.name().orElseThrow(), offset);
      }
      offset += member.byteSize();
    }
    return fields;
  }
}
