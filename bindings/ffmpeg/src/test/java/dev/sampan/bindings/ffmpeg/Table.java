package dev.sampan.bindings.ffmpeg;

import java.util.SortedMap;
import java.util.TreeMap;

/** The table of offsets: the constants named after a structure that has a size in it. */
final class Table {

  /** One line of the table. The field is "sizeof" where the line is the size of the structure. */
  record Entry(String struct, String field, int value) {

    boolean isSize() {
      return field.equals("sizeof");
    }

    String expression() {
      return isSize()
          ? "sizeof(" + struct + ")"
          : "offsetof(" + struct + ", " + field.replace("__", ".") + ")";
    }
  }

  private Table() {}

  static SortedMap<String, Entry> entries() throws Exception {
    var constants = Generated.constants(FFmpeg.class);
    var entries = new TreeMap<String, Entry>();
    for (var constant : constants.entrySet()) {
      var name = constant.getKey();
      var struct = name.replaceFirst("_.*", "");
      if (constants.containsKey(struct + "_sizeof")) {
        var field = name.substring(struct.length() + 1);
        entries.put(name, new Entry(struct, field, (Integer) constant.getValue()));
      }
    }
    return entries;
  }
}
