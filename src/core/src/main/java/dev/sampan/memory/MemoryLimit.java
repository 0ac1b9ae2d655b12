package dev.sampan.memory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How much memory may be touched without being killed for it. Linux promises more than it has, so a
 * slab that is too large would not fail when it is mapped but end the process when it is touched.
 */
final class MemoryLimit {

  private static final Path GROUP_2 = Path.of("/sys/fs/cgroup/memory.max");
  private static final Path GROUP_2_USED = Path.of("/sys/fs/cgroup/memory.current");
  private static final Path GROUP_1 = Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes");
  private static final Path GROUP_1_USED = Path.of("/sys/fs/cgroup/memory/memory.usage_in_bytes");
  private static final Path SYSTEM = Path.of("/proc/meminfo");

  private MemoryLimit() {}

  /** Returns the bytes that are left, or Long.MAX_VALUE where nothing says so. */
  static long available() {
    return Math.min(system(), group());
  }

  /** Says in words which limit it is. */
  static String describe() {
    return group() < system()
        ? "what the memory control group has left"
        : "what the system has left, MemAvailable in " + SYSTEM;
  }

  private static long group() {
    long two = left(GROUP_2, GROUP_2_USED);
    return two != Long.MAX_VALUE ? two : left(GROUP_1, GROUP_1_USED);
  }

  private static long left(Path limit, Path used) {
    try {
      // The page cache counts as used, but gives way; so this errs on the side of refusing too
      // late.
      return Math.max(0, Math.max(number(limit) - number(used), number(limit) / 2));
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE; // no such file, or "max"
    }
  }

  private static long number(Path file) throws IOException {
    return Long.parseLong(Files.readString(file).strip());
  }

  private static long system() {
    try {
      for (String line : Files.readAllLines(SYSTEM)) {
        if (line.startsWith("MemAvailable:")) {
          return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
        }
      }
    } catch (IOException | NumberFormatException e) {
      // Not Linux; nothing to go by.
    }
    return Long.MAX_VALUE;
  }
}
