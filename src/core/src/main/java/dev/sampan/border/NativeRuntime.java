package dev.sampan.border;

import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.NativeAccess;

/**
 * Shows the runtime to native code as one pointer to an {@code ISampanRuntime}, from which all
 * other objects come. The header is {@code sampan.h}.
 *
 * <pre>{@code
 * long runtime = NativeRuntime.export();
 * library.start(runtime);                 // native code has the reference, and releases it
 * }</pre>
 */
public final class NativeRuntime {

  private NativeRuntime() {}

  /**
   * Makes an interface pointer for native code.
   *
   * <p>Native threads may go on calling while the virtual machine ends if Sampan's C library is in
   * the process: they get a code. The first call looks for it: at the file that the system property
   * {@code sampan.library} names, in the libraries that this class's loader has loaded, and as
   * {@code libsampan.so} where the system looks for libraries. Without it native threads must have
   * stopped calling before; one that the virtual machine does not know would end the process with a
   * fatal error.
   *
   * @return the address of an {@code ISampanRuntime} with one reference, which belongs to whoever
   *     it is handed to
   * @throws IllegalCallerException if native access is denied to one of the modules {@code
   *     dev.sampan}, {@code dev.sampan.bindings.linux} and {@code dev.sampan.bindings.sampan}; it
   *     names the option that grants it
   * @throws IllegalArgumentException if the system property {@code sampan.library} does not name
   *     Sampan's C library
   * @throws IllegalStateException if the C library is of another version, or the virtual machine is
   *     ending
   * @throws OutOfMemoryError if there is no address space for what native code sees as objects
   */
  public static long export() {
    check();
    NativeLibrary.find();
    BufferBlocks.prepare();
    return new RuntimeObject().show();
  }

  /** Throws IllegalCallerException if native access is denied. */
  static void check() {
    NativeAccess.check();
    Module bindings = Sampan.class.getModule();
    if (!bindings.isNativeAccessEnabled()) {
      // Not granted, but perhaps not denied: only a try tells.
      try {
        Sampan.S_OK();
      } catch (ExceptionInInitializerError | NoClassDefFoundError e) {
        throw new IllegalCallerException(
            "Sampan may not show itself to native code; start java with --enable-native-access="
                + String.join(
                    ",",
                    NativeRuntime.class.getModule().getName(),
                    Linux.class.getModule().getName(),
                    bindings.getName()),
            e);
      }
    }
  }
}
