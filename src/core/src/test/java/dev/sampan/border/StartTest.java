package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sampan.SampleAllocator;
import dev.sampan.bindings.linux.Linux;
import dev.sampan.bindings.sampan.Sampan;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("I5")
@Tag("I9")
@Tag("I10")
@DisplayName("A program in C starts a JVM, stops the runtime and starts it again")
@Timeout(300)
class StartTest {

  private static final String[] SOURCES = {"start.c", "exit.c", "border.c", "conformance.c"};

  /**
   * The virtual machine uses SIGSEGV itself, and what it leaves behind when the process ends is not
   * ours. Each program is checked as a whole: a single report is not zero at its end.
   */
  private static final Map<String, String> SANITIZED =
      Map.of(
          "ASAN_OPTIONS",
          "handle_segv=0:detect_leaks=0:use_sigaltstack=0",
          "UBSAN_OPTIONS",
          "print_stacktrace=1");

  @TempDir private static Path folder;

  private static Path program;

  @BeforeAll
  static void compile() throws Exception {
    program =
        CSource.program(
            folder,
            List.of("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"),
            SOURCES);
  }

  private static Child run(String... what) throws Exception {
    Child child = Child.inC(folder, program, SANITIZED, what);
    assertThat(child.output())
        .doesNotContainIgnoringCase("fatal error")
        .doesNotContain("AddressSanitizer")
        .doesNotContain("runtime error");
    return child;
  }

  private static Stream<DynamicTest> each(Child child, List<String> names) {
    Map<String, String> outcomes = child.outcomes();
    assertThat(outcomes.keySet()).as(child.output()).containsAll(names);
    assertThat(child.exit()).as(child.output()).isZero();
    return outcomes.entrySet().stream()
        .map(
            outcome ->
                dynamicTest(
                    outcome.getKey(),
                    () ->
                        assertThat(outcome.getValue())
                            .as("the line whose condition did not hold")
                            .isEqualTo("0")));
  }

  @TestFactory
  Stream<DynamicTest> lifecycle() throws Exception {
    return each(
        run("lifecycle"),
        List.of(
            "before",
            "twice",
            "errors_pass_over",
            "held",
            "old_pointers",
            "inside_handler",
            "while_others_call",
            "from_many_threads"));
  }

  /** As in {@link BorderTest}, where Java begins. */
  @TestFactory
  Stream<DynamicTest> border() throws Exception {
    List<String> names = new ArrayList<>(BorderProgram.BEHAVIOURS);
    names.add("border");
    return each(run("border"), names);
  }

  /**
   * What the text must say. The second attempt in the same process is refused with a reason, too.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "-Xwrong | . | 0x80040203 the JVM does not start (-1): Unrecognized option: -Xwrong",
        "--add-modules=nobodys | . | 0x80040203 the JVM does not start: stderr says why",
        "-Xshare:auto | /nowhere | 0x80040204 the JVM runs, but Sampan of this version is not on its"
            + " class path or module path: java.lang.NoClassDefFoundError",
      })
  void aJvmThatDoesNotServe(String option, String path, String text) throws Exception {
    Child child = run("attempt", option, path.equals(".") ? Child.classPath() : path);
    List<String> attempts = child.lines().filter(line -> line.startsWith("0x")).toList();
    assertThat(attempts).as(child.output()).hasSize(2);
    assertThat(attempts.get(0)).startsWith(text);
    assertThat(child.outcomes()).containsEntry("attempt", "0");
  }

  /** What makes calls a quarter faster; every Linux that runs these tests has it. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void callsPassIntoJavaWithoutAFence() throws Exception {
    Child child = run("attempt", "-XX:+PrintCommandLineFlags", "/nowhere");
    assertThat(child.output()).contains("-XX:+UseSystemMemoryBarrier");
  }

  @Test
  void aJvmThatDeniesNativeAccessIsToldWhatToGrant() throws Exception {
    Child child = run("denied");
    assertThat(child.outcomes()).as(child.output()).containsEntry("denied", "0");
  }

  @Test
  void itsJavaMayBeModules() throws Exception {
    Child child = run("modules", Child.path(SampleAllocator.class, Linux.class, Sampan.class));
    assertThat(child.outcomes()).as(child.output()).containsEntry("modules", "0");
    assertThat(child.output()).as("no warnings").hasLineCount(1);
  }

  @Test
  void aLibraryThatIsNamedAndNotThereIsAnErrorInJava() throws Exception {
    Child child =
        Child.inJava(
            folder, List.of("-Dsampan.library=/nowhere/libsampan.so"), ExportProgram.class);
    assertThat(child.output())
        .contains("IllegalArgumentException: /nowhere/libsampan.so, which the system property");
  }
}
