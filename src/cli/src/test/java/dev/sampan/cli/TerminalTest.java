package dev.sampan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class TerminalTest {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final Terminal terminal =
      new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), 80);

  @Test
  void aShorterStatusCoversALongerOne() {
    terminal.status("12345");
    terminal.status("ab");
    assertThat(written()).isEqualTo("\r12345\rab   ");
  }

  @Test
  void aLineGoesAboveTheStatus() {
    terminal.status("50%");
    terminal.line("careful");
    assertThat(written()).isEqualTo("\r50%\r   \rcareful" + System.lineSeparator() + "\r50%");
  }

  @Test
  void aStatusThatIsKeptStaysAboveWhatFollows() {
    terminal.status("100%");
    terminal.keepStatus();
    terminal.keepStatus();
    terminal.line("done");
    assertThat(written())
        .isEqualTo("\r100%" + System.lineSeparator() + "done" + System.lineSeparator());
  }

  @Test
  void whatIsNoTerminalHasAWidthAllTheSame() {
    assertThat(new Terminal(System.err, 0).interactive()).isFalse();
    assertThat(new Terminal(System.err, 0).width()).isEqualTo(80);
    assertThat(new Terminal(System.err, 132).width()).isEqualTo(132);
  }

  private String written() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
