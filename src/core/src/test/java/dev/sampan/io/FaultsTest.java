package dev.sampan.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.SampleProperties;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.support.Eventually;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Whatever fails: a message that names cause and remedy, nothing lost, nothing out")
@Timeout(120)
class FaultsTest {

  private static final int BLOCK = 1 << 16;

  private Path folder;
  private SampleAllocator allocator;

  @BeforeEach
  void onADisk() throws IOException {
    folder = Files.createTempDirectory(TestFiles.DISK, "faults");
    allocator = SampleAllocator.builder("blocks").sampleSize(BLOCK).count(8).build();
  }

  @AfterEach
  void everythingIsBack() throws Exception {
    assertThat(allocator.close(Duration.ofSeconds(10))).as("who holds samples").isEmpty();
    assertThat(allocator.statistics().recovered()).isZero();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private DirectFileReader.Builder reader(Path file) {
    return DirectFileReader.of(file, allocator);
  }

  @Test
  @DisplayName("A missing file, a folder, a pipe and a device of characters are refused by name")
  void whatIsNoFile() throws Exception {
    assertThatThrownBy(() -> reader(folder.resolve("missing")).build())
        .isInstanceOf(NoSuchFileException.class)
        .hasMessageContaining("missing");
    assertThatThrownBy(() -> reader(folder).build())
        .isInstanceOf(FileSystemException.class)
        .hasMessageContaining(folder.toString())
        .hasMessageContaining("it is a folder");
    Path pipe = folder.resolve("pipe");
    TestFiles.run("mkfifo", pipe.toString());
    for (Path other : List.of(pipe, Path.of("/dev/null"))) {
      assertThatThrownBy(() -> reader(other).build())
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining(other.toString())
          .hasMessageContaining("copy it into a file first");
      assertThatThrownBy(() -> begin(DirectFileSink.to(other).build()))
          .isInstanceOf(FileSystemException.class)
          .hasMessageContaining("copy it into a file first");
    }
    assertThatThrownBy(() -> begin(DirectFileSink.to(folder).build()))
        .hasMessageContaining("it is a folder");
    assertThatThrownBy(() -> begin(DirectFileSink.to(folder.resolve("none/out")).build()))
        .hasMessageContaining("there is no folder");
  }

  private static void begin(SampleSink sink) throws IOException {
    sink.begin(List.of(new StreamFormat.Data("test")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/proc/cpuinfo", "/proc/self/mountinfo"})
  @DisplayName("A file of /proc, which says that it is empty, is read to its end")
  void aFileOfProc(String name) throws Exception {
    Path file = Path.of(name);
    assumeTrue(Files.exists(file), "not on this machine: Linux");
    int lines = Files.readAllLines(file).size();
    int seen = 0;
    try (DirectFileReader reader = reader(file).build()) {
      assertThat(reader.engine().engine()).isEqualTo(IoEngine.BUFFERED);
      assertThat(reader.engine().reason()).contains("direct I/O");
      Sample sample;
      while ((sample = reader.read()) != null) {
        byte[] bytes = sample.segment().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        seen += (int) new String(bytes, StandardCharsets.UTF_8).lines().count();
        sample.close();
      }
    }
    assertThat(seen).isEqualTo(lines);
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("A file that shrinks while it is read is a failure that says so, again and again")
  void aFileThatShrinks(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 10 * BLOCK);
    try (DirectFileReader reader = DirectFileReaderTest.open(reader(file).depth(1), engine)) {
      reader.read().close();
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(3 * BLOCK + 100);
      }
      for (int i = 0; i < 2; i++) {
        reader.read().close();
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(reader::read)
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining(file.toString())
            .hasMessageContaining("became shorter while it was read: it ends at 196708 bytes");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("Of a file that grows while it is read, what was there at the beginning is read")
  void aFileThatGrows(IoEngine engine) throws Exception {
    Path file = TestFiles.random(folder, 2 * BLOCK + 1);
    String digest = TestFiles.sha256sum(file);
    try (DirectFileReader reader = DirectFileReaderTest.open(reader(file).depth(1), engine)) {
      Files.write(file, new byte[3 * BLOCK], StandardOpenOption.APPEND);
      assertThat(TestFiles.sha256(reader)).isEqualTo(digest);
    }
  }

  /** Something that needs a folder that is mounted. */
  private interface Mounted {
    void run(Path mounted) throws Exception;
  }

  private void withMounted(String[] mount, Mounted test) throws Exception {
    Path mounted = Files.createDirectory(folder.resolve("mounted"));
    List<String> command = new ArrayList<>(List.of("mount"));
    command.addAll(List.of(mount));
    command.add(mounted.toString());
    try {
      TestFiles.run(command.toArray(String[]::new));
    } catch (AssertionError | IOException e) {
      abort("not on this machine: mounting needs rights that this user lacks");
    }
    try {
      test.run(mounted);
    } finally {
      // The kernel lets go of a file a moment after its last completion.
      Eventually.until("it can be unmounted", () -> unmounted(mounted));
    }
  }

  private static boolean unmounted(Path mounted) {
    try {
      Process umount = new ProcessBuilder("umount", mounted.toString()).start();
      umount.getErrorStream().readAllBytes();
      return umount.waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** A small disk with a file system that does direct I/O. */
  private String[] smallDisk() throws Exception {
    Path image = folder.resolve("image");
    try (FileChannel channel =
        FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.write(java.nio.ByteBuffer.allocate(1), (8 << 20) - 1);
    }
    try {
      TestFiles.run("mkfs.ext4", "-q", "-O", "^has_journal", image.toString());
    } catch (IOException e) {
      abort("not on this machine: command mkfs.ext4");
    }
    return new String[] {"-o", "loop", image.toString()};
  }

  private void fill(SampleSink sink) throws Exception {
    try (SampleWriter writer =
        SampleWriter.to(sink).stream(new StreamFormat.Data("test")).allocator(allocator).build()) {
      writer.begin();
      for (int i = 0; i < 1000; i++) {
        try (SampleLease lease = writer.allocate()) {
          lease.segment().fill((byte) i);
          // So long that the index of a recording needs room, too.
          Map<String, Object> attributes = Map.of("note", "x".repeat(2000));
          lease.setProperties(new SampleProperties(i, 0, false, null, attributes));
          writer.write(0, i, lease);
        }
      }
      writer.end();
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("A full disk is named with the remedy, and no part of a file is left")
  void aFullDisk(IoEngine engine) throws Exception {
    withMounted(
        smallDisk(),
        mounted -> {
          Path file = mounted.resolve("out");
          assertThatThrownBy(() -> fill(DirectFileSink.to(file).engine(engine).build()))
              .isInstanceOf(IOException.class)
              .hasMessageContaining(file.toString())
              .hasMessageContaining("No space left on device")
              .hasMessageContaining("the disk is full: free space, or choose another one");
          try (var files = Files.list(mounted)) {
            assertThat(files.map(Path::getFileName)).containsExactly(Path.of("lost+found"));
          }
        });
  }

  @Test
  @DisplayName("A file system in memory that is full fails the same")
  void aFullTmpfs() throws Exception {
    withMounted(
        new String[] {"-t", "tmpfs", "-o", "size=1m", "tmpfs"},
        mounted -> {
          DirectFileSink sink = DirectFileSink.to(mounted.resolve("out")).build();
          assertThatThrownBy(() -> fill(sink)).hasMessageContaining("the disk is full");
          assertThat(mounted).isEmptyDirectory();
        });
  }

  @ParameterizedTest
  @CsvSource({"ext4, PT0.001S", "ext4, PT1H", "tmpfs, PT0.001S", "tmpfs, PT1H"})
  @DisplayName("A recording on a disk that became full is read back up to there")
  void aRecordingOnAFullDisk(String system, Duration interval) throws Exception {
    String[] inMemory = {"-t", "tmpfs", "-o", "size=3m", "tmpfs"};
    withMounted(
        system.equals("ext4") ? smallDisk() : inMemory,
        mounted -> {
          Path clip = mounted.resolve("clip");
          assertThatThrownBy(() -> fill(RecordingSink.to(clip).syncEvery(interval).build()))
              .hasMessageContaining("the disk is full");
          Recording recording = Recording.open(clip);
          assertThat(recording.isComplete()).isFalse();
          int count = recording.samples(0);
          // All but what was on its way, and one or two that made room for the index.
          assertThat(count).isGreaterThan(system.equals("ext4") ? 60 : 40);
          try (RecordingReader reader = recording.read(List.of(allocator), 4)) {
            for (int i = 0; i < count; i++) {
              try (Sample sample = reader.read(0)) {
                assertThat(sample.properties().time()).isEqualTo(i);
                assertThat(sample.segment().get(java.lang.foreign.ValueLayout.JAVA_BYTE, BLOCK - 1))
                    .isEqualTo((byte) i);
              }
            }
          }
        });
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("A device is read as a file is, and one that fails in the middle is named")
  void aDeviceThatFails(IoEngine engine) throws Exception {
    Path backing = TestFiles.random(folder, 4 << 20);
    String digest = TestFiles.sha256sum(backing);
    String device = attach(backing);
    try {
      Path disk = Path.of(device);
      try (DirectFileReader reader = DirectFileReaderTest.open(reader(disk), engine)) {
        assertThat(reader.size()).isEqualTo(4 << 20);
        assertThat(TestFiles.sha256(reader)).isEqualTo(digest);
      }
      try (FileChannel channel = FileChannel.open(backing, StandardOpenOption.WRITE)) {
        channel.truncate(2 << 20);
      }
      TestFiles.run("blockdev", "--flushbufs", device);
      try (DirectFileReader reader = DirectFileReaderTest.open(reader(disk).depth(2), engine)) {
        for (int i = 0; i < (2 << 20) / BLOCK; i++) {
          reader.read().close();
        }
        assertThatThrownBy(reader::read)
            .isInstanceOf(FileSystemException.class)
            .hasMessageContaining(device)
            .hasMessageContaining("could not read from byte 2097152")
            .hasMessageContaining("Input/output error")
            .hasMessageContaining("the kernel's log (dmesg) says more");
      }
    } finally {
      TestFiles.run("losetup", "-d", device);
    }
  }

  /** Makes a file a block device. Returns its name. */
  private static String attach(Path backing) throws Exception {
    try {
      return TestFiles.run("losetup", "-f", "--show", backing.toString()).strip();
    } catch (AssertionError | IOException e) {
      return abort("not on this machine: mounting needs rights that this user lacks");
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("A device that fails in the middle of a write is named, and all samples come back")
  void aDeviceThatFailsWhenItIsWritten(IoEngine engine) throws Exception {
    withMounted(
        smallDisk(),
        mounted -> {
          Path backing = TestFiles.random(mounted, 4 << 20);
          String device = attach(backing);
          DirectFileSink sink = DirectFileSink.to(Path.of(device)).engine(engine).build();
          try {
            begin(sink);
            write(sink, 8);
            // What cannot be changed cannot be written, also by the kernel, which fails the device.
            TestFiles.run("chattr", "+i", backing.toString());
            assertThatThrownBy(
                    () -> {
                      write(sink, 8);
                      sink.end();
                    })
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(device)
                .hasMessageMatching("(?s).*could not (write from byte \\d+|finish the file): .*")
                .hasMessageContaining("Input/output error")
                .hasMessageContaining("the kernel's log (dmesg) says more");
          } finally {
            sink.abort();
            TestFiles.run("chattr", "-i", backing.toString());
            TestFiles.run("losetup", "-d", device);
          }
        });
  }

  private void write(DirectFileSink sink, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      SampleLease lease = allocator.allocate();
      lease.segment().fill((byte) i);
      try (Sample sample = lease.setLength(BLOCK).publish()) {
        sink.write(0, 0, sample);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(IoEngine.class)
  @DisplayName("A device is written where it is: what lies behind the end of what is written stays")
  void aDeviceIsWritten(IoEngine engine) throws Exception {
    Path backing = TestFiles.random(folder, 1 << 20);
    byte[] expected = Files.readAllBytes(backing);
    String device = attach(backing);
    try {
      DirectFileSink sink = DirectFileSink.to(Path.of(device)).engine(engine).build();
      for (int round = 0; round < 20; round++) {
        byte[] written = new byte[2 * BLOCK + 1 + round * 611];
        Arrays.fill(written, (byte) round);
        begin(sink);
        for (int begin = 0; begin < written.length; begin += BLOCK) {
          int length = Math.min(BLOCK, written.length - begin);
          SampleLease lease = allocator.allocate();
          lease.segment().fill((byte) round);
          try (Sample sample = lease.setLength(length).publish()) {
            sink.write(0, 0, sample);
          }
        }
        sink.end();
        System.arraycopy(written, 0, expected, 0, written.length);
        TestFiles.run("blockdev", "--flushbufs", device);
        assertThat(Files.readAllBytes(backing)).as("round %d", round).isEqualTo(expected);
      }
    } finally {
      TestFiles.run("losetup", "-d", device);
    }
  }

  /** Reads a file in a process of its own that is started by another program. */
  private List<String> readElsewhere(Path file, String... starter) throws Exception {
    Path output = folder.resolve("output");
    List<String> command = new ArrayList<>(List.of(starter));
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-Xmx64m",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-cp",
            String.join(
                File.pathSeparator,
                location(SampleAllocator.class),
                location(Linux.class),
                Path.of("target", "test-classes").toAbsolutePath().toString()),
            ReadingProgram.class.getName(),
            file.toString()));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text.lines().toList();
  }

  private static String location(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  @ParameterizedTest
  @CsvSource({
    "EPERM, Operation not permitted (errno 1), 'seccomp, as in Docker''s default profile'",
    "ENOSYS, Function not implemented (errno 38), needs Linux 5.5 or newer",
    "ENOMEM, Cannot allocate memory (errno 12), raise the limit of locked memory (ulimit -l)",
  })
  @DisplayName("Where io_uring is forbidden or unknown the next engine serves, and why is shown")
  void forbidden(String error, String cause, String remedy) throws Exception {
    Path forbid = folder.resolve("forbid");
    try {
      TestFiles.run(
          "cc",
          "-Wall",
          "-Werror",
          "-DERROR=" + error,
          "-o",
          forbid.toString(),
          Path.of(System.getProperty("sampan.root"), "src/core/src/test/native/forbid.c")
              .toString());
    } catch (IOException e) {
      abort("not on this machine: command cc");
    }
    Path file = TestFiles.random(folder, 3 * BLOCK + 1);
    List<String> lines = readElsewhere(file, forbid.toString());
    assertThat(lines.get(0))
        .startsWith("FileChannel, direct, aligned to ")
        .contains("io_uring is not to be had: " + cause, remedy);
    assertThat(lines.get(1)).isEqualTo(TestFiles.sha256sum(file));
  }

  /** Starts a program as a user without rights; if that user is not the one that runs this. */
  private static String[] nobody(String then) {
    boolean root = "root".equals(System.getProperty("user.name"));
    return root
        ? new String[] {
          "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-c", then, "sh"
        }
        : new String[] {"sh", "-c", then, "sh"};
  }

  @Test
  @DisplayName("Too little locked memory costs the fixed buffers and nothing else, and is shown")
  void littleLockedMemory() throws Exception {
    Path file = TestFiles.random(folder, 3 * BLOCK + 1);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    List<String> lines = readElsewhere(file, nobody("ulimit -l 64; exec \"$@\""));
    assertThat(lines.get(0))
        .startsWith("io_uring, direct, aligned to ")
        .contains("no fixed buffers, since the kernel did not pin 8388608 bytes")
        .contains("raise the limit of locked memory (ulimit -l)");
    assertThat(lines.get(1)).isEqualTo(TestFiles.sha256sum(file));
  }

  @Test
  @DisplayName("A file that may not be read is refused by name")
  void anUnreadableFile() throws Exception {
    Path file = TestFiles.random(folder, 5);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("-w-------"));
    assertThat(readElsewhere(file, nobody("exec \"$@\"")))
        .containsExactly("java.nio.file.AccessDeniedException: " + file);
  }
}
