package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/** Finds the files of FFmpeg's shared libraries, in the order in which they must be loaded. */
final class NativeFiles {

  private enum Platform {
    LINUX("linux"),
    MAC("macosx"),
    WINDOWS("windows");

    final String directory;

    Platform(String directory) {
      this.directory = directory;
    }
  }

  private record Library(String name, int major, boolean required) {}

  private record Resource(String name, URL url, long size, long check) {}

  private NativeFiles() {}

  /** Libraries depend on those before them and have no search path of their own. */
  private static List<Library> libraries() {
    List<Library> libraries = new ArrayList<>();
    if (system() == Platform.LINUX) {
      libraries.add(new Library("drm", 2, false));
      libraries.add(new Library("va", 2, false));
      libraries.add(new Library("va-drm", 2, false));
    }
    libraries.add(new Library("avutil", FFmpeg.LIBAVUTIL_VERSION_MAJOR(), true));
    libraries.add(new Library("swresample", FFmpeg.LIBSWRESAMPLE_VERSION_MAJOR(), true));
    libraries.add(new Library("swscale", FFmpeg.LIBSWSCALE_VERSION_MAJOR(), true));
    libraries.add(new Library("avcodec", FFmpeg.LIBAVCODEC_VERSION_MAJOR(), true));
    libraries.add(new Library("avformat", FFmpeg.LIBAVFORMAT_VERSION_MAJOR(), true));
    return libraries;
  }

  private static Platform system() {
    String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    if (name.contains("mac")) {
      return Platform.MAC;
    }
    return name.contains("windows") ? Platform.WINDOWS : Platform.LINUX;
  }

  private static String platform() {
    String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
    String architecture =
        switch (machine) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> "arm64";
          default -> machine;
        };
    return system().directory + "-" + architecture;
  }

  private static String fileName(Library library) {
    return switch (system()) {
      case LINUX -> "lib" + library.name + ".so." + library.major;
      case MAC -> "lib" + library.name + "." + library.major + ".dylib";
      case WINDOWS -> library.name + "-" + library.major + ".dll";
    };
  }

  /**
   * Finds the libraries in a directory. A library of another major version is taken too, so that
   * the version check can say what it is.
   */
  static List<Path> inDirectory(Path directory) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Library library : libraries()) {
      Path exact = directory.resolve(fileName(library)).toAbsolutePath();
      if (Files.exists(exact)) {
        files.add(exact);
      } else if (library.required) {
        files.add(anyVersion(directory, library));
      }
    }
    return files;
  }

  private static Path anyVersion(Path directory, Library library) throws IOException {
    String start = system() == Platform.WINDOWS ? library.name + "-" : "lib" + library.name + ".";
    try (Stream<Path> entries = Files.list(directory)) {
      return entries
          .filter(entry -> String.valueOf(entry.getFileName()).startsWith(start))
          .sorted()
          .findFirst()
          .map(Path::toAbsolutePath)
          .orElseThrow(
              () ->
                  new UnsatisfiedLinkError(
                      "%s is not in %s, which the system property %s names"
                          .formatted(fileName(library), directory, Libraries.PATH_PROPERTY)));
    } catch (IOException failure) {
      throw new IOException(
          "the system property %s names %s, which cannot be listed"
              .formatted(Libraries.PATH_PROPERTY, directory),
          failure);
    }
  }

  /** Unpacks the libraries of the artifact, unless an earlier process of this user did. */
  static List<Path> fromArtifact() throws IOException {
    List<Resource> resources = new ArrayList<>();
    CRC32 key = new CRC32();
    for (Library library : libraries()) {
      Resource resource = find(fileName(library));
      if (resource != null) {
        resources.add(resource);
        key.update(
            (resource.name + resource.size + '/' + resource.check)
                .getBytes(StandardCharsets.UTF_8));
      } else if (library.required) {
        throw new UnsatisfiedLinkError(
            ("FFmpeg's %s was not found for %s: add org.bytedeco:ffmpeg:8.0.1-1.5.13 with classifier"
                    + " %s to the class path or the module graph, or let the system property %s name"
                    + " a directory with the libraries")
                .formatted(fileName(library), platform(), platform(), Libraries.PATH_PROPERTY));
      }
    }
    Path directory = cacheDirectory("ffmpeg-" + Long.toHexString(key.getValue()));
    List<Path> files = new ArrayList<>();
    for (Resource resource : resources) {
      files.add(unpack(resource, directory));
    }
    return files;
  }

  private static @Nullable Resource find(String fileName) throws IOException {
    String path = "org/bytedeco/ffmpeg/" + platform() + "/" + fileName;
    URL url = NativeFiles.class.getClassLoader().getResource(path);
    if (url == null) {
      url = ClassLoader.getSystemResource(path);
    }
    if (url == null) {
      return null;
    }
    URLConnection connection = url.openConnection();
    connection.setUseCaches(false);
    if (connection instanceof JarURLConnection jar) {
      try (JarFile file = jar.getJarFile()) {
        JarEntry entry = file.getJarEntry(path);
        return new Resource(fileName, url, entry.getSize(), entry.getCrc());
      }
    }
    return new Resource(fileName, url, connection.getContentLengthLong(), 0);
  }

  /** The directory is the user's own: what lies there is loaded into the process. */
  private static Path cacheDirectory(String key) throws IOException {
    String cache = System.getenv("XDG_CACHE_HOME");
    String local = System.getenv("LOCALAPPDATA");
    Path home = Path.of(System.getProperty("user.home", "."));
    Path base =
        switch (system()) {
          case LINUX -> cache != null && !cache.isBlank() ? Path.of(cache) : home.resolve(".cache");
          case MAC -> home.resolve("Library").resolve("Caches");
          case WINDOWS -> local != null ? Path.of(local) : home;
        };
    Path directory = base.resolve("sampan").resolve(key);
    try {
      Files.createDirectories(directory);
      if (Files.isWritable(directory)) {
        return directory.toAbsolutePath();
      }
    } catch (IOException notThere) {
      Log.LOGGER.log(System.Logger.Level.DEBUG, "no cache at " + directory, notThere);
    }
    return temporaryDirectory();
  }

  private static Path temporaryDirectory() throws IOException {
    Path directory = Files.createTempDirectory("sampan-ffmpeg-").toAbsolutePath();
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> deleteAll(directory), "sampan-ffmpeg-cleanup"));
    return directory;
  }

  private static void deleteAll(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      for (Path entry : entries.toList()) {
        Files.deleteIfExists(entry);
      }
      Files.deleteIfExists(directory);
    } catch (IOException kept) {
      Log.LOGGER.log(System.Logger.Level.DEBUG, "could not delete " + directory, kept);
    }
  }

  private static Path unpack(Resource resource, Path directory) throws IOException {
    Path target = directory.resolve(resource.name);
    if (Files.exists(target) && Files.size(target) == resource.size) {
      return target;
    }
    Path part = Files.createTempFile(directory, resource.name, ".part");
    try {
      try (InputStream in = resource.url.openStream()) {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      }
      // Another process may do the same now: the last one wins, with the same bytes.
      try {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException simple) {
        Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(part);
    }
    return target;
  }
}
