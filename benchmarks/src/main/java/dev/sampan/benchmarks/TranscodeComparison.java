package dev.sampan.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;

/**
 * Times whole transcodes, wall and CPU: {@code sampan transcode}, the {@code ffmpeg} program with
 * the same libraries and options, and JavaCV. They take turns, since the machine may be shared. The
 * launcher must have been built.
 */
final class TranscodeComparison {

  /** One pair of encoders. */
  private record Job(
      String name,
      String extension,
      String format,
      String video,
      String videoRate,
      String audio,
      String audioRate) {

    /** Whether a clip may be shorter, since the job takes long. */
    boolean isSlow() {
      return video.equals("ffv1");
    }
  }

  /** By how much. */
  private static final int SLOW = 2;

  /** What the clip and all that is made of it take at most, in bytes. */
  private static final long ROOM = 8L << 30;

  /** Seconds. */
  private record Times(double wall, double cpu) {}

  private static final List<Job> JOBS =
      List.of(
          new Job("wmv2 + wmav2", "wmv", "asf", "wmv2", "2000000", "wmav2", "128000"),
          new Job("mpeg4 + aac", "mp4", "mp4", "mpeg4", "2000000", "aac", "128000"),
          new Job("ffv1 + flac", "mkv", "matroska", "ffv1", "2000000", "flac", "128000"));

  private TranscodeComparison() {}

  /**
   * Runs the comparison.
   *
   * @param rounds runs of each program
   * @param seconds how long the clip lasts
   * @return what to show
   * @throws Exception if a program fails
   */
  static List<PerformancePage.Chart> run(int rounds, int seconds) throws Exception {
    Path folder = folder();
    String program = program();
    Samples walls = new Samples();
    Samples cpus = new Samples();
    Samples ratios = new Samples();
    Table table =
        new Table(
            ("Clips of %d s (ffv1: %d s), 1280x720 at 25 frames/s, H.264 and AAC; %d rounds in turn,"
                    + " medians; throughput by what ffmpeg took in the same round")
                .formatted(seconds, seconds / SLOW, rounds),
            List.of(
                "program and job", "wall s", "CPU s", "of ffmpeg's throughput", "best to best"));
    for (Job job : JOBS) {
      Path clip = synthesise(program, folder, job.isSlow() ? seconds / SLOW : seconds);
      Map<String, List<String>> programs = programs(program, clip, folder, job);
      for (int round = 0; round < rounds; round++) {
        Map<String, Times> times = new HashMap<>();
        // JavaCV takes long and is far away.
        for (String each : Samples.turns(programs.keySet(), round, "JavaCV"::equals)) {
          Times measured = run(programs.get(each), folder);
          times.put(each, measured);
          walls.add(each + ", " + job.name, measured.wall);
          cpus.add(each + ", " + job.name, measured.cpu);
        }
        double beside = times.get("ffmpeg").wall;
        times.forEach((each, took) -> ratios.add(each + ", " + job.name, beside / took.wall));
      }
      String reference = "ffmpeg, " + job.name;
      for (String each : programs.keySet()) {
        String name = each + ", " + job.name;
        table.add(
            List.of(
                name,
                Table.number(walls.median(name)),
                Table.number(cpus.median(name)),
                Table.number(ratios.median(name)),
                Table.number(walls.least(reference) / walls.least(name))));
      }
    }
    Files.writeString(
        PerformancePage.raw("transcode"),
        "{\n\"wall s\": %s,\n\"CPU s\": %s}\n".formatted(walls.json(), cpus.json()));
    delete(folder);
    return List.of(new PerformancePage.Chart(table, 1));
  }

  /** In memory, if there is room: a disk's moods would be a part of each time. */
  private static Path folder() throws IOException {
    Path memory = Path.of("/dev/shm");
    return Files.isWritable(memory) && Files.getFileStore(memory).getUsableSpace() > ROOM
        ? Files.createTempDirectory(memory, "sampan-transcode")
        : Files.createTempDirectory("sampan-transcode");
  }

  /** The ffmpeg program of the natives' artifact, unpacked with the libraries that it needs. */
  private static String program() throws ClassNotFoundException {
    for (String library :
        List.of("avutil", "swresample", "swscale", "avcodec", "avformat", "avfilter", "avdevice")) {
      Loader.load(Class.forName("org.bytedeco.ffmpeg.global." + library));
    }
    return Loader.load(Class.forName("org.bytedeco.ffmpeg.ffmpeg"));
  }

  private static Path synthesise(String program, Path folder, int seconds)
      throws IOException, InterruptedException {
    Path clip = folder.resolve("clip.mp4");
    run(
        List.of(
            program,
            "-y",
            "-f",
            "lavfi",
            "-i",
            "testsrc2=size=1280x720:rate=25:duration=" + seconds,
            "-f",
            "lavfi",
            "-i",
            "sine=frequency=440:sample_rate=48000:duration=" + seconds,
            "-pix_fmt",
            "yuv420p",
            "-c:v",
            "libopenh264",
            "-b:v",
            "4M",
            "-c:a",
            "aac",
            clip.toString()),
        folder);
    return clip;
  }

  private static Map<String, List<String>> programs(
      String program, Path clip, Path folder, Job job) {
    Map<String, List<String>> programs = new LinkedHashMap<>();
    programs.put(
        "ffmpeg",
        List.of(
            program,
            "-y",
            "-nostdin",
            "-i",
            clip.toString(),
            "-c:v",
            job.video,
            "-b:v",
            job.videoRate,
            "-c:a",
            job.audio,
            "-b:a",
            job.audioRate,
            folder.resolve("ffmpeg." + job.extension).toString()));
    programs.put(
        "sampan",
        List.of(
            Path.of(System.getProperty("sampan.launcher", "src/cli/target/sampan/bin/sampan"))
                .toAbsolutePath()
                .toString(),
            "transcode",
            "--force",
            "--video-encoder",
            job.video,
            "--video-bitrate",
            job.videoRate,
            "--audio-encoder",
            job.audio,
            "--audio-bitrate",
            job.audioRate,
            clip.toString(),
            folder.resolve("sampan." + job.extension).toString()));
    programs.put(
        "JavaCV",
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            JavaCvTranscode.class.getName(),
            clip.toString(),
            folder.resolve("javacv." + job.extension).toString(),
            job.format,
            job.video,
            job.videoRate,
            job.audio,
            job.audioRate));
    return programs;
  }

  /** Runs a command under bash, whose time builtin knows the CPU time of all that it did. */
  private static Times run(List<String> command, Path folder)
      throws IOException, InterruptedException {
    Path log = folder.resolve("log.txt");
    Path time = folder.resolve("time.txt");
    List<String> timed = new ArrayList<>();
    timed.addAll(
        List.of(
            "bash",
            "-c",
            "TIMEFORMAT='%R %U %S'; { time \"${@:3}\" > \"$1\" 2>&1; } 2> \"$2\"",
            "time",
            log.toString(),
            time.toString()));
    timed.addAll(command);
    ProcessBuilder process =
        new ProcessBuilder(timed)
            .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
            .inheritIO();
    if (command.get(0).endsWith("ffmpeg")) {
      // The program does not find the libraries beside it by itself.
      process.environment().put("LD_LIBRARY_PATH", Path.of(command.get(0)).getParent().toString());
    }
    int code = process.start().waitFor();
    if (code != 0) {
      throw new IOException(command + " failed:\n" + Files.readString(log));
    }
    String[] seconds = Files.readString(time).strip().split(" ", -1);
    return new Times(
        Double.parseDouble(seconds[0]),
        Double.parseDouble(seconds[1]) + Double.parseDouble(seconds[2]));
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
