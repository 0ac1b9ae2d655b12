package dev.sampan.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageResultCallback;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.junit.jupiter.api.Assumptions;

/**
 * An image made of nothing but the command with its Java runtime and the system libraries that
 * these are linked with. There is no shell in it, and no registry is asked for anything.
 */
final class ContainerImage {

  static final String NAME = "sampan-test:latest";

  /** The runtime's java, which is what the launcher, a shell script, would run. */
  static final String JAVA = "/sampan/bin/java";

  /** Where the tests' own classes are. */
  static final String CLASSES = "/classes";

  private static final Pattern LIBRARY =
      Pattern.compile("(?:=> |^\\s*)(/\\S+) \\(0x", Pattern.MULTILINE);

  private ContainerImage() {}

  /** Makes the image, with a file and a clip for the command to read. */
  static void build(DockerClient docker, Path folder, byte[] file, Path clip)
      throws IOException, InterruptedException {
    Path runtime = Command.LAUNCHER.getParent().getParent().toRealPath();
    Path archive = folder.resolve("image.tar");
    try (TarArchiveOutputStream tar =
        new TarArchiveOutputStream(
            new BufferedOutputStream(Files.newOutputStream(archive), 1 << 20))) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      bytes(tar, "Dockerfile", "FROM scratch\nCOPY root/ /\n".getBytes(UTF_8), 0644);
      folder(tar, "root/tmp/", 01777);
      folder(tar, "root/in/", 0755);
      folder(tar, "root/out/", 01777);
      bytes(tar, "root/in/file", file, 0644);
      bytes(tar, "root/in/secret", file, 0600);
      file(tar, "root/in/clip.wmv", clip);
      String listing = AndThenList.class.getName().replace('.', '/') + ".class";
      try (InputStream in = AndThenList.class.getClassLoader().getResourceAsStream(listing)) {
        bytes(tar, "root" + CLASSES + "/" + listing, in.readAllBytes(), 0644);
      }
      List<Path> parts;
      try (var files = Files.walk(runtime)) {
        parts =
            files
                .filter(Files::isRegularFile)
                .filter(part -> !part.startsWith(runtime.resolve("legal")))
                .toList();
      }
      for (Path part : parts) {
        file(tar, "root/sampan/" + runtime.relativize(part), part);
      }
      for (Path library : libraries(folder, runtime, parts, clip)) {
        file(tar, "root" + library, library);
      }
    }
    try (InputStream in = Files.newInputStream(archive)) {
      docker
          .buildImageCmd(in)
          .withTags(Set.of(NAME))
          .exec(new BuildImageResultCallback())
          .awaitImageId();
    }
  }

  private static Set<Path> libraries(Path folder, Path runtime, List<Path> parts, Path clip)
      throws IOException, InterruptedException {
    List<String> ldd = new ArrayList<>(List.of("ldd"));
    for (Path library : unpacked(folder, clip)) {
      ldd.add(library.toString());
    }
    parts.stream()
        .filter(part -> part.toString().endsWith(".so") || part.equals(runtime.resolve("bin/java")))
        .forEach(part -> ldd.add(part.toString()));
    String output;
    try {
      output = Command.run(folder, ldd.toArray(String[]::new)).out();
    } catch (IOException e) {
      Assumptions.abort("not on this machine: command ldd");
      throw e;
    }
    Set<Path> libraries = new TreeSet<>();
    Matcher matcher = LIBRARY.matcher(output);
    while (matcher.find()) {
      Path library = Path.of(matcher.group(1)).normalize();
      if (!library.startsWith(runtime)) {
        libraries.add(library);
      }
    }
    return libraries;
  }

  /** FFmpeg's libraries, which the command unpacks when it uses them. */
  private static List<Path> unpacked(Path folder, Path clip)
      throws IOException, InterruptedException {
    Path cache = folder.resolve("cache");
    List<String> probe = new ArrayList<>(List.of("env", "XDG_CACHE_HOME=" + cache));
    probe.addAll(List.of(Command.launcher("probe", clip)));
    Command.Result result = Command.run(folder, probe.toArray(String[]::new));
    assertThat(result.code()).as(result.err()).isZero();
    try (var files = Files.walk(cache)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }

  private static void folder(TarArchiveOutputStream tar, String name, int mode) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    tar.putArchiveEntry(entry);
    tar.closeArchiveEntry();
  }

  private static void bytes(TarArchiveOutputStream tar, String name, byte[] bytes, int mode)
      throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(mode);
    entry.setSize(bytes.length);
    tar.putArchiveEntry(entry);
    tar.write(bytes);
    tar.closeArchiveEntry();
  }

  private static void file(TarArchiveOutputStream tar, String name, Path file) throws IOException {
    TarArchiveEntry entry = new TarArchiveEntry(name);
    entry.setMode(Files.isExecutable(file) ? 0755 : 0644);
    entry.setSize(Files.size(file));
    tar.putArchiveEntry(entry);
    Files.copy(file, tar);
    tar.closeArchiveEntry();
  }
}
