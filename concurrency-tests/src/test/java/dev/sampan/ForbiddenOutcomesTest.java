package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;

import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jcstress.Options;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.grading.TestGrading;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.TestConfig;
import org.openjdk.jcstress.infra.runners.TestList;
import org.openjdk.jcstress.os.AffinityMode;
import org.openjdk.jcstress.os.NodeType;
import org.openjdk.jcstress.os.SchedulingClass;
import org.openjdk.jcstress.vm.CompileMode;

/**
 * Every test once, for a moment, in this JVM: enough to meet the usual orders of two threads. What
 * is rare is looked for by {@code mvn -Pjcstress}, in JVMs of their own.
 */
@DisplayName("I1, I2, I3, I4, I5, I6, I7, I9: two threads at once see nothing that is forbidden")
@Timeout(120)
class ForbiddenOutcomesTest {

  private static final String[] SHORT = {
    "-iters", "1", "-time", "200", "-strideSize", "16", "-strideCount", "4"
  };

  static Stream<Named<TestInfo>> tests() {
    return TestList.tests().stream()
        .sorted()
        .map(TestList::getInfo)
        .map(info -> named(info.name() + ": " + info.description(), info));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("tests")
  void nothingForbiddenIsSeen(TestInfo info) throws ReflectiveOperationException, IOException {
    Options options = new Options(SHORT);
    assertThat(options.parse()).isTrue();
    TestConfig config =
        new TestConfig(
            options,
            info,
            0,
            List.of(),
            CompileMode.UNIFIED,
            new SchedulingClass(AffinityMode.NONE, info.threads(), NodeType.PACKAGE));
    Runner<?> runner =
        Class.forName(info.generatedRunner())
            .asSubclass(Runner.class)
            .getConstructor(ForkedTestConfig.class)
            .newInstance(new ForkedTestConfig(config));

    TestResult result = runner.run();
    result.setConfig(config);
    String name = info.name();
    assertThat(result.status()).as("%s %s", name, result.getMessages()).isEqualTo(Status.NORMAL);
    assertThat(result.getTotalCount()).as("%s: states tried", name).isGreaterThan(10);
    assertThat(TestGrading.grade(result).failureMessages).as(name).isEmpty();
  }
}
