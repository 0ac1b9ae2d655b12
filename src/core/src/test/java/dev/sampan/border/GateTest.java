package dev.sampan.border;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Without a JVM, whose own memory the tools do not understand: what Java would do, C does here.
 * {@link StartTest} has the address sanitizer and a JVM in one process.
 */
@Tag("I9")
@DisplayName("The gate lets calls through unchanged, and none once it is closed and drained")
@Timeout(300)
class GateTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-O2",
        "-fsanitize=address,undefined -fno-sanitize-recover=undefined",
        "-fsanitize=thread -Wno-tsan" // knows no fences, but all that is between threads is atomic
      })
  void holds(String options, @TempDir Path folder) throws Exception {
    Path program = CSource.program(folder, List.of(options.split(" ", -1)), "gate.c");
    assertThat(CSource.tool(folder, List.of("env", program.toString())).output()).isEqualTo("0\n");
  }

  @Test
  @DisplayName("Once it is closed, every method with an interface pointer out stores NULL there")
  void clearsInterfacePointers(@TempDir Path folder) throws Exception {
    // By name: where two interfaces have a method of one name, it is the same method.
    Map<String, Boolean> expected = new HashMap<>();
    String header =
        Files.readString(CSource.SAMPAN.resolve(Path.of("include", "sampan.h"))).replace("\\", "");
    Matcher methods =
        Pattern.compile(
                "SAMPAN_METHOD\\(\\w+,\\s*(\\w+)\\)\\(SAMPAN_THIS_?\\(\\w+\\)([^)]*)\\)\\s+SAMPAN_PURE")
            .matcher(header);
    while (methods.find()) {
      boolean out = methods.group(2).matches("(?s).*\\b(void|I[A-Z]\\w+) \\*\\*\\w+\\s*");
      assertThat(expected.put(methods.group(1), out)).as(methods.group(1)).isIn(null, out);
    }
    List<String> command = new ArrayList<>(List.of("env"));
    command.add(CSource.program(folder, List.of(), "gate.c").toString());
    command.addAll(InterfacesTest.slots().values());
    Map<String, String> said = CSource.tool(folder, command).outcomes();
    assertThat(said).hasSizeGreaterThan(80);
    said.forEach(
        (method, cleared) ->
            assertThat(cleared)
                .as(method)
                .isEqualTo(expected.getOrDefault(method, false) ? "1" : "0"));
    assertThat(expected.keySet()).containsAll(said.keySet());
    assertThat(said.values()).contains("0", "1");
  }

  @Test
  void holdsUnderValgrind(@TempDir Path folder) throws Exception {
    Path program = CSource.program(folder, List.of(), "gate.c");
    assertThat(
            CSource.tool(
                    folder,
                    List.of(
                        "valgrind",
                        "--quiet",
                        "--fair-sched=yes",
                        "--error-exitcode=9",
                        "--leak-check=full",
                        program.toString()))
                .output())
        .isEqualTo("0\n");
  }

  @Test
  @DisplayName("The places of JNI's functions are those of a JDK's jni.h")
  void knowsJni(@TempDir Path folder) throws Exception {
    StringBuilder source =
        new StringBuilder(
            """
            #include <stddef.h>
            #include "sampan_jni.h"
            #define jint jint_of_jdk
            #include <jni.h>
            #define PLACE(table, name, ours, field) \\
              _Static_assert(offsetof(struct table, name) == offsetof(ours, field), #name)
            _Static_assert(sizeof(JavaVMInitArgs) == sizeof(JniArguments), "JavaVMInitArgs");
            _Static_assert(offsetof(JavaVMInitArgs, options) == offsetof(JniArguments, options), "options");
            _Static_assert(sizeof(JavaVMOption) == sizeof(JniOption), "JavaVMOption");
            _Static_assert(JNI_VERSION_21 == JNI_OF_JAVA_21, "JNI_VERSION_21");
            """);
    String[][] functions = {
      {"FindClass", "find_class"},
      {"ExceptionOccurred", "exception_occurred"},
      {"ExceptionClear", "exception_clear"},
      {"GetObjectClass", "get_object_class"},
      {"GetMethodID", "get_method"},
      {"CallObjectMethodA", "call_object"},
      {"GetStaticMethodID", "get_static_method"},
      {"CallStaticVoidMethodA", "call_static_void"},
      {"GetStringUTFChars", "get_string"},
      {"ReleaseStringUTFChars", "release_string"},
      {"ExceptionCheck", "exception_check"}
    };
    for (String[] function : functions) {
      source.append(
          "PLACE(JNINativeInterface_, %s, JniTable, %s);\n".formatted(function[0], function[1]));
    }
    String[][] calls = {
      {"DestroyJavaVM", "destroy"},
      {"DetachCurrentThread", "detach"},
      {"AttachCurrentThreadAsDaemon", "attach_as_daemon"}
    };
    for (String[] call : calls) {
      source.append("PLACE(JNIInvokeInterface_, %s, VmTable, %s);\n".formatted(call[0], call[1]));
    }
    Path file = Files.writeString(folder.resolve("jni.c"), source);
    Path include = Path.of(Child.home(), "include");
    CSource.tool(
        folder,
        List.of(
            "cc",
            "-std=c11",
            "-fsyntax-only",
            "-I" + CSource.LIBRARY,
            "-I" + include,
            "-I" + include.resolve("linux"),
            file.toString()));
  }
}
