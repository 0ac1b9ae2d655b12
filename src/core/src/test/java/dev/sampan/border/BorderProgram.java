package dev.sampan.border;

import dev.sampan.SampleAllocator;
import dev.sampan.support.AllocatedBytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A program whose native part does what it must not, among other things. {@link BorderTest} runs it
 * and reads what it prints: a name and an outcome on each line.
 */
public final class BorderProgram {

  static final List<String> BEHAVIOURS =
      List.of(
          "misuse",
          "stale",
          "forged",
          "null_everywhere",
          "sizes",
          "errors",
          "handles",
          "statistics",
          "properties_end",
          "plain_handler",
          "replaced_while_running",
          "replace_each_other",
          "calls_everything",
          "waiting",
          "many_threads",
          "short_threads",
          "releases_at_once",
          "objects_come_and_go",
          "no_encoder");

  private static final int WARM_UP = 300_000;
  private static final int TIMES = 1_000_000;

  private BorderProgram() {}

  /**
   * Runs all.
   *
   * @param arguments the library
   * @throws Exception if the program is at fault, not the border
   */
  public static void main(String[] arguments) throws Exception {
    NativeProgram program = NativeProgram.load(Path.of(arguments[0]));
    long runtime = NativeRuntime.export();
    for (String behaviour : BEHAVIOURS) {
      long outcome =
          behaviour.equals("stale")
              ? program.call(behaviour, runtime, BufferBlocks.PER_SLOT)
              : program.call(behaviour, runtime);
      System.out.println(behaviour + " " + outcome);
    }
    measure(program, runtime);
    System.out.println("end " + SampleAllocator.mapped().size());
  }

  private static void measure(NativeProgram program, long runtime) throws Exception {
    SampleAllocator allocator = SampleAllocator.builder("measured").count(64).build();
    long pointer = new AllocatorObject(allocator, Duration.ZERO, true).show();
    cost(program, "garbage_of_allocate_and_release", "spin", pointer);
    long buffer = program.call("allocate_pointer", pointer);
    cost(program, "garbage_of_references", "spin_references", buffer);
    program.call("release_pointer", buffer);
    program.call("set_counter", runtime, pointer);
    cost(program, "garbage_of_notified_release", "spin", pointer);
    System.out.println("notified " + (program.call("counted") == WARM_UP + TIMES ? 0 : 1));
    ObjectBlocks.release(pointer);
  }

  private static void cost(NativeProgram program, String name, String function, long object)
      throws Exception {
    program.call(function, object, WARM_UP);
    long bytes = AllocatedBytes.soFar();
    long start = System.nanoTime();
    long outcome = program.call(function, object, TIMES);
    long nanos = System.nanoTime() - start;
    bytes = AllocatedBytes.soFar() - bytes;
    // In whole bytes for each operation: the measurement itself makes some.
    System.out.println(name + " " + (outcome == 0 ? bytes / TIMES : -1));
    System.out.println("# " + name + ": " + nanos / TIMES + " ns, " + bytes + " bytes in all");
  }
}
