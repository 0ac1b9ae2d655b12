package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.cli.CrashLog.Access;
import dev.sampan.cli.Failures.CommandFailure;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What virtual machines write; {@link ExplainIT} reads what this one does. */
class CrashLogTest {

  private static final Path FILE = Path.of("hs_err_pid31753.log");

  private static final String LOG =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007fb4ec50f0a3, pid=31753, tid=31754
      #
      # Problematic frame:
      # C  [libc.so.6+0x16e0a3]
      #
      Time: Sat Nov 21 15:32:27 2026 UTC elapsed time: 1.274058 seconds (0d 0h 0m 1s)

      Current thread (0x00007fb4e402ac90):  JavaThread "my "own" thread"        [_thread_in_native, id=31754, stack(0x00007fb4ea900000,0x00007fb4eaa00000) (1024K)]

      Native frames: (J=compiled Java code, j=interpreted, Vv=VM code, C=native code)
      C  [libc.so.6+0x16e0a3]
      j  T.main([Ljava/lang/String;)V+181
      Java frames: (J=compiled Java code, j=interpreted, Vv=VM code)
      v  ~RuntimeStub::nep_invoker_blob 0x00007fb4d3a67568

      siginfo: si_signo: 11 (SIGSEGV), si_code: 2 (SEGV_ACCERR), si_addr: 0x00007fb4ec212011

      RIP=0x00007fb4ec50f0a3, EFLAGS=0x0000000000010202, CSGSFS=0x002b000000000033, ERR=0x0000000000000006
        TRAPNO=0x000000000000000e

      jvm_args: -Dsampan.checked=true -Dsampan.ledger=/tmp/a b.bin -XX:+UseSerialGC -Dlast=one\s
      """;

  private static CrashLog parse(String log) throws CommandFailure {
    return CrashLog.parse(FILE, log.lines().toList());
  }

  @Test
  void theLogOfAnAccessIsUnderstood() throws Exception {
    CrashLog crash = parse(LOG);
    assertThat(crash.pid()).isEqualTo(31753);
    assertThat(crash.signal()).isEqualTo("SIGSEGV");
    assertThat(crash.address()).isEqualTo(0x00007fb4ec212011L);
    assertThat(crash.access()).isEqualTo(Access.WRITE);
    assertThat(crash.thread()).isEqualTo("my \"own\" thread");
    assertThat(crash.time()).isEqualTo("Sat Nov 21 15:32:27 2026 UTC");
    assertThat(crash.frames())
        .isEqualTo(List.of("C  [libc.so.6+0x16e0a3]", "j  T.main([Ljava/lang/String;)V+181"));
    assertThat(crash.property("sampan.ledger")).isEqualTo("/tmp/a b.bin");
    assertThat(crash.property("last")).isEqualTo("one");
    assertThat(crash.property("sampan")).isEmpty();
    assertThat(crash.property("java.io.tmpdir")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "ERR=0x0000000000000006, ERR=0x0000000000000004, READ",
    "ERR=0x0000000000000006, ERR=0x0000000000000007, WRITE",
    "TRAPNO=0x000000000000000e, TRAPNO=0x000000000000000d, UNKNOWN",
    "ERR=0x0000000000000006, R0=0, UNKNOWN"
  })
  void whetherItWasAWriteIsSaidByTheProcessorOrNotAtAll(String from, String to, Access expected)
      throws Exception {
    assertThat(parse(LOG.replace(from, to)).access()).isEqualTo(expected);
  }

  @Test
  void aThreadThatTheVirtualMachineDidNotKnowHasNoName() throws Exception {
    String line = LOG.lines().filter(l -> l.startsWith("Current thread")).findFirst().orElseThrow();
    CrashLog crash = parse(LOG.replace(line, "Current thread is native thread"));
    assertThat(crash.thread()).isEmpty();
  }

  @Test
  void whatSaysNoAddressIsRefusedWithWhatItSays() {
    assertThatThrownBy(() -> parse(LOG.replace(", si_addr: 0x00007fb4ec212011", "")))
        .hasMessageContaining("hs_err_pid31753.log does not say which address")
        .hasMessageContaining("SIGSEGV");
    assertThatThrownBy(() -> parse(LOG.replaceAll("(?m)^siginfo.*$", "")))
        .hasMessageContaining("does not say which address");
    assertThatThrownBy(
            () ->
                parse(
                    LOG.replaceAll(
                        "(?m)^#  SIGSEGV.*$", "#  Internal Error (x.cpp:1), pid=1, tid=2")))
        .hasMessageContaining("no access to memory: Internal Error (x.cpp:1)");
    assertThatThrownBy(() -> parse("It crashed."))
        .hasMessageContaining("is no crash log of a Java virtual machine");
    assertThatThrownBy(() -> parse("")).hasMessageContaining("is no crash log");
  }
}
