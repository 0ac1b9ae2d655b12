package dev.sampan.ffmpeg;

import dev.sampan.stream.SampleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What a job reads: a media file or a recording. */
interface JobSource extends SampleReader {

  /**
   * Opens the one or the other.
   *
   * @param input a file, or a folder with a recording
   */
  static JobSource open(Path input, FFmpegReader.Options options, ReaderHooks hooks)
      throws IOException {
    return Files.isDirectory(input)
        ? RecordedSource.open(input, options, hooks)
        : FFmpegReader.open(input, options, hooks);
  }

  /** What it is, as messages and reports name it. */
  String container();

  /** What the whole says about itself. */
  Map<String, String> metadata();

  /** In units of 100 ns, -1 where it is not known. */
  long duration();

  /** All streams. */
  List<MediaStream> media();

  /** The streams that are read. */
  List<MediaStream> selected();

  /** What was read so far. */
  ReaderStatistics statistics();
}
