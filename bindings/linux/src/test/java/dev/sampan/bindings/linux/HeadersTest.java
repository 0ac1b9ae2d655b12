package dev.sampan.bindings.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadersTest {

  @TempDir Path directory;

  @Test
  void constantsEqualWhatTheCompilerSays() throws Exception {
    var constants = Generated.constants(Linux.class);
    assertThat(constants).hasSizeGreaterThan(50);

    var expressions = new LinkedHashMap<String, String>();
    constants.keySet().forEach(name -> expressions.put(name, name));
    var values =
        new CProgram(directory)
            .option("-I" + Generated.directory().resolve("include"))
            .prologue("#include \"sampan_linux.h\"")
            .evaluate(expressions);

    assertThat(values.keySet()).isEqualTo(constants.keySet());
    constants.forEach(
        (name, constant) -> {
          var expected = values.get(name);
          assertThat(Generated.size(constant)).as("size of %s", name).isEqualTo(expected.size());
          if (expected.size() == Integer.BYTES) {
            assertThat(constant).as(name).isEqualTo((int) expected.value());
          } else {
            assertThat(Generated.number(constant)).as(name).isEqualTo(expected.value());
          }
        });
  }

  @Test
  void everySymbolOfTheListIsGenerated() throws Exception {
    assertThat(Generated.constants(Linux.class).keySet())
        .isEqualTo(Generated.asked("--include-constant"));

    var functions = new TreeSet<>(Generated.functions(Linux.class));
    for (var variadic : Linux.class.getClasses()) {
      functions.add(variadic.getSimpleName());
    }
    assertThat(functions).isEqualTo(Generated.asked("--include-function"));
  }
}
