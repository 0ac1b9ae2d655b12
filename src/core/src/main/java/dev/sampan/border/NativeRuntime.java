package dev.sampan.border;

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
   * @return the address of an {@code ISampanRuntime} with one reference, which belongs to whoever
   *     it is handed to
   */
  public static long export() {
    return new RuntimeObject().pointer(0);
  }
}
