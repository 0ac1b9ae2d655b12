package dev.sampan.border;

/** A program that shows the runtime to native code, and does nothing else. */
public final class ExportProgram {

  private ExportProgram() {}

  /**
   * Exports the runtime.
   *
   * @param arguments none
   */
  public static void main(String[] arguments) {
    System.out.println(NativeRuntime.export() == 0 ? "null" : "exported");
  }
}
