package dev.sampan.bindings.ffmpeg;

import java.util.List;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/** FFmpeg's libraries, and where JavaCPP's own compiler saw the fields. */
final class JavaCpp {

  /** In the order in which they depend on each other. */
  private static final List<String> LIBRARIES =
      List.of("avutil", "swresample", "swscale", "avcodec", "avformat");

  /** Where constants are: a macro inside a structure belongs to the class of that structure. */
  private static final List<String> CONSTANTS =
      List.of(
          "global.avutil",
          "global.swresample",
          "global.swscale",
          "global.avcodec",
          "global.avformat",
          "avutil.AVFrame",
          "avcodec.AVCodecContext",
          "avformat.AVStream",
          "avformat.AVFormatContext");

  private JavaCpp() {}

  /** Loads the libraries into the class loader of the bindings. */
  static void load() throws ReflectiveOperationException {
    for (var library : LIBRARIES) {
      Loader.load(Class.forName("org.bytedeco.ffmpeg.global." + library));
    }
  }

  static Optional<Integer> offset(String struct, String field) {
    return type(struct).flatMap(type -> known(() -> Loader.offsetof(type, field)));
  }

  static Optional<Integer> size(String struct) {
    return type(struct).flatMap(type -> known(() -> Loader.sizeof(type)));
  }

  /** The constant of this name, or nothing where JavaCPP has none. */
  static Optional<Number> constant(String name) throws ReflectiveOperationException {
    for (var holder : CONSTANTS) {
      try {
        var field = Class.forName("org.bytedeco.ffmpeg." + holder).getField(name);
        return Optional.of((Number) field.get(null));
      } catch (NoSuchFieldException elsewhere) {
        // The next class may have it.
      }
    }
    return Optional.empty();
  }

  private static Optional<Integer> known(IntSupplier question) {
    try {
      return Optional.of(question.getAsInt());
    } catch (NullPointerException unknown) {
      // How JavaCPP answers for a member or a structure that it has no accessor for.
      return Optional.empty();
    }
  }

  private static Optional<Class<? extends Pointer>> type(String struct) {
    Class<? extends Pointer> type = null;
    for (var library : LIBRARIES) {
      try {
        var name = "org.bytedeco.ffmpeg." + library + "." + struct;
        type = Class.forName(name).asSubclass(Pointer.class);
      } catch (ClassNotFoundException elsewhere) {
        // The next library may have it.
      }
    }
    return Optional.ofNullable(type);
  }
}
