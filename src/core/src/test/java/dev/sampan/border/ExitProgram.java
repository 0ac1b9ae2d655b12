package dev.sampan.border;

import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A program that ends while threads of its native part call. */
public final class ExitProgram {

  private ExitProgram() {}

  /**
   * Begins and ends.
   *
   * @param arguments the library, how to end, and for how many milliseconds to go on before
   */
  public static void main(String[] arguments) {
    NativeProgram program = NativeProgram.load(Path.of(arguments[0]));
    long runtime = NativeRuntime.export();
    program.call("exit_expect");
    if (program.call("exit_begin", runtime) != 0) {
      throw new AssertionError("could not begin");
    }
    while (program.call("exit_calls") < 100) {
      LockSupport.parkNanos(1_000_000);
    }
    LockSupport.parkNanos(Long.parseLong(arguments[2]) * 1_000_000);
    if (arguments[1].equals("exit")) {
      System.exit(0);
    }
  }
}
