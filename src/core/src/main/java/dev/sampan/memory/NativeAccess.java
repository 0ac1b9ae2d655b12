package dev.sampan.memory;

import dev.sampan.bindings.linux.Linux;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Whether the program lets Sampan call native code, asked before the first call. Otherwise the
 * answer would be an ExceptionInInitializerError of whichever class came first.
 */
public final class NativeAccess {

  /** Why it may not, in the virtual machine's words. */
  private static final @Nullable String REFUSAL = ask();

  private NativeAccess() {}

  /**
   * Returns if native code may be called.
   *
   * @throws IllegalCallerException if not; it names what the program must be started with
   */
  public static void check() {
    if (REFUSAL != null) {
      Set<String> modules =
          Stream.of(NativeAccess.class.getModule(), Linux.class.getModule())
              .map(module -> module.isNamed() ? module.getName() : "ALL-UNNAMED")
              .collect(Collectors.toCollection(LinkedHashSet::new));
      throw new IllegalCallerException(
          "Sampan may not use native memory; start java with --enable-native-access=%s (%s)"
              .formatted(String.join(",", modules), REFUSAL));
    }
  }

  private static @Nullable String ask() {
    if (NativeAccess.class.getModule().isNativeAccessEnabled()
        && Linux.class.getModule().isNativeAccessEnabled()) {
      return null;
    }
    // Not granted, but perhaps not denied: by default the virtual machine only warns. Only a try
    // tells.
    try {
      tryAll();
      return null;
    } catch (IllegalCallerException e) {
      return String.valueOf(e.getMessage());
    } catch (ExceptionInInitializerError e) {
      if (e.getCause() instanceof IllegalCallerException cause) {
        return String.valueOf(cause.getMessage());
      }
      throw e;
    }
  }

  @SuppressWarnings("restricted") // to see whether it is allowed
  private static void tryAll() {
    MemorySegment.NULL.reinterpret(1);
    if (System.getProperty("os.name").startsWith("Linux")) {
      Linux.mmap$address();
    }
  }
}
