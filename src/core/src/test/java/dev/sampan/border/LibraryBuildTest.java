package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The guide's program builds, with cc alone and with what cmake installs, and runs")
@Timeout(300)
class LibraryBuildTest {

  @TempDir private Path folder;

  private Path first;

  /** The program as a reader of the guide would save it. */
  @BeforeEach
  void copyFromGuide() throws Exception {
    String guide = Files.readString(CSource.ROOT.resolve(Path.of("docs", "native.md")));
    Matcher program =
        Pattern.compile("```c\n((?:(?!```).)*int main.*?)```", Pattern.DOTALL).matcher(guide);
    assertThat(program.find()).as("docs/native.md has a program").isTrue();
    first = Files.writeString(folder.resolve("first.c"), program.group(1));
  }

  private void assertRuns() throws Exception {
    Child child =
        Child.run(
            folder,
            60,
            List.of(folder.resolve("first").toString()),
            Map.of("JAVA_HOME", Child.home(), "SAMPAN_CLASS_PATH", Child.classPath()));
    assertThat(child.exit()).as(child.output()).isZero();
    List<String> lines = child.lines().toList();
    assertThat(lines).as(child.output()).hasSize(2);
    assertThat(lines.get(0))
        .startsWith("not yet: 0x80040205: samples of \"camera\" are held: native consumer ×1");
    assertThat(lines.get(1)).isEqualTo("done");
  }

  @Test
  void withCcAlone() throws Exception {
    List<String> command =
        new ArrayList<>(List.of("cc", "-I" + CSource.SAMPAN.resolve("include"), first.toString()));
    CSource.librarySources().forEach(source -> command.add(source.toString()));
    command.addAll(List.of("-lpthread", "-ldl", "-o", "first"));
    CSource.tool(folder, command);
    assertRuns();
  }

  @Test
  void withWhatCmakeInstalls() throws Exception {
    Path build = folder.resolve("build");
    Path prefix = folder.resolve("prefix");
    CSource.tool(
        folder, List.of("cmake", "-S", CSource.LIBRARY.toString(), "-B", build.toString()));
    Child built = CSource.tool(folder, List.of("cmake", "--build", build.toString()));
    assertThat(built.output()).doesNotContain("warning");
    CSource.tool(
        folder, List.of("cmake", "--install", build.toString(), "--prefix", prefix.toString()));

    try (Stream<Path> files = Files.find(prefix, 9, (path, of) -> path.toString().endsWith(".h"))) {
      assertThat(files.map(path -> path.getFileName().toString()))
          .containsExactlyInAnyOrder("sampan.h", "sampan_inline.h");
    }
    Path description;
    try (Stream<Path> files = Files.find(prefix, 9, (path, of) -> path.endsWith("sampan.pc"))) {
      description = files.findFirst().orElseThrow();
    }
    Child flags =
        CSource.tool(
            folder,
            List.of("pkg-config", "--cflags", "--libs", "sampan"),
            Map.of("PKG_CONFIG_PATH", description.getParent().toString()));
    Path libraries = description.getParent().getParent();
    List<String> command = new ArrayList<>(List.of("cc", first.toString()));
    command.addAll(List.of(flags.output().strip().split("\\s+", -1)));
    command.addAll(List.of("-Wl,-rpath," + libraries, "-o", "first"));
    CSource.tool(folder, command);
    assertRuns();

    // Java finds the same file, and what it exports is the library's and nothing else.
    Child java =
        Child.inJava(
            folder,
            List.of("-Dsampan.library=" + libraries.resolve(System.mapLibraryName("sampan"))),
            ExportProgram.class);
    assertThat(java.output()).isEqualTo("exported\n");
    assertThat(
            CSource.tool(
                    folder,
                    List.of(
                        "nm",
                        "-D",
                        "--defined-only",
                        "--format=just-symbols",
                        libraries.resolve(System.mapLibraryName("sampan")).toString()))
                .lines())
        .containsExactlyInAnyOrder(
            "sampan_last_error", "sampan_library", "sampan_start", "sampan_stop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cc -std=c11 -fPIC",
        "clang -std=c11 -fPIC",
        "c++ -x c++ -std=c++17 -fPIC",
        "clang -x c++ -std=c++17 -fPIC",
        "x86_64-w64-mingw32-gcc -std=c11"
      })
  void withoutAWarningOf(String compiler) throws Exception {
    for (Path source : CSource.librarySources()) {
      List<String> command = new ArrayList<>(List.of(compiler.split(" ", -1)));
      command.addAll(
          List.of(
              "-O2",
              "-Wall",
              "-Wextra",
              "-pedantic",
              "-Werror",
              "-I" + CSource.SAMPAN.resolve("include"),
              "-c",
              source.toString(),
              "-o",
              "object"));
      CSource.tool(folder, command);
    }
  }
}
