package dev.sampan.bindings.sampan;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every method of every interface is called in both directions, with arguments that tell by their
 * value which method and which argument they are.
 */
@SuppressWarnings("restricted") // The calls under test are what restricted means.
class CallsTest {

  private static final Linker LINKER = Linker.nativeLinker();

  /** What C passes as the argument of that number, by the letter of its type. */
  private static final String PATTERNS =
      """
      #include "sampan.h"
      #define P(n) (uintptr_t)(0x7000000000ull + (n))
      #define W(n) (WORD)(0xF000u + (n))
      #define D(n) (0xF0000000u + (n))
      #define Q(n) (0xF000000000000000ull + (n))
      static inline GUID G(uint32_t n) {
        const GUID guid = {D(n), W(n), W(n), {1, 2, 3, 4, 5, 6, 7, 0xF8}};
        return guid;
      }
      """;

  private record Call(int slot, List<Object> arguments) {}

  /** Where every method of an object ends up. */
  interface Notes {
    int note(int slot, Object[] arguments);
  }

  private final List<Call> calls = new ArrayList<>();

  @TempDir Path directory;

  @Test
  void callsFromCReachTheirSlot() throws Throwable {
    var tables = Header.tables(directory);
    calledFrom(
        tables, Compiler.c(directory, "-std=c11").library("callers.c", callers(tables, false)));
  }

  /** Virtual functions of C++ have the slots and the arguments that the C tables have. */
  @Test
  void callsFromCppReachTheirSlot() throws Throwable {
    var tables = Header.tables(directory);
    calledFrom(
        tables,
        Compiler.cpp(directory, "-std=c++17").library("callers.cpp", callers(tables, true)));
  }

  private void calledFrom(Map<String, Header.Table> tables, Path library) throws Throwable {
    try (var arena = Arena.ofConfined()) {
      var symbols = SymbolLookup.libraryLookup(library, arena);
      var objects = new HashMap<String, MemorySegment>();
      for (var table : tables.values()) {
        var longest = Tables.longestOf(table.name());
        if (!objects.containsKey(longest)) {
          objects.put(longest, object(Tables.longest().get(longest), arena));
        }
        var object = objects.get(longest);
        calls.clear();
        var call =
            LINKER.downcallHandle(
                symbols.find("call_" + table.name()).orElseThrow(),
                FunctionDescriptor.of(JAVA_INT, ADDRESS));
        assertThat((int) call.invokeExact(object)).as("wrong results of %s", table.name()).isZero();

        assertThat(calls).as(table.name()).hasSameSizeAs(table.slots());
        var letters = Tables.longest().get(longest).values().iterator();
        for (int slot = 0; slot < table.slots().size(); slot++) {
          var expected = new ArrayList<Object>();
          var types = letters.next();
          expected.add(object.address());
          for (int i = 1; i < types.length(); i++) {
            expected.add(pattern(types.charAt(i), number(slot, i)));
          }
          assertThat(calls.get(slot))
              .as("%s::%s", table.name(), table.slots().get(slot).name())
              .isEqualTo(new Call(slot, expected));
        }
      }
    }
  }

  @Test
  void callsFromJavaReachTheirSlot() throws Throwable {
    var tables = Header.tables(directory);
    tables.keySet().removeIf(name -> !Tables.longestOf(name).equals(name));
    var library =
        Compiler.c(directory, "-std=c11").library("implementations.c", implementations(tables));
    var handles = new TreeMap<String, MethodHandle>();
    try (var arena = Arena.ofConfined()) {
      var symbols = SymbolLookup.libraryLookup(library, arena);
      var seen = symbols.find("seen").orElseThrow().reinterpret(16 * 8);
      for (var table : tables.values()) {
        var object = symbols.find("object_" + table.name()).orElseThrow().reinterpret(8);
        var slots = object.get(ADDRESS, 0).reinterpret(Tables.sizes().get(table.name()));
        int slot = 0;
        for (var types : Tables.longest().get(table.name()).values()) {
          var arguments = new ArrayList<Object>();
          arguments.add(slots.getAtIndex(ADDRESS, slot));
          arguments.add(object);
          for (int i = 1; i < types.length(); i++) {
            var value = pattern(types.charAt(i), number(slot, i));
            arguments.add(
                switch (types.charAt(i)) {
                  case 'p' -> MemorySegment.ofAddress((long) value);
                  case 'g' -> guid(arena, (List<?>) value);
                  default -> value;
                });
          }
          if (!handles.containsKey(types)) {
            handles.put(types, invoker(types));
          }
          seen.fill((byte) 0);
          int result = (int) handles.get(types).invokeWithArguments(arguments);

          var as = table.name() + " slot " + slot;
          assertThat(result).as(as).isEqualTo(0x70000000 + slot);
          assertThat(seen.getAtIndex(JAVA_LONG, 0)).as(as).isEqualTo(object.address());
          int at = 1;
          for (int i = 1; i < types.length(); i++) {
            var value = pattern(types.charAt(i), number(slot, i));
            if (value instanceof List<?> words) {
              assertThat(seen.getAtIndex(JAVA_LONG, at++)).as(as).isEqualTo(words.get(0));
              value = words.get(1);
            }
            assertThat(seen.getAtIndex(JAVA_LONG, at++)).as(as).isEqualTo(widened(value));
          }
          slot++;
        }
      }
    }
  }

  // --- the C side -----------------------------------------------------------------------------

  private static String callers(Map<String, Header.Table> tables, boolean classes) {
    var source = new StringBuilder(PATTERNS);
    for (var table : tables.values()) {
      var name = table.name();
      source.append(
          "%s int call_%s(%s *object);\n%sint call_%s(%s *object) {\n  int wrong = 0;\n"
              .formatted(classes ? "extern \"C\"" : "extern", name, name, "", name, name));
      for (int slot = 0; slot < table.slots().size(); slot++) {
        var method = table.slots().get(slot);
        var arguments = new ArrayList<String>();
        if (!classes) {
          arguments.add("object");
        }
        for (int i = 1; i < method.arguments().size(); i++) {
          arguments.add(argument(method.arguments().get(i).type(), number(slot, i), classes));
        }
        source.append(
            "  wrong += (uint32_t)%s(%s) != 0x70000000u + %d;\n"
                .formatted(
                    classes ? "object->" + method.name() : name + "_" + method.name(),
                    String.join(", ", arguments),
                    slot));
      }
      source.append("  return wrong;\n}\n");
    }
    return source.toString();
  }

  private static String argument(String type, int number, boolean classes) {
    if (type.equals("GUID")) {
      return "G(%d)".formatted(number);
    }
    if (classes && type.matches("const (GUID|IID) \\*")) {
      return "*(%s)P(%d)".formatted(type, number); // a reference
    }
    return "(%s)%s(%d)".formatted(type, macro(type), number);
  }

  private static String macro(String type) {
    return switch (type) {
      case "WORD" -> "W";
      case "DWORD", "ULONG", "WINBOOL", "uint32_t", "WMT_ATTR_DATATYPE", "WMT_TRANSPORT_TYPE" ->
          "D";
      case "QWORD", "uint64_t" -> "Q";
      default -> "P";
    };
  }

  private static String implementations(Map<String, Header.Table> tables) {
    var source = new StringBuilder(PATTERNS);
    source.append("extern uint64_t seen[16];\nuint64_t seen[16];\n");
    for (var table : tables.values()) {
      var name = table.name();
      var entries = new ArrayList<String>();
      for (int slot = 0; slot < table.slots().size(); slot++) {
        var method = table.slots().get(slot);
        var arguments = new ArrayList<String>();
        var body = new StringBuilder();
        int at = 0;
        for (var argument : method.arguments()) {
          arguments.add(argument.type() + " " + argument.name());
          if (argument.type().equals("GUID")) {
            for (int half = 0; half < 2; half++) {
              body.append(
                  "  for (int i = 0; i < 8; i++) { ((BYTE *)&seen[%d])[i] = ((BYTE *)&%s)[%d + i]; }\n"
                      .formatted(at++, argument.name(), 8 * half));
            }
          } else {
            var cast =
                switch (macro(argument.type())) {
                  case "P" -> "(uintptr_t)";
                  case "D" -> "(uint32_t)";
                  default -> "";
                };
            body.append("  seen[%d] = %s%s;\n".formatted(at++, cast, argument.name()));
          }
        }
        source.append(
            "static %s STDMETHODCALLTYPE %s_%d(%s) {\n%s  return 0x70000000 + %d;\n}\n"
                .formatted(
                    method.returned(), name, slot, String.join(", ", arguments), body, slot));
        entries.add(name + "_" + slot);
      }
      source.append(
          "static const %sVtbl table_%s = {%s};\n"
              .formatted(name, name, String.join(", ", entries)));
      source.append(
          "extern const %s object_%s;\nconst %s object_%s = {&table_%s};\n"
              .formatted(name, name, name, name, name));
    }
    return source.toString();
  }

  // --- the Java side --------------------------------------------------------------------------

  private static int number(int slot, int argument) {
    return 16 * slot + argument;
  }

  private static Object pattern(char letter, int number) {
    return switch (letter) {
      case 'p' -> 0x7000000000L + number;
      case 'w' -> (short) (0xF000 + number);
      case 'd' -> 0xF0000000 + number;
      case 'q' -> 0xF000000000000000L + number;
      case 'g' ->
          List.of(
              (0xF0000000L + number) | (0xF000L + number) << 32 | (0xF000L + number) << 48,
              0xF807060504030201L);
      default -> throw new AssertionError(letter);
    };
  }

  private static long widened(Object value) {
    return value instanceof Short number
        ? Short.toUnsignedLong(number)
        : value instanceof Integer number ? Integer.toUnsignedLong(number) : (long) value;
  }

  private static MemorySegment guid(Arena arena, List<?> words) {
    var guid = arena.allocate(GUID.layout());
    guid.set(JAVA_LONG_UNALIGNED, 0, (long) words.get(0));
    guid.set(JAVA_LONG_UNALIGNED, 8, (long) words.get(1));
    return guid;
  }

  /** An object whose methods note that they were called. */
  private MemorySegment object(Map<String, String> slots, Arena arena) throws Exception {
    Notes notes = this::note;
    var note =
        MethodHandles.lookup()
            .findVirtual(
                Notes.class, "note", MethodType.methodType(int.class, int.class, Object[].class))
            .bindTo(notes);
    var table = arena.allocate(ADDRESS, slots.size());
    int slot = 0;
    for (var types : slots.values()) {
      var descriptor = Tables.descriptor(types);
      var handle =
          MethodHandles.insertArguments(note, 0, slot)
              .asCollector(Object[].class, types.length())
              .asType(descriptor.toMethodType());
      table.setAtIndex(ADDRESS, slot++, LINKER.upcallStub(handle, descriptor, arena));
    }
    var object = arena.allocate(ADDRESS);
    object.set(ADDRESS, 0, table);
    return object;
  }

  private int note(int slot, Object[] arguments) {
    var seen = new ArrayList<Object>();
    for (var argument : arguments) {
      if (argument instanceof MemorySegment segment) {
        boolean guid = segment.byteSize() == 16;
        var words = segment.asSlice(0, guid ? 16 : 0);
        seen.add(
            guid
                ? List.of(words.get(JAVA_LONG_UNALIGNED, 0), words.get(JAVA_LONG_UNALIGNED, 8))
                : segment.address());
      } else {
        seen.add(argument);
      }
    }
    calls.add(new Call(slot, seen));
    return 0x70000000 + slot;
  }

  private static MethodHandle invoker(String types) throws Exception {
    for (var method : Tables.method(types).getMethods()) {
      if (method.getName().equals("invoke")) {
        return MethodHandles.lookup().unreflect(method);
      }
    }
    throw new AssertionError(types);
  }
}
