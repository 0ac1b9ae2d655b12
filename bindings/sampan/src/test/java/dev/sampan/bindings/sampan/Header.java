package dev.sampan.bindings.sampan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The tables of sampan.h, as the C preprocessor shows them. */
final class Header {

  /** One argument of a method. */
  record Argument(String type, String name) {}

  /**
   * One entry of a table.
   *
   * @param returned the type that the method returns
   * @param arguments the object among them
   */
  record Slot(String returned, String name, List<Argument> arguments) {}

  /** A table, and its body as C has it. */
  record Table(String name, List<Slot> slots, String body) {}

  private static final Pattern TABLE =
      Pattern.compile("struct (\\w+)Vtbl \\{(.*?)\\};", Pattern.DOTALL);
  private static final Pattern SLOT =
      Pattern.compile("(\\w+)\\s*\\(\\s*\\*(\\w+)\\)\\s*\\(([^)]*)\\)\\s*;");
  private static final Pattern ARGUMENT = Pattern.compile("(.*?)(\\w+)");

  private Header() {}

  /** All tables by the name of the interface, in the order of the header. */
  static Map<String, Table> tables(Path directory) throws Exception {
    var text = Compiler.c(directory).preprocess("tables.c", "#include \"sampan.h\"\n");
    var tables = new LinkedHashMap<String, Table>();
    var table = TABLE.matcher(text);
    while (table.find()) {
      var slots = new ArrayList<Slot>();
      var slot = SLOT.matcher(table.group(2).replaceAll("\\s+", " "));
      while (slot.find()) {
        var arguments = new ArrayList<Argument>();
        for (var part : slot.group(3).split(",", -1)) {
          var argument = ARGUMENT.matcher(part.strip());
          if (!argument.matches()) {
            throw new AssertionError(slot.group());
          }
          arguments.add(new Argument(argument.group(1).strip(), argument.group(2)));
        }
        slots.add(new Slot(slot.group(1), slot.group(2), List.copyOf(arguments)));
      }
      var name = table.group(1);
      tables.put(name, new Table(name, List.copyOf(slots), table.group(2)));
    }
    return tables;
  }

  /** The letter of every type of an argument, found out by the compiler: p, w, d, q or g. */
  static Map<String, String> letters(Path directory, Map<String, Table> tables) throws Exception {
    var expressions = new TreeMap<String, String>();
    for (var table : tables.values()) {
      for (var slot : table.slots()) {
        for (var argument : slot.arguments()) {
          var type = argument.type();
          var code = "__builtin_classify_type(*(%s *)0) * 100 + sizeof(%s)".formatted(type, type);
          expressions.put(type.replace(' ', '_'), code);
        }
      }
    }
    var letters = new TreeMap<String, String>();
    Compiler.c(directory)
        .evaluate("#include \"sampan.h\"", expressions)
        .forEach((type, code) -> letters.put(type, letter(type, (int) code.value())));
    return letters;
  }

  private static String letter(String type, int code) {
    int kind = code / 100;
    int size = code % 100;
    if (kind == 5 && size == 8) {
      return "p";
    }
    if (kind == 12 && size == 16) {
      return "g";
    }
    if (kind == 1 && (size == 2 || size == 4 || size == 8)) {
      return size == 2 ? "w" : size == 4 ? "d" : "q";
    }
    throw new AssertionError(type + " is of kind " + kind + " and has " + size + " bytes");
  }
}
