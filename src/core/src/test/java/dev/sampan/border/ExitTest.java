package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The property {@code sampan.exits} says how often each; what is claimed was run with 200. The exit
 * status says nothing: the process may have reached it before the virtual machine reports an error.
 */
@Tag("I9")
@DisplayName("While the JVM and the process end, every native thread that calls gets a code")
@Timeout(1800)
class ExitTest {

  private static final int TIMES = Integer.getInteger("sampan.exits", 4);

  @TempDir private static Path folder;

  private static Path library;
  private static Path inJava;
  private static Path inC;

  @BeforeAll
  static void compile() throws Exception {
    library = CSource.library(folder);
    inJava = CSource.compile(folder, "exit.c");
    inC = CSource.program(folder, List.of(), "start.c", "exit.c", "border.c", "conformance.c");
  }

  private interface Run {
    Child of(int number) throws Exception;
  }

  private static void repeat(Run run) throws Exception {
    try (ExecutorService two = Executors.newFixedThreadPool(2)) {
      List<Future<Child>> children = new ArrayList<>();
      for (int i = 0; i < TIMES; i++) {
        int number = i;
        children.add(two.submit(() -> run.of(number)));
      }
      for (Future<Child> child : children) {
        assertThat(child.get().output())
            .doesNotContainIgnoringCase("fatal error")
            .containsPattern("(?m)^ended 8 of 8, wrong 0$");
        assertThat(child.get().exit()).isZero();
      }
    }
  }

  private static void beginInJava(String end) throws Exception {
    repeat(
        number ->
            Child.inJava(
                folder,
                List.of("-Dsampan.library=" + library),
                ExitProgram.class,
                inJava.toString(),
                end,
                Integer.toString(number % 8)));
  }

  private static void beginInC(String end) throws Exception {
    repeat(number -> Child.inC(folder, inC, Map.of(), end, Integer.toString(number % 8)));
  }

  @Test
  void mainInJavaReturns() throws Exception {
    beginInJava("return");
  }

  @Test
  void javaExits() throws Exception {
    beginInJava("exit");
  }

  @Test
  void mainInCReturns() throws Exception {
    beginInC("leave");
  }

  @Test
  void cDestroysItsOwnJvmAndGoesOn() throws Exception {
    beginInC("destroy");
  }

  @Test
  void aHandlerEndsTheProcess() throws Exception {
    Child child = Child.inC(folder, inC, Map.of(), "leave_inside");
    assertThat(child.output()).isEmpty();
    assertThat(child.exit()).isEqualTo(3);
  }
}
