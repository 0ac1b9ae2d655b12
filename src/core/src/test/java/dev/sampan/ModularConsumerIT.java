package dev.sampan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small modular program that is built and run against the artifact as its users would: with the
 * annotations at compile time, since the API bears them, and without them when it runs.
 */
@DisplayName("A modular program that requires dev.sampan")
@Timeout(120)
class ModularConsumerIT {

  private static final String MODULE = "module consumer { requires dev.sampan; }";

  private static final String MAIN =
      """
      package consumer;

      import dev.sampan.Holder;
      import dev.sampan.Sample;
      import dev.sampan.SampleAllocator;
      import dev.sampan.SampleLease;
      import dev.sampan.stream.SampleSink;
      import dev.sampan.stream.SampleWriter;
      import dev.sampan.stream.StreamFormat;
      import java.lang.foreign.ValueLayout;
      import java.util.List;

      final class Main {
        public static void main(String[] arguments) throws Exception {
          SampleSink sink =
              new SampleSink() {
                @Override
                public void begin(List<StreamFormat> streams) {}

                @Override
                public void write(int stream, long time, Sample sample) {
                  System.out.println(
                      "written " + sample.segment().get(ValueLayout.JAVA_INT, 0) + " at " + time);
                }

                @Override
                public void end() {}

                @Override
                public void abort() {}
              };
          try (SampleAllocator allocator = SampleAllocator.builder("consumer").count(2).build();
              SampleWriter writer = SampleWriter.to(sink).allocator(allocator).build()) {
            allocator.setReleaseHandler(release -> System.out.println("back: " + release.holder()));
            writer.begin();
            try (SampleLease lease = writer.allocate()) {
              lease.segment().set(ValueLayout.JAVA_INT, 0, 42);
              writer.write(0, 7, lease);
            }
            writer.end();
            System.out.println("free " + allocator.freeCount() + " " + Holder.APPLICATION);
          }
        }
      }
      """;

  private record Outcome(int status, String output) {}

  private static String modules(boolean annotations) {
    String path = System.getProperty("sampan.modules");
    assertThat(path).as("the system property sampan.modules").isNotNull();
    return Arrays.stream(path.split(File.pathSeparator, -1))
        .filter(entry -> annotations || !entry.contains("jspecify"))
        .peek(entry -> assertThat(Path.of(entry)).exists())
        .collect(Collectors.joining(File.pathSeparator));
  }

  private static Outcome run(Path folder, String tool, List<String> arguments)
      throws IOException, InterruptedException {
    Path program = Path.of(System.getProperty("java.home"), "bin", tool);
    Assumptions.assumeTrue(Files.exists(program), "not on this machine: " + tool);
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.addAll(arguments);
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("%s", command).isTrue();
    } finally {
      process.destroyForcibly();
    }
    return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
  }

  private static Path compile(Path folder) throws Exception {
    Path sources = Files.createDirectories(folder.resolve("source").resolve("consumer"));
    Path module = folder.resolve("source").resolve("module-info.java");
    Files.writeString(module, MODULE, StandardCharsets.UTF_8);
    Path main = sources.resolve("Main.java");
    Files.writeString(main, MAIN, StandardCharsets.UTF_8);
    Path classes = folder.resolve("classes");
    Outcome outcome =
        run(
            folder,
            "javac",
            List.of(
                "--release",
                "22",
                "-p",
                modules(true),
                "-d",
                classes.toString(),
                module.toString(),
                main.toString()));
    assertThat(outcome.status).as(outcome.output).isZero();
    return classes;
  }

  private static Outcome start(Path folder, Path classes, List<String> options) throws Exception {
    List<String> arguments = new ArrayList<>(options);
    arguments.add("-XX:+IgnoreUnrecognizedVMOptions");
    arguments.add("-p");
    arguments.add(modules(false) + File.pathSeparator + classes);
    arguments.add("-m");
    arguments.add("consumer/consumer.Main");
    return run(folder, "java", arguments);
  }

  @Test
  void runsWithNativeAccessForExactlyTheModulesThatNeedIt(@TempDir Path folder) throws Exception {
    Outcome outcome =
        start(
            folder,
            compile(folder),
            List.of(
                "--illegal-native-access=deny",
                "--enable-native-access=dev.sampan,dev.sampan.bindings.linux"));
    assertThat(outcome.status).as(outcome.output).isZero();
    assertThat(outcome.output.lines())
        .as("and nothing else is printed, no warning")
        .containsExactly("written 42 at 7", "back: writer", "free 2 application");
  }

  @Test
  void isToldWhatToGrantWhereNativeAccessIsDenied(@TempDir Path folder) throws Exception {
    Path classes = compile(folder);
    for (List<String> grants :
        List.of(
            List.of("--enable-native-access=consumer"),
            List.of("--enable-native-access=dev.sampan"),
            List.of("--enable-native-access=dev.sampan.bindings.linux"))) {
      List<String> options = new ArrayList<>(grants);
      options.add("--illegal-native-access=deny");
      Outcome outcome = start(folder, classes, options);
      assertThat(outcome.status).as(outcome.output).isNotZero();
      assertThat(outcome.output.lines().findFirst().orElse(""))
          .as(outcome.output)
          .startsWith(
              "Exception in thread \"main\" java.lang.IllegalCallerException: Sampan may not use"
                  + " native memory; start java with"
                  + " --enable-native-access=dev.sampan,dev.sampan.bindings.linux (");
    }
  }

  @Test
  void isOnlyWarnedWhereNativeAccessIsNeitherGrantedNorDenied(@TempDir Path folder)
      throws Exception {
    Outcome outcome = start(folder, compile(folder), List.of("--illegal-native-access=warn"));
    assertThat(outcome.status).as(outcome.output).isZero();
    assertThat(outcome.output).contains("free 2 application");
  }
}
