package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.stream.SampleSink;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What the manual says is what there is. */
class DocumentationTest {

  private static final Path ROOT = Path.of(System.getProperty("sampan.root", "."));
  private static final Path SOURCE =
      Path.of("src/cli/src/test/java/dev/sampan/cli/DocumentationTest.java");
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");

  private static String read(String file) throws IOException {
    return Files.readString(ROOT.resolve(file));
  }

  /** The example of the README, here for the compiler. */
  private static void example(SampleSink sink, StreamFormat format, long time)
      throws IOException, InterruptedException {
    // begin of the example
    try (SampleAllocator allocator =
            SampleAllocator.builder("pictures").sampleSize(1 << 20).count(8).build();
        SampleWriter writer = SampleWriter.to(sink).stream(format).allocator(allocator).build()) {
      allocator.setReleaseHandler(release -> System.out.println(release.holder() + " let go"));
      writer.begin();
      try (SampleLease lease = writer.allocate()) { // waits until a sample is free
        fill(lease.segment()); // a MemorySegment, page-aligned, for this thread only
        writer.write(0, time, lease); // the hand-off: from here on the segment throws
      } // a lease that was not handed over is cancelled
      writer.end(); // waits until the sink has written everything
    }
    // end of the example
  }

  private static void fill(MemorySegment memory) {
    memory.fill((byte) 1);
  }

  @Test
  void theReadmesExampleIsCompiledHere() throws IOException {
    String readme = read("README.md");
    String shown = readme.substring(readme.indexOf("```java\n") + 8, readme.indexOf("\n```\n"));
    String source = Files.readString(ROOT.resolve(SOURCE));
    String compiled =
        source.substring(
            source.indexOf("// begin of the example\n") + 24,
            source.indexOf("    // end of the example"));
    assertThat(shown).isEqualToIgnoringWhitespace(compiled);
  }

  @Test
  void theReadmesExampleRuns() throws Exception {
    List<Byte> written = new ArrayList<>();
    SampleSink sink =
        new SampleSink() {
          @Override
          public void begin(List<StreamFormat> streams) {}

          @Override
          public void write(int stream, long time, Sample sample) {
            written.add(sample.segment().get(ValueLayout.JAVA_BYTE, 0));
          }

          @Override
          public void end() {}

          @Override
          public void abort() {}
        };
    example(sink, new StreamFormat.Data("bytes"), 0);
    assertThat(written).containsExactly((byte) 1);
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<Path> pages = new ArrayList<>(List.of(ROOT.resolve("README.md")));
    try (Stream<Path> files = Files.list(ROOT.resolve("docs"))) {
      files.filter(file -> file.toString().endsWith(".md")).forEach(pages::add);
    }
    assertThat(pages).hasSizeGreaterThan(3);
    for (Path page : pages) {
      Matcher link = LINK.matcher(Files.readString(page));
      while (link.find()) {
        assertThat(page.resolveSibling(link.group(1))).as("a link in %s", page).exists();
      }
    }
  }

  @Test
  void theManualNamesEveryOption() throws IOException {
    String manual = read("docs/command-line.md");
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      assertThat(manual).contains("## sampan " + command.getCommandName());
      for (OptionSpec option : command.getCommandSpec().options()) {
        if (!option.usageHelp() && !option.versionHelp()) {
          assertThat(manual).contains("`" + option.longestName());
        }
      }
    }
  }

  @Test
  void theReadmeNamesTheModulesThatTheLauncherGrantsNativeAccess() throws IOException {
    Matcher granted =
        Pattern.compile("<sampan.native.access>(.*)</sampan.native.access>")
            .matcher(read("src/cli/pom.xml"));
    assertThat(granted.find()).isTrue();
    assertThat(read("README.md")).contains("--enable-native-access=" + granted.group(1) + "\n");
  }
}
