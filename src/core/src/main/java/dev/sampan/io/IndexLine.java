package dev.sampan.io;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** One line of a recording's index: fields with tabs between them, and a checksum as the last. */
final class IndexLine {

  private IndexLine() {}

  /** A whole line, with its end. */
  static String of(List<String> fields) {
    StringBuilder line = new StringBuilder();
    for (String field : fields) {
      line.append(escape(field)).append('\t');
    }
    return line.append(checksum(line.toString())).append('\n').toString();
  }

  /** The fields of a line without its end, or null if it is damaged. */
  static @Nullable List<String> parse(String line) {
    int last = line.lastIndexOf('\t');
    if (last < 0 || !checksum(line.substring(0, last + 1)).equals(line.substring(last + 1))) {
      return null;
    }
    List<String> fields = new ArrayList<>(Arrays.asList(line.substring(0, last).split("\t", -1)));
    fields.replaceAll(IndexLine::unescape);
    return fields;
  }

  private static String checksum(String text) {
    CRC32C sum = new CRC32C();
    sum.update(text.getBytes(StandardCharsets.UTF_8));
    return String.format("%08x", sum.getValue());
  }

  private static String escape(String text) {
    return text.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n");
  }

  private static String unescape(String text) {
    if (text.indexOf('\\') < 0) {
      return text;
    }
    StringBuilder plain = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char next = text.charAt(i);
      if (next == '\\' && i + 1 < text.length()) {
        i++;
        plain.append(
            switch (text.charAt(i)) {
              case 't' -> '\t';
              case 'n' -> '\n';
              default -> text.charAt(i);
            });
      } else {
        plain.append(next);
      }
    }
    return plain.toString();
  }
}
