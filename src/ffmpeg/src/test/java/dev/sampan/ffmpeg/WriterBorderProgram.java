package dev.sampan.ffmpeg;

import dev.sampan.SampleAllocator;
import dev.sampan.border.NativeRuntime;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;

/**
 * A program whose native part does to writers what it must not, among other things. {@link
 * WriterBorderTest} runs it and reads what it prints: a name and an outcome on each line.
 */
public final class WriterBorderProgram {

  static final List<String> BEHAVIOURS =
      List.of(
          "profiles",
          "writer_nulls",
          "writer_forged",
          "written_twice",
          "many_writers",
          "end_with_samples_out",
          "released_while_writing",
          "released_by_its_sink",
          "sink_calls_everything",
          "sink_fails",
          "real_time_sink",
          "file_sink",
          "drops",
          "given_allocator");

  private WriterBorderProgram() {}

  /**
   * Runs all.
   *
   * @param arguments a folder for the library and files
   * @throws Exception if the program is at fault, not the border
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    NativeLibrary program = NativeLibrary.compile(folder, "src/core/src/test/native/writer.c");
    long runtime = NativeRuntime.export();
    try (Arena arena = Arena.ofConfined()) {
      for (String behaviour : BEHAVIOURS) {
        long file = NativeExamplesTest.wide(arena, folder.resolve(behaviour + ".wmv")).address();
        System.out.println(behaviour + " " + program.call(behaviour, runtime, file));
      }
    }
    long left = SampleAllocator.mapped().size();
    for (int i = 0; i < 100 && left > 0; i++) {
      Thread.sleep(50); // a writer that was given up ends on a thread of its own
      left = SampleAllocator.mapped().size();
    }
    System.out.println("end " + left);
  }
}
