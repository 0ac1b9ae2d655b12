package dev.sampan.cli;

import dev.sampan.ffmpeg.FFmpegReader;
import dev.sampan.ffmpeg.MediaStream;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What is in a file. */
final class ProbeReport {

  private ProbeReport() {}

  static String text(FFmpegReader reader) throws IOException {
    List<String> facts = new ArrayList<>();
    facts.add(reader.container());
    facts.add(Text.duration(reader.duration()));
    facts.add(Text.bytes(Files.size(reader.file())));
    facts.add(Text.bitRate(reader.bitRate()));
    facts.removeIf(String::isEmpty);
    Table table =
        new Table()
            .right("#")
            .left("kind")
            .left("codec")
            .left("format")
            .right("duration")
            .right("bit rate")
            .left("language")
            .left("decoded");
    for (MediaStream stream : reader.media()) {
      table.row(
          Integer.toString(stream.index()),
          stream.kind().toString(),
          stream.codec(),
          format(stream),
          stream.duration() < 0 ? "" : Text.duration(stream.duration()),
          Text.bitRate(stream.bitRate()),
          stream.language(),
          decoded(stream));
    }
    return reader.file()
        + ": "
        + String.join(", ", facts)
        + System.lineSeparator()
        + System.lineSeparator()
        + table.text("");
  }

  private static String format(MediaStream stream) {
    if (!carriesSamples(stream)) {
      return "";
    }
    String text = Text.format(stream.format());
    if (stream.format() instanceof StreamFormat.Video) {
      StreamFormat.Video video = (StreamFormat.Video) stream.format();
      if (Text.frameRate(video.frameRate()).isEmpty()) {
        text = (text + " " + Text.frameRate(stream.averageFrameRate())).strip();
      }
    }
    return stream.rotation() == 0 ? text : text + ", turned by " + stream.rotation() + " degrees";
  }

  private static boolean carriesSamples(MediaStream stream) {
    return stream.kind() == MediaStream.Kind.VIDEO || stream.kind() == MediaStream.Kind.AUDIO;
  }

  private static String decoded(MediaStream stream) {
    if (!carriesSamples(stream)) {
      return "not read";
    }
    if (!stream.decodable()) {
      return "no decoder here";
    }
    return stream.fillsSamples() ? "into samples" : "copied into samples";
  }

  static Json json(FFmpegReader reader) throws IOException {
    return Json.object()
        .put("file", reader.file().toString())
        .put("container", reader.container())
        .put("bytes", Files.size(reader.file()))
        .putSeconds("durationSeconds", reader.duration())
        .put("bitRate", reader.bitRate())
        .put("metadata", reader.metadata())
        .put("streams", reader.media(), ProbeReport::json);
  }

  private static Json json(MediaStream stream) {
    return Json.object()
        .put("index", stream.index())
        .put("kind", stream.kind().toString())
        .put("codec", stream.codec())
        .put("decodable", stream.decodable())
        .put("fillsSamples", stream.fillsSamples())
        .put("format", FormatJson.of(stream.format()))
        .put("averageFrameRate", stream.averageFrameRate().toString())
        .putSeconds("durationSeconds", stream.duration())
        .put("bitRate", stream.bitRate())
        .put("frameCount", stream.frameCount())
        .put("rotation", stream.rotation())
        .put("language", stream.language())
        .put("metadata", stream.metadata());
  }
}
