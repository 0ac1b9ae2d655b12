package dev.sampan.io;

import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Color;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Formats, layouts and attributes as fields of an {@link IndexLine}. */
final class IndexFormats {

  private IndexFormats() {}

  static List<String> fields(StreamFormat format) {
    if (format instanceof StreamFormat.Video video) {
      return List.of(
          "video",
          video.pixelFormat(),
          Integer.toString(video.width()),
          Integer.toString(video.height()),
          video.frameRate().toString(),
          video.pixelAspect().toString());
    }
    if (format instanceof StreamFormat.Audio audio) {
      return List.of(
          "audio",
          audio.sampleFormat(),
          Integer.toString(audio.sampleRate()),
          Integer.toString(audio.channels()),
          audio.channelLayout());
    }
    return List.of("data", ((StreamFormat.Data) format).description());
  }

  static StreamFormat format(List<String> fields) {
    return switch (fields.get(0)) {
      case "video" ->
          new StreamFormat.Video(
              fields.get(1),
              number(fields, 2),
              number(fields, 3),
              ratio(fields, 4),
              ratio(fields, 5));
      case "audio" ->
          new StreamFormat.Audio(
              fields.get(1), number(fields, 2), number(fields, 3), fields.get(4));
      default -> new StreamFormat.Data(fields.get(1));
    };
  }

  static List<String> fields(SampleLayout layout) {
    Color color = layout.color();
    List<String> fields =
        new ArrayList<>(
            List.of(
                layout.format(),
                Integer.toString(layout.width()),
                Integer.toString(layout.height()),
                Integer.toString(color.range()),
                Integer.toString(color.primaries()),
                Integer.toString(color.transfer()),
                Integer.toString(color.matrix()),
                Integer.toString(color.chromaLocation())));
    for (Plane plane : layout.planes()) {
      fields.add(
          plane.offset() + ":" + plane.stride() + ":" + plane.rowBytes() + ":" + plane.height());
    }
    return fields;
  }

  static SampleLayout layout(List<String> fields) {
    List<Plane> planes = new ArrayList<>();
    for (String plane : fields.subList(8, fields.size())) {
      String[] numbers = plane.split(":", -1);
      planes.add(
          new Plane(
              Long.parseLong(numbers[0]),
              Long.parseLong(numbers[1]),
              Long.parseLong(numbers[2]),
              Integer.parseInt(numbers[3])));
    }
    return new SampleLayout(
        fields.get(0),
        number(fields, 1),
        number(fields, 2),
        new Color(
            number(fields, 3),
            number(fields, 4),
            number(fields, 5),
            number(fields, 6),
            number(fields, 7)),
        planes);
  }

  /** Attributes by name, each with a letter for its type. Those of other types are left out. */
  static List<String> fields(Map<String, Object> attributes) {
    List<String> fields = new ArrayList<>();
    new TreeMap<>(attributes)
        .forEach(
            (name, value) -> {
              String type = type(value);
              if (type != null) {
                fields.add(name.replace("=", "%3d") + "=" + type + value);
              }
            });
    return fields;
  }

  private static @Nullable String type(Object value) {
    if (value instanceof String) {
      return "s";
    }
    if (value instanceof Integer) {
      return "i";
    }
    if (value instanceof Long) {
      return "l";
    }
    if (value instanceof Double) {
      return "d";
    }
    if (value instanceof Boolean) {
      return "b";
    }
    return value instanceof Ratio ? "r" : null;
  }

  static Map<String, Object> attributes(List<String> fields) {
    Map<String, Object> attributes = new TreeMap<>();
    for (String field : fields) {
      int equals = field.indexOf('=');
      String text = field.substring(equals + 2);
      attributes.put(
          field.substring(0, equals).replace("%3d", "="),
          switch (field.charAt(equals + 1)) {
            case 'i' -> Integer.valueOf(text);
            case 'l' -> Long.valueOf(text);
            case 'd' -> Double.valueOf(text);
            case 'b' -> Boolean.valueOf(text);
            case 'r' -> ratio(text);
            default -> text;
          });
    }
    return attributes;
  }

  private static int number(List<String> fields, int index) {
    return Integer.parseInt(fields.get(index));
  }

  private static Ratio ratio(List<String> fields, int index) {
    return ratio(fields.get(index));
  }

  private static Ratio ratio(String text) {
    int slash = text.indexOf('/');
    return new Ratio(
        Integer.parseInt(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }
}
