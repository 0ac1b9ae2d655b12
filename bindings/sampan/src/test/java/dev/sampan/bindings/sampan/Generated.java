package dev.sampan.bindings.sampan;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What jextract made, seen by reflection. */
final class Generated {

  private Generated() {}

  /**
   * The constants of a header class: static methods without parameters that are not functions of C.
   */
  static Map<String, Object> constants(Class<?> header) throws Exception {
    var functions = functions(header);
    var constants = new TreeMap<String, Object>();
    for (var method : header.getMethods()) {
      var name = method.getName();
      if (isStatic(method)
          && method.getParameterCount() == 0
          && name.indexOf('$') < 0
          && !functions.contains(name)) {
        constants.put(name, method.invoke(null));
      }
    }
    return constants;
  }

  /** The functions of a header class, except variadic ones. */
  static Set<String> functions(Class<?> header) {
    var functions = new TreeSet<String>();
    for (var method : header.getMethods()) {
      if (isStatic(method) && method.getReturnType() == FunctionDescriptor.class) {
        functions.add(method.getName().replace("$descriptor", ""));
      }
    }
    return functions;
  }

  /** The names that follow the given option in the argument file of this binding. */
  static Set<String> asked(String option) throws Exception {
    var names = new TreeSet<String>();
    for (var line : Files.readAllLines(directory().resolve("jextract.args"))) {
      if (line.startsWith(option + " ")) {
        names.add(line.substring(option.length() + 1).strip());
      }
    }
    return names;
  }

  /** The directory of this binding. */
  static Path directory() {
    return Path.of(System.getProperty("basedir", "")).toAbsolutePath();
  }

  /** The value as C prints it. */
  static long number(Object constant) {
    return constant instanceof MemorySegment pointer
        ? pointer.address()
        : ((Number) constant).longValue();
  }

  /** The size that the type of the constant has in C. */
  static int size(Object constant) {
    return constant instanceof Integer ? Integer.BYTES : Long.BYTES;
  }

  private static boolean isStatic(Method method) {
    return Modifier.isStatic(method.getModifiers());
  }
}
