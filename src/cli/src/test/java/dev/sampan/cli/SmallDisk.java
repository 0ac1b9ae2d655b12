package dev.sampan.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file system in memory that is full soon, or cannot be written. */
final class SmallDisk {

  private SmallDisk() {}

  /** Something that needs one. */
  interface Test {
    void run(String mounted) throws Exception;
  }

  /** Runs a test with one mounted in the folder; the test is skipped where that is not allowed. */
  static void with(Path folder, String options, Test test) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    List<String> mount =
        List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", mounted.toString());
    boolean done;
    try {
      done = Command.run(folder, mount.toArray(String[]::new)).code() == 0;
    } catch (IOException e) {
      done = false;
    }
    assumeTrue(done, "not on this machine: mounting needs rights that this user lacks");
    try {
      test.run(mounted.getFileName().toString());
    } finally {
      Command.run(folder, "umount", mounted.toString());
    }
  }
}
