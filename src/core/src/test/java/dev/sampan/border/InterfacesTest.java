package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.sampan.GUID;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.Upcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I8")
@DisplayName(
    "docs/interfaces.md lists every method in its slot, with what it answers and its tests")
@Timeout(60)
class InterfacesTest {

  private static final Path ROOT = Path.of(System.getProperty("sampan.root"));
  private static final String NOT_IMPLEMENTED = "`E_NOTIMPL`: ";

  private record Row(String method, String state, String tests) {}

  private static Map<String, List<Row>> page() throws Exception {
    Map<String, List<Row>> tables = new LinkedHashMap<>();
    List<Row> table = new ArrayList<>();
    for (String line : Files.readAllLines(ROOT.resolve(Path.of("docs", "interfaces.md")))) {
      if (line.startsWith("## ")) {
        table = new ArrayList<>();
        tables.put(line.substring(3), table);
      }
      String[] cells = line.split(" *\\| *", -1);
      if (cells.length == 5 && cells[1].matches("[A-Z]\\w+")) {
        table.add(new Row(cells[1], cells[2], cells[3]));
      }
    }
    return tables;
  }

  /** By the longest interface of each family, its slots. */
  static Map<String, String> slots() {
    Map<String, MemorySegment> all =
        Map.ofEntries(
            Map.entry("INSSBuffer4", Sampan.INSSBuffer4_SLOTS()),
            Map.entry("IWMSBufferAllocator", Sampan.IWMSBufferAllocator_SLOTS()),
            Map.entry(
                "IMFVideoSampleAllocatorCallback", Sampan.IMFVideoSampleAllocatorCallback_SLOTS()),
            Map.entry(
                "IMFVideoSampleAllocatorNotifyEx", Sampan.IMFVideoSampleAllocatorNotifyEx_SLOTS()),
            Map.entry("IWMInputMediaProps", Sampan.IWMInputMediaProps_SLOTS()),
            Map.entry("IWMStreamConfig2", Sampan.IWMStreamConfig2_SLOTS()),
            Map.entry("IWMProfile", Sampan.IWMProfile_SLOTS()),
            Map.entry("IWMWriter", Sampan.IWMWriter_SLOTS()),
            Map.entry("IWMWriterAdvanced3", Sampan.IWMWriterAdvanced3_SLOTS()),
            Map.entry("IWMWriterSink", Sampan.IWMWriterSink_SLOTS()),
            Map.entry("ISampanRuntime", Sampan.ISampanRuntime_SLOTS()));
    Map<String, String> texts = new LinkedHashMap<>();
    all.forEach((name, text) -> texts.put(name, text.getString(0)));
    return texts;
  }

  @Test
  void everyMethodIsListedInItsSlot() throws Exception {
    Map<String, List<Row>> page = page();
    Map<String, String> slots = slots();
    assertThat(page).containsOnlyKeys(slots.keySet());
    slots.forEach(
        (name, text) ->
            assertThat(page.get(name))
                .as(name)
                .extracting(Row::method)
                .containsExactly(text.replaceAll("\\(\\w+\\)", "").split(" ", -1)));
  }

  @Test
  void theTestsThatItNamesAreThere() throws Exception {
    String border = Files.readString(ROOT.resolve("src/core/src/test/native/border.c"));
    String writer = Files.readString(ROOT.resolve("src/core/src/test/native/writer.c"));
    String statements = Files.readString(ROOT.resolve("src/core/src/test/native/conformance.c"));
    for (List<Row> table : page().values()) {
      for (Row row : table) {
        Matcher functions = Pattern.compile("`(\\w+)`").matcher(row.tests);
        while (functions.find()) {
          assertThat(border + writer).as(row.toString()).contains(" " + functions.group(1) + "(");
        }
        Matcher numbers = Pattern.compile("(\\d+)(?:–(\\d+))?").matcher(row.tests);
        while (numbers.find()) {
          int first = Integer.parseInt(numbers.group(1));
          assertThat(statements).as(row.toString()).contains("begin(" + first + ");");
          if (numbers.group(2) != null) {
            assertThat(statements)
                .as(row.toString())
                .contains("begin(" + Integer.parseInt(numbers.group(2)) + ");");
          }
        }
        assertThat(row.tests.equals("–")).as(row.toString()).isEqualTo(row.state.startsWith("not"));
      }
    }
  }

  @TestFactory
  List<DynamicTest> everyMethodAnswersAsItSays(@TempDir Path folder) throws Exception {
    Map<String, List<Row>> page = page();
    Map<String, Long> objects = objects(folder);
    List<DynamicTest> tests = new ArrayList<>();
    slots()
        .forEach(
            (name, text) -> {
              Long object = objects.get(name);
              if (object != null) {
                List<Row> rows = page.getOrDefault(name, List.of());
                String[] methods = text.split(" ", -1);
                for (int i = 3; i < methods.length; i++) {
                  int slot = i;
                  tests.add(
                      dynamicTest(
                          name + " " + methods[i],
                          () ->
                              assertThat(call(object, slot, methods[slot]) == Sampan.E_NOTIMPL())
                                  .isEqualTo(rows.get(slot).state.startsWith(NOT_IMPLEMENTED))));
                }
              }
            });
    assertThat(tests).hasSizeGreaterThan(80);
    return tests;
  }

  /** An object for each interface that Sampan implements, with a reference that is kept. */
  private static Map<String, Long> objects(Path folder) throws Exception {
    SampleAllocator samples = SampleAllocator.builder("interfaces").count(1).build();
    AllocatorObject allocator = new AllocatorObject(samples, Duration.ZERO, true);
    long allocatorPointer = allocator.show();
    long buffer;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment out = arena.allocate(ValueLayout.JAVA_LONG);
      allocator.allocate(1, out.address());
      buffer = out.get(ValueLayout.JAVA_LONG, 0);
    }
    MediaType type = MediaType.sound(Sampan.WAVE_FORMAT_PCM(), 16, 1, 8000);
    long writer = WriterObject.create(0);
    return Map.ofEntries(
        Map.entry("INSSBuffer4", buffer),
        Map.entry("IWMSBufferAllocator", allocatorPointer),
        Map.entry("IMFVideoSampleAllocatorCallback", allocatorPointer + 8),
        Map.entry("IWMInputMediaProps", new InputPropsObject("", type).show()),
        Map.entry(
            "IWMStreamConfig2",
            new StreamConfigObject(StreamSettings.fresh(MediaGuids.AUDIO, 1)).show()),
        Map.entry("IWMProfile", new ProfileObject().show()),
        Map.entry("IWMWriter", writer),
        Map.entry("IWMWriterAdvanced3", writer + 8),
        Map.entry("IWMWriterSink", FileSinkObject.of(folder.resolve("file").toString()).pointer()),
        Map.entry("ISampanRuntime", NativeRuntime.export()));
  }

  /** Calls a method with zeros and null pointers. */
  private static int call(long object, int slot, String method) throws Exception {
    String types = method.substring(method.indexOf('(') + 1, method.length() - 1);
    MemoryLayout[] layouts = new MemoryLayout[types.length()];
    Object[] arguments = new Object[types.length() + 1];
    arguments[0] = MemorySegment.ofAddress(VirtualTable.slot(object, slot));
    for (int i = 0; i < types.length(); i++) {
      char letter = types.charAt(i);
      layouts[i] =
          letter == 'g'
              ? GUID.layout()
              : letter == 'd'
                  ? ValueLayout.JAVA_INT
                  : letter == 'w' ? ValueLayout.JAVA_SHORT : ValueLayout.JAVA_LONG;
      arguments[i + 1] =
          letter == 'g'
              ? Arena.ofAuto().allocate(GUID.layout())
              : letter == 'd'
                  ? (Object) 0
                  : letter == 'w' ? (Object) (short) 0 : (Object) (i == 0 ? object : 0L);
    }
    try {
      return (int)
          Upcalls.downcall(FunctionDescriptor.of(ValueLayout.JAVA_INT, layouts))
              .invokeWithArguments(Arrays.asList(arguments));
    } catch (Throwable t) {
      throw new AssertionError(t);
    }
  }
}
