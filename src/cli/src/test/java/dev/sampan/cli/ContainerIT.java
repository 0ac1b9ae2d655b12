package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Ulimit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.output.OutputFrame.OutputType;
import org.testcontainers.containers.startupcheck.StartupCheckStrategy;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.DockerStatus;

@DisplayName(
    "In containers: what is forbidden or short there is named, the rest works, and failures leave nothing")
@Timeout(240)
class ContainerIT {

  private static final long MEBIBYTE = 1 << 20;

  /** For one container, on a machine that is busy. */
  private static final Duration LIMIT = Duration.ofSeconds(100);

  /** Nobody on the machine, so that nobody else's locked memory counts. */
  private static final String USER = "54321:54321";

  /**
   * What Docker's default profile does with io_uring since version 25, for engines that are older.
   */
  private static final String NO_IO_URING =
      """
      {"defaultAction": "SCMP_ACT_ALLOW",
       "syscalls": [{"names": ["io_uring_setup", "io_uring_enter", "io_uring_register"],
                     "action": "SCMP_ACT_ERRNO", "errnoRet": 1}]}""";

  private static final int PROFILE_FORBIDS_SINCE = 25;

  private static String digest = "";
  private static boolean built;

  @BeforeAll
  static void build(@TempDir Path folder) throws Exception {
    byte[] file = new byte[5_000_123];
    new Random(1).nextBytes(file);
    digest = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(file));
    if (DockerClientFactory.instance().isDockerAvailable()) {
      ContainerImage.build(docker(), folder, file, Clips.windowsMedia());
      built = true;
    }
  }

  @AfterAll
  static void remove() {
    if (built) {
      docker().removeImageCmd(ContainerImage.NAME).withForce(true).exec();
    }
  }

  // Here and not before all: a class whose tests are all skipped would be missing in the report.
  @BeforeEach
  void anEngineRuns() {
    assumeTrue(built, "not on this machine: Docker engine that answers");
  }

  private static DockerClient docker() {
    return DockerClientFactory.instance().client();
  }

  /** Waits until a container has ended, whatever its code. */
  private static final class Ended extends StartupCheckStrategy {
    @Override
    public StartupStatus checkStartupState(DockerClient client, String container) {
      return DockerStatus.isContainerStopped(getCurrentState(client, container))
          ? StartupStatus.SUCCESSFUL
          : StartupStatus.NOT_YET_KNOWN;
    }
  }

  /** Runs the command in a container of its own, without a network. */
  private static Command.Result sampan(Consumer<HostConfig> limits, String user, String arguments) {
    return run(limits, user, command(arguments));
  }

  private static List<String> command(String arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                ContainerImage.JAVA,
                "-Xlog:disable",
                "-Xlog:all=warning:stderr",
                "-m",
                "dev.sampan.cli/dev.sampan.cli.Main"));
    line.addAll(List.of(arguments.split(" ", -1)));
    return line;
  }

  private static Command.Result run(Consumer<HostConfig> limits, String user, List<String> line) {
    try (GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(ContainerImage.NAME))) {
      container
          .withNetworkMode("none")
          .withCommand(line.toArray(String[]::new))
          .withStartupCheckStrategy(new Ended().withTimeout(LIMIT))
          .withCreateContainerCmdModifier(
              create -> limits.accept(create.withUser(user).getHostConfig()))
          .start();
      int code = container.getCurrentContainerInfo().getState().getExitCodeLong().intValue();
      return new Command.Result(
          code, container.getLogs(OutputType.STDOUT), container.getLogs(OutputType.STDERR));
    }
  }

  /** One after the other, with what is in the folder /out after each of them. */
  @SafeVarargs
  private static List<String> andThenList(List<String>... lines) {
    List<String> all =
        new ArrayList<>(
            List.of(
                ContainerImage.JAVA,
                "--patch-module=dev.sampan.cli=" + ContainerImage.CLASSES,
                "-m",
                "dev.sampan.cli/" + AndThenList.class.getName(),
                "/out"));
    for (int i = 0; i < lines.length; i++) {
      if (i > 0) {
        all.add(AndThenList.THEN);
      }
      all.addAll(lines[i]);
    }
    return all;
  }

  private static void unconfined(HostConfig host) {
    host.withSecurityOpts(List.of("seccomp=unconfined"));
  }

  private static void assertCopied(Command.Result result, String... parts) {
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).contains(digest).contains(parts);
    assertThat(result.messages()).isEmpty();
  }

  private static void assumeIoUring() throws IOException {
    Path disabled = Path.of("/proc/sys/kernel/io_uring_disabled");
    assumeTrue(
        !Files.exists(disabled) || Files.readString(disabled).strip().equals("0"),
        "not on this machine: direct I/O by io_uring, which the administrator has forbidden");
  }

  private static void defaultProfile(HostConfig host) {
    String version = docker().versionCmd().exec().getVersion();
    if (Integer.parseInt(version.split("\\.", 2)[0]) < PROFILE_FORBIDS_SINCE) {
      host.withSecurityOpts(List.of("seccomp=" + NO_IO_URING));
    }
  }

  @Test
  @DisplayName(
      "Where the seccomp profile forbids io_uring, the next engine works, and the reason is shown")
  void ioUringIsForbidden() {
    String reason =
        "io_uring is not to be had: Operation not permitted (errno 1); it is forbidden by seccomp";
    Command.Result result =
        sampan(ContainerIT::defaultProfile, "0", "copy /in/file /out/file --checksum");
    assertCopied(result, "read by    FileChannel, direct", "written by FileChannel, direct");
    assertThat(result.out().split(java.util.regex.Pattern.quote(reason), -1)).hasSize(3);
  }

  @Test
  @DisplayName(
      "Where the seccomp profile forbids io_uring, demanding it fails, says why, and leaves nothing")
  void ioUringIsForbiddenAndDemanded() {
    Command.Result result =
        run(
            ContainerIT::defaultProfile,
            "0",
            andThenList(command("copy /in/file /out/file --engine io_uring")));
    assertFailed(result, "/in/file", "io_uring", "Operation not permitted", "seccomp");
  }

  /** Fails unless the command said one thing, said it well, and left the folder /out empty. */
  private static void assertFailed(Command.Result result, String... parts) {
    assertThat(result.out()).as(result.err()).isEqualTo(AndThenList.ended(1, ""));
    new Command.Result(result.code(), "", result.err()).assertRefused(1, parts);
  }

  @Test
  @DisplayName(
      "Where little memory may be locked, io_uring works without fixed buffers, and the reason is shown")
  void littleMemoryMayBeLocked() throws Exception {
    assumeIoUring();
    Consumer<HostConfig> limits =
        host -> {
          unconfined(host);
          host.withUlimits(List.of(new Ulimit("memlock", MEBIBYTE, MEBIBYTE)));
        };
    assertCopied(
        sampan(limits, USER, "copy /in/file /out/file --checksum"),
        "read by    io_uring, ",
        "no fixed buffers, since the kernel did not pin 17825792 bytes",
        "raise the limit of locked memory (ulimit -l), or use fewer or smaller samples");
    // Fewer and smaller samples are the remedy that was named.
    Command.Result small =
        sampan(limits, USER, "copy /in/file /out/file --checksum --block-size 64k --depth 1");
    assertCopied(small, "read by    io_uring, direct, fixed buffers");
    assertThat(small.out()).doesNotContain("no fixed buffers");
  }

  @Test
  @DisplayName(
      "Where the root file system is read-only, the message names the file, the cause and the remedy")
  void theRootIsReadOnly() {
    Command.Result result =
        run(
            host -> host.withReadonlyRootfs(true),
            "0",
            andThenList(command("copy /in/file /out/file")));
    assertFailed(
        result, "/out/file: ", "Read-only file system", "choose a folder that can be written");
  }

  @Test
  @DisplayName(
      "Where everything is forbidden or short at once, a file system in memory is enough to work")
  void everythingAtOnce() {
    Consumer<HostConfig> limits =
        host -> {
          defaultProfile(host);
          host.withReadonlyRootfs(true)
              .withTmpFs(Map.of("/out", "size=16m"))
              .withCapDrop(Capability.ALL)
              .withMemory(256 * MEBIBYTE)
              .withUlimits(List.of(new Ulimit("memlock", 1L << 16, 1L << 16)));
        };
    Command.Result result = sampan(limits, USER, "copy /in/file /out/file --checksum");
    assertCopied(result, "/in/file -> /out/file: 4.8 MiB");
  }

  @ParameterizedTest
  @ValueSource(strings = {"io_uring", "channel", "buffered"})
  @DisplayName(
      "A file system in memory that gets full is named with the remedy, and no partial output is left")
  void memoryIsFull(String engine) throws Exception {
    if (engine.equals("io_uring")) {
      assumeIoUring();
    }
    Command.Result result =
        run(
            host -> {
              unconfined(host);
              host.withTmpFs(Map.of("/out", "size=2m"));
            },
            "0",
            andThenList(command("copy /in/file /out/file --engine " + engine)));
    assertFailed(result, "/out/file", "the disk is full: free space, or choose another one");
  }

  @Test
  @DisplayName(
      "A recording that fills its file system in memory says so, and is replayed up to there")
  void memoryIsFullOfARecording() throws Exception {
    Command.Result result =
        run(
            host -> host.withTmpFs(Map.of("/out", "size=32m")),
            "0",
            andThenList(
                command("record /in/clip.wmv /out/clip"),
                command("replay /out/clip /tmp/replayed.mkv --json")));
    String recorded = AndThenList.ended(1, "clip");
    assertThat(result.out()).as(result.err()).startsWith(recorded);
    assertThat(result.out()).endsWith(AndThenList.ended(0, "clip"));
    assertThat(result.messages())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("sampan: ")
        .contains("/out/clip")
        .endsWith("the disk is full: free space, or choose another one");
    assertThat(result.messages().get(1))
        .isEqualTo("sampan: /out/clip was cut off; it is replayed as far as it goes");
    String replayed = result.out().lines().toList().get(1);
    assertThat((int) JSON.std.mapFrom(replayed).get("framesWritten")).isPositive();
  }

  @Test
  @DisplayName(
      "An allocator above the container's memory limit is refused: bytes, limit and remedy are named")
  void memoryIsLimited() {
    Consumer<HostConfig> limits = host -> host.withMemory(128 * MEBIBYTE);
    assertCopied(
        sampan(limits, "0", "copy /in/file /out/file --checksum"),
        "/in/file -> /out/file: 4.8 MiB");
    Command.Result result =
        run(limits, "0", andThenList(command("copy /in/file /out/file --block-size 64m")));
    assertFailed(
        result,
        "there is not enough memory: a slab of 17 samples needs 1140850688 bytes",
        "what the memory control group has left",
        "ask for fewer or smaller samples, or raise the limit");
    String limit = result.err().replaceAll("(?s).*the limit is (\\d+) bytes.*", "$1");
    assertThat(Long.parseLong(limit)).isBetween(16 * MEBIBYTE, 128 * MEBIBYTE);
  }

  @ParameterizedTest
  @CsvSource({
    "/in/file, /in/copy, /in/copy",
    "/in/secret, /out/file, /in/secret",
  })
  @DisplayName(
      "A user that is not root copies what it may, and is told what it may not read or write")
  void theUserIsNotRoot(String in, String out, String named) {
    assertCopied(
        sampan(host -> {}, USER, "copy /in/file /out/file --checksum"),
        "/in/file -> /out/file: 4.8 MiB");
    Command.Result result =
        run(host -> {}, USER, andThenList(command("copy %s %s".formatted(in, out))));
    assertFailed(result, named + ": ", "access is denied");
  }
}
