package dev.sampan.io;

import dev.sampan.SampleAllocator;
import java.io.IOException;
import java.nio.file.Path;

/** Reads a file and says with what, and what was in it. */
final class ReadingProgram {

  private ReadingProgram() {}

  /** Reads the file that is the only argument. */
  public static void main(String[] arguments) throws Exception {
    try (SampleAllocator allocator =
            SampleAllocator.builder("program").sampleSize(1 << 20).count(8).build();
        DirectFileReader reader = DirectFileReader.of(Path.of(arguments[0]), allocator).build()) {
      System.out.println(reader.engine());
      System.out.println(TestFiles.sha256(reader));
    } catch (IOException e) {
      System.out.println(e);
    }
  }
}
