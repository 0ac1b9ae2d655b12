package dev.sampan.bindings.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Our numbers against the headers of mingw-w64, an independent description of Windows, by its cross
 * compiler. What it lacks is named here.
 */
class WindowsTest {

  private static final String THEIRS =
      """
      #define WIN32_LEAN_AND_MEAN
      #include <windows.h>
      #include <ole2.h>
      #include <mmreg.h>
      #include <strmif.h>
      #include <amvideo.h>
      #include <mferror.h>
      #include <mfidl.h>
      #include <nserror.h>
      #include <uuids.h>
      #include <wmsdkidl.h>
      #include <stddef.h>
      """;

  private static final Set<String> LACKING_INTERFACES =
      Set.of("INSSBuffer4", "IWMSBufferAllocator", "IWMStreamConfig2", "ISampanRuntime");

  private static final Set<String> LACKING_CONSTANTS =
      Set.of(
          "ASF_E_STREAMNUMBERINUSE",
          "WMT_Transport_Type_Reliable",
          "WMT_Transport_Type_Unreliable",
          "WM_SampleExtension_ChromaLocation_Size",
          "WM_SampleExtension_ColorSpaceInfo_Size",
          "WM_SampleExtension_ContentType_Size",
          "WM_SampleExtension_PixelAspectRatio_Size",
          "WM_SampleExtension_SampleDuration_Size",
          "WM_SampleExtension_Timecode_Size");

  private static final Map<String, String> OTHER_NAMES =
      Map.of(
          "WMFORMAT_VideoInfo", "FORMAT_VideoInfo",
          "WMFORMAT_WaveFormatEx", "FORMAT_WaveFormatEx");

  @TempDir Path directory;

  private Compiler mingw;

  @BeforeEach
  void findCompiler() throws Exception {
    mingw = Compiler.of(directory, "x86_64-w64-mingw32-gcc", "-std=gnu11");
  }

  /** One file for all of it: their headers take a second to compile. */
  @Test
  void tablesStructuresAndConstantsAreTheirs() throws Exception {
    var source = new StringBuilder(THEIRS);
    checkTables(source);
    checkStructures(source);
    checkConstants(source);
    mingw.check("theirs.c", source.toString());
  }

  /** With INITGUID the preprocessor shows each identifier with its value. */
  @Test
  void identifiersAreTheirs() throws Exception {
    var text =
        mingw
            .preprocess("guids.c", "#define INITGUID\n" + THEIRS)
            .replaceAll("__attribute__\\s*\\(\\(\\w+\\)\\)", "");
    var pattern =
        Pattern.compile("(\\w+)\\s*=\\s*\\{((?:\\s*(?:0x)?[0-9a-fA-F]+\\s*,){3}[^}]*)\\}");
    var theirs = new TreeMap<String, byte[]>();
    var matcher = pattern.matcher(text);
    while (matcher.find()) {
      var numbers = matcher.group(2).replaceAll("[{\\s]", "").split(",", -1);
      if (numbers.length == 11) {
        var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putInt(Long.decode(numbers[0]).intValue());
        bytes.putShort(Integer.decode(numbers[1]).shortValue());
        bytes.putShort(Integer.decode(numbers[2]).shortValue());
        for (int i = 3; i < 11; i++) {
          bytes.put(Integer.decode(numbers[i]).byteValue());
        }
        theirs.put(matcher.group(1), bytes.array());
      }
    }
    assertThat(theirs).hasSizeGreaterThan(500);

    var lacking = new TreeSet<String>();
    for (var name : Tables.guids()) {
      var other = theirs.get(OTHER_NAMES.getOrDefault(name, name));
      if (other == null) {
        lacking.add(name);
      } else {
        assertThat(Tables.guid(name)).as(name).isEqualTo(other);
      }
    }
    assertThat(lacking)
        .isSubsetOf(
            "IID_ISampanRuntime",
            "IID_INSSBuffer4",
            "IID_IWMSBufferAllocator",
            "IID_IWMStreamConfig2",
            "WMMEDIASUBTYPE_WMAudioV8",
            "WM_SampleExtensionGUID_ChromaLocation",
            "WM_SampleExtensionGUID_ColorSpaceInfo",
            "WM_SampleExtensionGUID_ContentType",
            "WM_SampleExtensionGUID_PixelAspectRatio",
            "WM_SampleExtensionGUID_SampleDuration",
            "WM_SampleExtensionGUID_Timecode");
  }

  /** The same slots in the same order, and each with the same type down to the last argument. */
  private void checkTables(StringBuilder source) throws Exception {
    int slots = 0;
    for (var table : Header.tables(directory).values()) {
      var name = table.name();
      if (LACKING_INTERFACES.contains(name)) {
        continue;
      }
      source.append("struct Our%sVtbl {%s};\n".formatted(name, table.body()));
      check(source, "sizeof(%sVtbl) == %d".formatted(name, Tables.sizes().get(name)));
      int offset = 0;
      for (var slot : table.slots()) {
        check(source, "offsetof(%sVtbl, %s) == %d".formatted(name, slot.name(), offset));
        check(
            source,
            "__builtin_types_compatible_p(__typeof__(((%sVtbl *)0)->%s), "
                    .formatted(name, slot.name())
                + "__typeof__(((struct Our%sVtbl *)0)->%s))".formatted(name, slot.name()));
        offset += 8;
        slots++;
      }
    }
    assertThat(slots).isGreaterThan(150);
  }

  private static void checkStructures(StringBuilder source) throws Exception {
    int checked = 0;
    for (var structure : HeadersTest.structures().entrySet()) {
      var name = structure.getKey();
      if (name.startsWith("Sampan")) {
        continue;
      }
      check(source, "sizeof(%s) == %d".formatted(name, structure.getValue().byteSize()));
      check(source, "_Alignof(%s) == %d".formatted(name, structure.getValue().byteAlignment()));
      HeadersTest.fields(structure.getValue())
          .forEach(
              (field, offset) ->
                  check(source, "offsetof(%s, %s) == %d".formatted(name, field, offset)));
      checked++;
    }
    assertThat(checked).isEqualTo(8);
  }

  private static void checkConstants(StringBuilder source) throws Exception {
    int checked = 0;
    for (var constant : Generated.constants(Sampan.class).entrySet()) {
      var name = constant.getKey();
      var value = constant.getValue();
      if (value instanceof MemorySegment
          || value instanceof Long
          || name.startsWith("SAMPAN_")
          || LACKING_CONSTANTS.contains(name)) {
        continue;
      }
      check(source, "(LONG)%s == (LONG)0x%08X".formatted(name, (int) value));
      checked++;
    }
    assertThat(checked).isGreaterThan(45);
  }

  private static void check(StringBuilder source, String condition) {
    source.append(
        "_Static_assert(%s, \"%s\");\n".formatted(condition, condition.replace("\"", "'")));
  }
}
