package dev.sampan.bindings.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class GeneratedTest {

  @Test
  void everySymbolOfTheListIsGenerated() throws Exception {
    assertThat(Generated.constants(FFmpeg.class).keySet())
        .isEqualTo(Generated.asked("--include-constant"));
    assertThat(Generated.functions(FFmpeg.class)).isEqualTo(Generated.asked("--include-function"));

    var structures = new TreeSet<String>();
    Structure.ALL.forEach(structure -> structures.add(structure.name()));
    assertThat(structures).isEqualTo(Generated.asked("--include-struct"));
  }

  @Test
  void eachCallbackIsAClassWithAnInterface() throws Exception {
    for (var name : Generated.asked("--include-typedef")) {
      var callback = Class.forName(getClass().getPackageName() + "." + name);
      assertThat(callback.getClasses()).as(name).hasSize(1);
      assertThat(callback.getClasses()[0].isInterface()).as(name).isTrue();
    }
  }
}
