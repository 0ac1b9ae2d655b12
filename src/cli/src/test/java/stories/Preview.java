package stories;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.ValueLayout;

/** Shows what a camera sees. Its fault: it returns early, and keeps the sample. */
public final class Preview {

  private static final Holder CAMERA = new Holder("camera", Holder.Kind.READER);
  private static final Holder PREVIEW = Holder.application("preview");

  private Preview() {}

  private static void show(Sample picture) {
    Sample shown = picture.retain(PREVIEW);
    if (shown.segment().get(ValueLayout.JAVA_BYTE, 0) == 0) {
      return; // black: there is nothing to show
    }
    shown.close();
  }

  /**
   * Shows 120 pictures, every tenth of which is black.
   *
   * @param arguments none
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (SampleAllocator pictures = SampleAllocator.builder("pictures").count(6).build()) {
      for (int i = 1; i <= 120; i++) {
        long asked = System.nanoTime();
        try (SampleLease lease = pictures.allocate(CAMERA)) {
          long millis = (System.nanoTime() - asked) / 1_000_000;
          if (millis > 100) {
            System.out.println("picture " + i + " came " + millis + " ms late");
          }
          lease.segment().fill((byte) (i % 10));
          Thread.sleep(10);
          try (Sample picture = lease.publish(CAMERA)) {
            show(picture);
          }
        }
      }
    }
  }
}
