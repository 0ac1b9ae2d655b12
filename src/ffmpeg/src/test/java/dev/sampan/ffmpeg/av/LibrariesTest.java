package dev.sampan.ffmpeg.av;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibrariesTest {

  @Test
  @DisplayName("An FFmpeg of another major version is refused, and both versions are named")
  void refusesAnotherMajorVersion() {
    int loaded = 61 << 16 | 19 << 8 | 101;

    assertThatThrownBy(() -> Libraries.checkMajor("avcodec", loaded, 62))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining("libavcodec is version 61.19.101")
        .hasMessageContaining("major version 62");
  }

  @Test
  @DisplayName("A later minor version is accepted")
  void acceptsALaterMinorVersion() {
    assertThatCode(() -> Libraries.checkMajor("avcodec", 62 << 16 | 99 << 8, 62))
        .doesNotThrowAnyException();
  }

  @Test
  @DisplayName("The libraries of the artifact are loaded, and are those of the bindings")
  void loadsTheArtifact() {
    Libraries.load();

    assertThat(FFmpeg.avcodec_version() >>> 16).isEqualTo(FFmpeg.LIBAVCODEC_VERSION_MAJOR());
  }

  @Test
  @DisplayName("A directory without the libraries is named, with the property that names it")
  void namesADirectoryWithoutLibraries(@TempDir Path directory) {
    assertThatThrownBy(() -> NativeFiles.inDirectory(directory))
        .isInstanceOf(UnsatisfiedLinkError.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining(Libraries.PATH_PROPERTY);
  }

  @Test
  @DisplayName("A directory with another major version is used, so that the check can name it")
  void findsAnotherMajorVersion(@TempDir Path directory) throws Exception {
    for (String name : new String[] {"avutil", "swresample", "swscale", "avcodec", "avformat"}) {
      Files.createFile(directory.resolve("lib" + name + ".so.59"));
    }

    assertThat(NativeFiles.inDirectory(directory))
        .hasSize(5)
        .first()
        .isEqualTo(directory.resolve("libavutil.so.59"));
  }
}
