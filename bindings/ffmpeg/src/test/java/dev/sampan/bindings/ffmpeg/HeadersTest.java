package dev.sampan.bindings.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeadersTest {

  private static final List<String> VERSIONS =
      Stream.of("AVUTIL", "AVCODEC", "AVFORMAT", "SWSCALE", "SWRESAMPLE")
          .map(library -> "LIB" + library + "_VERSION_INT")
          .toList();

  @TempDir Path directory;

  private Path headers;

  @BeforeEach
  void findHeadersOfThisVersion() throws Exception {
    headers =
        places()
            .filter(place -> Files.exists(place.resolve("libavcodec/avcodec.h")))
            .findFirst()
            .orElse(null);
    assumeTrue(
        headers != null,
        "no FFmpeg headers: set sampan.ffmpeg.include or SAMPAN_FFMPEG_INCLUDE to their directory");

    var names = new LinkedHashMap<String, String>();
    VERSIONS.forEach(name -> names.put(name, name));
    var versions = program().prologue(includes()).evaluate(names);
    for (var name : VERSIONS) {
      var generated = FFmpeg.class.getMethod(name).invoke(null);
      var here = (int) versions.get(name).value();
      assumeTrue(
          generated.equals(here),
          () -> "%s has %s %d, not %s".formatted(headers, name, here, generated));
    }
  }

  @Test
  void offsetsEqualWhatTheCompilerSays() throws Exception {
    var entries = Table.entries();
    assertThat(entries).hasSizeGreaterThan(300);

    var expressions = new LinkedHashMap<String, String>();
    entries.forEach((name, entry) -> expressions.put(name, entry.expression()));
    var values = program().prologue(includes()).evaluate(expressions);

    assertThat(values.keySet()).isEqualTo(entries.keySet());
    entries.forEach(
        (name, entry) ->
            assertThat((long) entry.value()).as(name).isEqualTo(values.get(name).value()));
  }

  @Test
  void constantsEqualWhatTheCompilerSays() throws Exception {
    var constants = Generated.constants(FFmpeg.class);
    constants.keySet().removeAll(Table.entries().keySet());
    assertThat(constants).hasSizeGreaterThan(500);

    var expressions = new LinkedHashMap<String, String>();
    for (var name : constants.keySet()) {
      expressions.put(name, name.replaceFirst("SAMPAN_AVERROR_(.*)", "AVERROR($1)"));
    }
    var values = program().prologue(includes()).evaluate(expressions);

    assertThat(values.keySet()).isEqualTo(constants.keySet());
    constants.forEach(
        (name, constant) -> {
          var expected = values.get(name);
          assertThat(Generated.size(constant)).as("size of %s", name).isEqualTo(expected.size());
          if (expected.size() == Integer.BYTES) {
            assertThat(constant).as(name).isEqualTo((int) expected.value());
          } else {
            assertThat(constant).as(name).isEqualTo(expected.value());
          }
        });
  }

  @Test
  void structureClassesAreLaidOutAsTheCompilerDoes() throws Exception {
    var expressions = new LinkedHashMap<String, String>();
    var generated = new LinkedHashMap<String, Long>();
    for (var structure : Structure.ALL) {
      var name = structure.name();
      expressions.put(name, "sizeof(" + name + ")");
      generated.put(name, structure.layout().byteSize());
      for (var field : structure.fields()) {
        var label = name + "." + field;
        expressions.put(label, "offsetof(" + name + ", " + field + ")");
        generated.put(label, structure.offset(field));
        expressions.put("size:" + label, "sizeof(((" + name + " *)0)->" + field + ")");
        generated.put("size:" + label, structure.layout(field).byteSize());
      }
    }
    var values = program().prologue(includes()).evaluate(expressions);

    assertThat(generated).hasSizeGreaterThan(40);
    generated.forEach(
        (label, value) -> assertThat(value).as(label).isEqualTo(values.get(label).value()));
  }

  @Test
  void callbacksHaveTheTypesThatFFmpegDeclares() throws Exception {
    var places = new LinkedHashMap<String, String>();
    places.put("sampan_get_buffer2", "((AVCodecContext *)0)->get_buffer2");
    places.put("sampan_get_encode_buffer", "((AVCodecContext *)0)->get_encode_buffer");
    places.put("sampan_draw_horiz_band", "((AVCodecContext *)0)->draw_horiz_band");
    places.put("sampan_interrupt", "((AVIOInterruptCB *)0)->callback");
    places.put("sampan_read_packet", "((AVIOContext *)0)->read_packet");
    places.put("sampan_write_packet", "((AVIOContext *)0)->write_packet");
    places.put("sampan_seek", "((AVIOContext *)0)->seek");
    places.put("sampan_io_open", "((AVFormatContext *)0)->io_open");
    places.put("sampan_io_close2", "((AVFormatContext *)0)->io_close2");
    places.put("sampan_item_name", "((AVClass *)0)->item_name");
    var expressions = new LinkedHashMap<String, String>();
    places.forEach(
        (callback, place) ->
            expressions.put(callback, compatible(callback, "__typeof__(" + place + ")")));
    expressions.put(
        "sampan_buffer_free",
        compatible(
            "__typeof__(&av_buffer_create)",
            "AVBufferRef *(*)(uint8_t *, size_t, sampan_buffer_free, void *, int)"));
    // The compiler tells an enumeration from the int that it is.
    expressions.put(
        "sampan_get_format",
        compatible(
                "__typeof__(((AVCodecContext *)0)->get_format)",
                "enum AVPixelFormat (*)(AVCodecContext *, const enum AVPixelFormat *)")
            + " && sizeof(enum AVPixelFormat) == sizeof(int)");
    // Its va_list is what av_log_format_line2 takes, and arrives as a pointer.
    expressions.put(
        "sampan_log_callback",
        compatible(
            "__typeof__(&av_log_set_callback)",
            "void (*)(void (*)(void *, int, const char *, va_list))"));
    assertThat(expressions.keySet())
        .containsExactlyInAnyOrderElementsOf(Generated.asked("--include-typedef"));

    var values =
        program()
            .option("-I" + Generated.directory().resolve("include"))
            .prologue("#include \"sampan_ffmpeg.h\"")
            .evaluate(expressions);
    values.forEach((callback, same) -> assertThat(same.value()).as(callback).isOne());
  }

  private static String compatible(String one, String other) {
    return "__builtin_types_compatible_p(" + one + ", " + other + ")";
  }

  private CProgram program() {
    return new CProgram(directory).option("-I" + headers);
  }

  private static String includes() throws Exception {
    var header = Generated.directory().resolve("include/sampan_ffmpeg.h");
    return String.join(
        "\n", Files.readAllLines(header).stream().filter(line -> line.startsWith("#inc")).toList());
  }

  private static Stream<Path> places() {
    return Stream.of(
            System.getProperty("sampan.ffmpeg.include"),
            System.getenv("SAMPAN_FFMPEG_INCLUDE"),
            "/usr/include",
            "/usr/include/x86_64-linux-gnu")
        .filter(place -> place != null && !place.isBlank())
        .map(place -> Path.of(place).toAbsolutePath());
  }
}
