package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.AllocatorStatistics;
import dev.sampan.ffmpeg.TranscodeReport.AllocatorRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Runs jobs, beside the ffmpeg program, and looks whether everything came back. */
final class Transcoding {

  /** The encoders of a container, by its extension. */
  private static final List<String> WMV = List.of("wmv2", "wmav2");

  private static final List<String> MP4 = List.of("mpeg4", "aac");
  private static final List<String> MKV = List.of("ffv1", "flac");

  private Transcoding() {}

  private static List<String> encoders(Path output) {
    String name = output.toString();
    return name.endsWith(".mp4") ? MP4 : name.endsWith(".mkv") ? MKV : WMV;
  }

  /** Transcodes with bit-exact flags, and checks that nothing is out, lost or misused. */
  static TranscodeReport run(Path input, Path output, UnaryOperator<Transcoder.Builder> more)
      throws Exception {
    Transcoder.Builder builder = more.apply(Transcoder.from(input).to(output).bitExact(true));
    TranscodeReport report = builder.build().run();
    assertThat(report.samplesOut()).isZero();
    for (AllocatorRow row : report.allocators()) {
      AllocatorStatistics statistics = row.statistics();
      assertThat(statistics.returned()).as(row.name()).isEqualTo(statistics.allocated());
      assertThat(statistics.recovered()).as(row.name()).isZero();
      assertThat(statistics.misuses()).as(row.name()).isZero();
    }
    assertThat(leftovers(output)).isEmpty();
    return report;
  }

  static TranscodeReport run(Path input, Path output) throws Exception {
    return run(input, output, builder -> builder);
  }

  /** What the program writes with the same options. */
  static Path expected(Path input, Path output, String... more)
      throws IOException, InterruptedException {
    List<String> encoders = encoders(output);
    List<String> arguments = new ArrayList<>(List.of("-i", input.toString()));
    arguments.addAll(List.of("-c:v", encoders.get(0), "-b:v", "2M"));
    arguments.addAll(List.of("-c:a", encoders.get(1), "-b:a", "128k"));
    arguments.addAll(List.of("-fflags", "+bitexact", "-flags:v", "+bitexact"));
    arguments.addAll(List.of("-flags:a", "+bitexact"));
    arguments.addAll(List.of(more));
    arguments.add(output.toString());
    FFmpegProgram.run(arguments);
    return output;
  }

  /** Files that a job should have renamed or deleted. */
  static List<Path> leftovers(Path output) throws IOException {
    try (Stream<Path> files = Files.list(output.toAbsolutePath().getParent())) {
      return files.filter(file -> file.getFileName().toString().contains(".part-")).toList();
    }
  }
}
