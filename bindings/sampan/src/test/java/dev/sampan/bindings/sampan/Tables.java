package dev.sampan.bindings.sampan;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tables as the generated Java describes them. */
final class Tables {

  private Tables() {}

  /** The longest table of each family: the letters of each slot by its name, in order. */
  static Map<String, Map<String, String>> longest() throws Exception {
    var tables = new TreeMap<String, Map<String, String>>();
    for (var name : Generated.asked("--include-constant")) {
      if (name.endsWith("_SLOTS")) {
        var text = (MemorySegment) Sampan.class.getMethod(name).invoke(null);
        var slots = new LinkedHashMap<String, String>();
        for (var slot : text.getString(0).split(" ", -1)) {
          int parenthesis = slot.indexOf('(');
          slots.put(
              slot.substring(0, parenthesis), slot.substring(parenthesis + 1, slot.length() - 1));
        }
        tables.put(name.replace("_SLOTS", ""), slots);
      }
    }
    return tables;
  }

  /** Each interface's table size in bytes. */
  static Map<String, Long> sizes() throws Exception {
    var sizes = new TreeMap<String, Long>();
    for (var name : Generated.asked("--include-constant")) {
      if (name.endsWith("Vtbl_sizeof")) {
        var size = (long) Sampan.class.getMethod(name).invoke(null);
        sizes.put(name.replace("Vtbl_sizeof", ""), size);
      }
    }
    return sizes;
  }

  /** The name of the longest table that begins with the given one. */
  static String longestOf(String name) {
    return switch (name) {
      case "IUnknown", "INSSBuffer", "INSSBuffer2", "INSSBuffer3" -> "INSSBuffer4";
      case "IWMWriterAdvanced", "IWMWriterAdvanced2" -> "IWMWriterAdvanced3";
      case "IWMStreamConfig" -> "IWMStreamConfig2";
      case "IWMMediaProps" -> "IWMInputMediaProps";
      case "IMFVideoSampleAllocatorNotify" -> "IMFVideoSampleAllocatorNotifyEx";
      default -> name;
    };
  }

  /** The function type of a signature. */
  static Class<?> method(String letters) throws Exception {
    return Class.forName(Tables.class.getPackageName() + ".method_" + letters);
  }

  /** The descriptor of a signature. */
  static FunctionDescriptor descriptor(String letters) throws Exception {
    return (FunctionDescriptor) method(letters).getMethod("descriptor").invoke(null);
  }

  /** The bytes of a GUID constant. */
  static byte[] guid(String name) throws Exception {
    var bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong((long) Sampan.class.getMethod(name + "_LOW").invoke(null));
    bytes.putLong((long) Sampan.class.getMethod(name + "_HIGH").invoke(null));
    return bytes.array();
  }

  /** The names of all GUID constants. */
  static Set<String> guids() throws Exception {
    var names = new TreeSet<String>();
    for (var name : Generated.asked("--include-constant")) {
      if (name.endsWith("_LOW")) {
        names.add(name.replace("_LOW", ""));
      }
    }
    return names;
  }
}
