package dev.sampan.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sampan.ffmpeg.ConsumerUse.Mode;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("I10")
@DisplayName(
    "I10: whether a consumer read a sample, kept it or copied it is told by when it let go")
class ConsumerObserverTest {

  private final ConsumerObserver observer = new ConsumerObserver("an encoder");

  /** A sample that is let go of inside the call that submits it. */
  private void submitAndLetGo(long size, boolean outputIsThere) {
    observer.submitted();
    observer.released();
    observer.returned(size, true, outputIsThere);
  }

  private void submitAndKeep(long size) {
    observer.submitted();
    observer.returned(size, false, false);
  }

  @Test
  void whoLetsGoWithTheOutputThereHasReadIt() {
    submitAndLetGo(100, true);
    submitAndLetGo(100, true);
    ConsumerUse use = observer.use();
    assertThat(use.consumed()).isEqualTo(2);
    assertThat(use.copied()).isZero();
    assertThat(use.bytesCopied()).isZero();
    assertThat(use.kept()).isZero();
    assertThat(use.mostHeld()).isZero();
    assertThat(use.mode()).isEqualTo(Mode.CONSUMED);
  }

  @Test
  void whoLetsGoBeforeTheOutputHasCopiedIt() {
    submitAndLetGo(100, false);
    submitAndLetGo(50, false);
    submitAndLetGo(1000, true);
    ConsumerUse use = observer.use();
    assertThat(use.copied()).isEqualTo(2);
    assertThat(use.bytesCopied()).isEqualTo(150);
    assertThat(use.consumed()).isEqualTo(1);
    assertThat(use.bytes()).isEqualTo(1150);
    assertThat(use.mode()).isEqualTo(Mode.COPIED);
  }

  @Test
  void whoStillHasItAfterTheCallKeepsIt() {
    submitAndKeep(100);
    submitAndKeep(100);
    observer.released();
    submitAndKeep(100);
    ConsumerUse use = observer.use();
    assertThat(use.kept()).isEqualTo(3);
    assertThat(use.copied()).isZero();
    assertThat(use.consumed()).isZero();
    assertThat(use.mostHeld()).isEqualTo(2);
    assertThat(use.mode()).isEqualTo(Mode.KEPT);
  }

  @Test
  void whatIsLeftAfterTheDrainStaysToldWhenItIsLetGoOf() {
    for (int i = 0; i < 3; i++) {
      submitAndKeep(100);
    }
    observer.released();
    observer.drained();
    observer.released();
    observer.released();
    ConsumerUse use = observer.use();
    assertThat(use.heldAfterDrain()).isEqualTo(2);
    assertThat(use.mostHeld()).isEqualTo(3);
    assertThat(observer.held()).isZero();
    assertThat(use.releasesByThread()).isEqualTo(Map.of(ThreadNames.current(), 3L));
  }
}
