package dev.sampan.ffmpeg;

import dev.sampan.Sample;
import dev.sampan.SampleLayout;
import dev.sampan.SampleLayout.Plane;
import dev.sampan.ffmpeg.av.Rationals;
import dev.sampan.stream.StreamFormat.Ratio;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What decoding makes of a file, as the ffmpeg program says it and as Sampan does. */
final class Decoding {

  /** One sample: its time in units of 100 ns, its bytes without padding, and their hash. */
  record Row(long time, long bytes, String hash) {}

  /** What the program said, by its arguments. */
  private static final Map<List<String>, List<Row>> EXPECTED = new ConcurrentHashMap<>();

  private Decoding() {}

  /** Reads a stream to its end, closing each sample at once. */
  static List<Row> rows(FFmpegReader reader, int stream) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (Sample sample = reader.read(stream); sample != null; sample = reader.read(stream)) {
      try (Sample read = sample) {
        rows.add(row(read));
      }
    }
    return rows;
  }

  /** Hashes a sample as framemd5 does: rows without padding, sound interleaved. */
  static Row row(Sample sample) {
    SampleLayout layout = sample.properties().layout();
    MessageDigest digest = md5();
    MemorySegment memory = sample.segment();
    long bytes = 0;
    if (layout.format().endsWith("p") && isSound(layout)) {
      byte[] mixed = interleave(layout, memory);
      digest.update(mixed);
      bytes = mixed.length;
    } else {
      for (Plane plane : layout.planes()) {
        for (int y = 0; y < plane.height(); y++) {
          digest.update(
              memory
                  .asSlice(plane.offset() + y * plane.stride(), plane.rowBytes())
                  .toArray(ValueLayout.JAVA_BYTE));
          bytes += plane.rowBytes();
        }
      }
    }
    return new Row(sample.properties().time(), bytes, HexFormat.of().formatHex(digest.digest()));
  }

  private static boolean isSound(SampleLayout layout) {
    return layout.format().matches("(u8|s16|s32|s64|flt|dbl)p?");
  }

  private static byte[] interleave(SampleLayout layout, MemorySegment memory) {
    int channels = layout.planes().size();
    int size = (int) (layout.planes().get(0).rowBytes() / layout.width());
    byte[] mixed = new byte[size * channels * layout.width()];
    for (int channel = 0; channel < channels; channel++) {
      Plane plane = layout.planes().get(channel);
      byte[] single =
          memory.asSlice(plane.offset(), plane.rowBytes()).toArray(ValueLayout.JAVA_BYTE);
      for (int i = 0; i < layout.width(); i++) {
        System.arraycopy(single, i * size, mixed, (i * channels + channel) * size, size);
      }
    }
    return mixed;
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** What the program makes of the pictures, in the decoder's own pixel format. */
  static List<Row> expectedPictures(Path file, String... inputOptions)
      throws IOException, InterruptedException {
    List<String> arguments = new ArrayList<>(List.of(inputOptions));
    arguments.addAll(List.of("-noautorotate", "-i", file.toString(), "-map", "0:v:0"));
    arguments.addAll(List.of("-noautoscale", "-c:v", "rawvideo"));
    arguments.addAll(List.of("-fps_mode", "passthrough", "-enc_time_base", "demux"));
    arguments.addAll(List.of("-f", "framemd5", "-"));
    return expected(arguments);
  }

  /** What the program makes of the sound, in the decoder's own sample format. */
  static List<Row> expectedSound(Path file, String sampleFormat)
      throws IOException, InterruptedException {
    String packed =
        sampleFormat.endsWith("p")
            ? sampleFormat.substring(0, sampleFormat.length() - 1)
            : sampleFormat;
    String codec =
        switch (packed) {
          case "u8" -> "pcm_u8";
          case "s16" -> "pcm_s16le";
          case "s32" -> "pcm_s32le";
          case "flt" -> "pcm_f32le";
          case "dbl" -> "pcm_f64le";
          default -> throw new IllegalArgumentException(sampleFormat);
        };
    List<String> arguments = new ArrayList<>(List.of("-i", file.toString(), "-map", "0:a:0"));
    arguments.addAll(List.of("-c:a", codec, "-f", "framemd5", "-"));
    return expected(arguments);
  }

  private static List<Row> expected(List<String> arguments)
      throws IOException, InterruptedException {
    List<Row> known = EXPECTED.get(arguments);
    if (known == null) {
      known = parse(FFmpegProgram.run(arguments));
      EXPECTED.put(arguments, known);
    }
    return known;
  }

  private static List<Row> parse(String framemd5) {
    Ratio unit = new Ratio(1, 1);
    List<Row> rows = new ArrayList<>();
    for (String line : framemd5.lines().toList()) {
      if (line.startsWith("#tb 0:")) {
        String[] parts = line.substring(6).strip().split("/", -1);
        unit = new Ratio(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      } else if (!line.startsWith("#")) {
        String[] columns = line.split(",", -1);
        long time = Rationals.rescale(Long.parseLong(columns[2].strip()), unit, Rationals.TICK);
        rows.add(new Row(time, Long.parseLong(columns[4].strip()), columns[5].strip()));
      }
    }
    return rows;
  }
}
