package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs in checked mode crash where they err, and the command says why. */
@Tag("I10")
@DisplayName("I3, I4, I10: a crash in checked mode is explained")
@Timeout(120)
class ExplainIT {

  @TempDir Path folder;

  @BeforeAll
  static void onLinux() {
    assumeTrue(System.getProperty("os.name").startsWith("Linux"), "not on this machine: Linux");
  }

  /** Runs {@link CrashProgram} with its temporary files in the folder. */
  private Command.Result program(String what, String... options) throws Exception {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=" + folder.resolve("crash.log"),
                "-Djava.io.tmpdir=" + folder,
                "-Dsampan.checked=true",
                "--enable-native-access=ALL-UNNAMED"));
    line.addAll(List.of(options));
    List<String> classPath = new ArrayList<>();
    for (String module : List.of("dev.sampan", "dev.sampan.bindings.linux")) {
      classPath.add(
          Path.of(
                  ModuleLayer.boot()
                      .configuration()
                      .findModule(module)
                      .flatMap(found -> found.reference().location())
                      .orElseThrow())
              .toString());
    }
    classPath.add(
        Path.of(CrashProgram.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolveSibling("test-classes")
            .toString());
    line.addAll(
        List.of(
            "-cp", String.join(File.pathSeparator, classPath), CrashProgram.class.getName(), what));
    return Command.run(folder, line.toArray(String[]::new));
  }

  private List<Path> ledgers() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".bin")).toList();
    }
  }

  private void crash(String what, String... options) throws Exception {
    Command.Result result = program(what, options);
    assertThat(result.code()).as(result.out() + result.err()).isNotZero();
    assertThat(folder.resolve("crash.log")).exists();
  }

  private String explain(String what) throws Exception {
    crash(what);
    Command.Result result = Command.sampan(folder, "explain", "crash.log");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).isEmpty();
    return result.out();
  }

  private Map<String, Object> json() throws Exception {
    Command.Result result = Command.sampan(folder, "explain", "crash.log", "--json");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out().lines()).hasSize(1);
    return JSON.std.mapFrom(result.out());
  }

  /** What the processor says: only x86-64 says whether it was a write. */
  private static String word(String access) {
    return System.getProperty("os.arch").equals("amd64") ? access : "access";
  }

  @Test
  void aWriteAfterTheRelease() throws Exception {
    String text = explain("write-after-release");
    assertThat(text)
        .startsWith(word("write") + " after release: 0x")
        .contains(
            "by thread \"main\"",
            "The sample was free: its last holder had let go of it.",
            "allocator  pictures (3 samples of 65536 bytes)",
            ", generation 1, free",
            "address    byte 17 of its 65536",
            "on thread \"main\"",
            "The thread that crashed, \"main\", had it as \"wmv2 encoder\" until ",
            "libc.so",
            "CrashProgram.main",
            "What helps: Keep a reference");
    assertThat(text.lines())
        .anyMatch(line -> line.matches("wmv2 encoder +hold +1 +main .*released"))
        .anyMatch(line -> line.matches("camera +lease +1 +main .*handed over"));
    assertThat(json())
        .containsEntry("finding", word("write") + " after release")
        .containsEntry("allocator", "pictures")
        .containsEntry("generation", 1)
        .containsEntry("offset", 17)
        .containsEntry("area", "sample")
        .containsEntry("state", "free")
        .containsEntry("signal", "SIGSEGV")
        .containsEntry("thread", "main");
    assertThat((List<?>) json().get("holders")).hasSize(2);
  }

  @Test
  void aWriteAfterALeaseWasCancelled() throws Exception {
    assertThat(explain("write-after-cancel"))
        .startsWith(word("write") + " after release: 0x")
        .contains("address    byte 0 of its 65536", "cancelled");
  }

  @Test
  void aWriteAfterTheHandOff() throws Exception {
    assertThat(explain("write-after-hand-off"))
        .startsWith("write after hand-off: 0x")
        .contains(
            "handed over, and may only be read since",
            ", handed over\n",
            "address    byte 5 of its 65536",
            "had it as \"wmv2 encoder\" and still has it.",
            "What helps: Write everything before the hand-off");
  }

  @Test
  void anOverrunByOneByteIntoTheGuardPage() throws Exception {
    assertThat(explain("overrun"))
        .startsWith("overrun: 0x")
        .contains(
            "address    byte 65536, in the guard page behind its 65536 bytes",
            ", leased\n",
            "had it as \"camera\" and still has it.",
            "What helps: Write no more than the sample's size");
    assertThat(json()).containsEntry("area", "guard page").containsEntry("offset", 65536);
  }

  @Test
  void aWriteBeforeTheStart() throws Exception {
    assertThat(explain("underrun"))
        .startsWith("underrun: 0x")
        .contains("address    byte -1, in the guard page before it");
  }

  @Test
  void anOverrunByOneByteIntoTheCanaryIsFoundAtTheHandOff() throws Exception {
    Command.Result result = program("overrun-with-canary");
    assertThat(result.code()).as(result.err()).isZero();
    String expected =
        "the first changed byte is byte 100000 of a sample of 100000 bytes, 0x41; it was filled by"
            + " camera on thread \"main\"";
    assertThat(result.out()).contains("of \"odd pictures\"", "at the hand-off", expected);
    assertThat(result.err()).as("the log").contains(expected);
    assertThat(ledgers()).as("removed at the end").isEmpty();
  }

  @Test
  void aWriteIntoTheCanaryAfterTheHandOff() throws Exception {
    assertThat(explain("canary-after-hand-off"))
        .startsWith("write after hand-off: 0x")
        .contains(
            "address    byte 100000, behind its 100000 bytes and within its last page (canary)");
    assertThat(json()).containsEntry("area", "canary").containsEntry("allocator", "odd pictures");
  }

  @Test
  void aConsumerThatReadsWhatItLetGo() throws Exception {
    assertThat(explain("wrong-consumer"))
        .startsWith(word("read") + " after release: 0x")
        .contains(
            "by thread \"preview thread\"",
            "address    byte 8 of its 65536",
            "came back  ",
            "on thread \"preview thread\"")
        .containsPattern("preview +hold +1 +main .*released")
        .containsPattern("wmv2 encoder +hold +1 +main .*released")
        .contains("The thread that crashed, \"preview thread\", let go of it last");
  }

  @Test
  void anAccessAfterTheAllocatorWasClosed() throws Exception {
    assertThat(explain("after-close"))
        .startsWith(word("read") + " after close: 0x")
        .contains("its memory is gone");
  }

  @Test
  void theLedgerIsFoundWhereThePropertySaysAndWhereTheOptionSays() throws Exception {
    crash("overrun", "-Dsampan.ledger=who.held");
    assertThat(ledgers()).isEmpty();
    assertThat(json()).containsEntry("finding", "overrun");
    Files.move(folder.resolve("who.held"), folder.resolve("moved"));
    Command.sampan(folder, "explain", "crash.log")
        .assertRefused(1, "there is no ledger of process", "who.held", "--ledger");
    Command.Result result = Command.sampan(folder, "explain", "crash.log", "--ledger", "moved");
    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.out()).startsWith("overrun: 0x");
  }

  @Test
  void aProgramThatIsKilledLeavesItsLedgerAndOneThatEndsDoesNot() throws Exception {
    assertThat(program("nothing").code()).isZero();
    assertThat(ledgers()).isEmpty();
    assertThat(program("halt").code()).isEqualTo(3);
    assertThat(ledgers()).hasSize(1);
  }

  @Test
  void withoutCheckedModeThereIsNoLedger() throws Exception {
    Command.Result result = program("overrun-with-canary", "-Dsampan.checked=false");
    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("null\n");
    program("halt", "-Dsampan.checked=false");
    assertThat(ledgers()).isEmpty();
    Command.Result silent = program("write-after-release", "-Dsampan.checked=false");
    assertThat(silent.code()).as("nothing protects a free slot").isZero();
  }

  @Test
  void anAddressInNoSlabIsRefused() throws Exception {
    crash("elsewhere");
    Command.sampan(folder, "explain", "crash.log")
        .assertRefused(1, "0x8 is in none of the 2 allocators");
    Command.Result result = Command.sampan(folder, "explain", "crash.log", "--json");
    assertThat(result.code()).isEqualTo(1);
    assertThat(JSON.std.mapFrom(result.out())).containsKey("error");
  }

  @Test
  void aCrashWithoutAnAddressIsRefused() throws Exception {
    Path log = folder.resolve("crash.log");
    crash("signal");
    Command.sampan(folder, "explain", log)
        .assertRefused(1, "does not say which address was accessed", "SIGSEGV");
  }

  @Test
  void whatIsNoCrashLogIsRefused() throws Exception {
    Files.writeString(folder.resolve("notes.txt"), "It crashed.\n");
    Command.sampan(folder, "explain", "notes.txt").assertRefused(1, "notes.txt is no crash log");
    Command.sampan(folder, "explain", "missing.log")
        .assertRefused(1, "missing.log: there is no such file");
    Command.sampan(folder, "explain", ".").assertRefused(1, "is a folder");
  }

  @Test
  void aLedgerThatIsNoneOrAnothersIsRefused() throws Exception {
    crash("overrun");
    Path ledger = ledgers().get(0);
    Files.writeString(folder.resolve("notes.txt"), "They held it. ".repeat(100));
    Command.sampan(folder, "explain", "crash.log", "--ledger", "notes.txt")
        .assertRefused(1, "notes.txt: it is no ledger");
    byte[] bytes = Files.readAllBytes(ledger);
    Files.write(folder.resolve("cut"), java.util.Arrays.copyOf(bytes, 1000));
    Command.sampan(folder, "explain", "crash.log", "--ledger", "cut")
        .assertRefused(1, "cut: it is damaged");
    bytes[16] ^= 1;
    Files.write(folder.resolve("other"), bytes);
    Command.sampan(folder, "explain", "crash.log", "--ledger", "other")
        .assertRefused(1, "other is the ledger of process", "--ledger");
  }
}
