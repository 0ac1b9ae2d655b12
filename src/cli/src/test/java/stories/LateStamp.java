package stories;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Has native code stamp pictures. Its fault: it gives up waiting, and the native code does not. */
public final class LateStamp {

  private static final Holder CAMERA = new Holder("camera", Holder.Kind.READER);
  private static final Holder ENCODER = new Holder("encoder", Holder.Kind.ENCODER);
  private static final MethodHandle MEMSET = memset();

  private LateStamp() {}

  @SuppressWarnings("restricted") // a function of the C library
  private static MethodHandle memset() {
    ValueLayout.OfLong word = ValueLayout.JAVA_LONG;
    return Linker.nativeLinker()
        .downcallHandle(
            Linker.nativeLinker().defaultLookup().find("memset").orElseThrow(),
            FunctionDescriptor.of(word, word, ValueLayout.JAVA_INT, word));
  }

  private static void stamp(long address, int number) {
    try {
      Thread.sleep(number == 40 ? 400 : 1); // one takes longer
      long ignored = (long) MEMSET.invokeExact(address, number, 8L);
    } catch (Throwable e) {
      throw new IllegalStateException(e);
    }
  }

  /**
   * Encodes 48 pictures, each with a stamp.
   *
   * @param arguments none
   * @throws Exception if a stamp fails
   */
  public static void main(String[] arguments) throws Exception {
    try (ExecutorService stamper =
            Executors.newCachedThreadPool(run -> new Thread(run, "stamper"));
        SampleAllocator pictures = SampleAllocator.builder("pictures").count(16).build()) {
      for (int i = 1; i <= 48; i++) {
        int number = i;
        try (SampleLease lease = pictures.allocate(CAMERA)) {
          lease.segment().fill((byte) 0);
          long address = lease.address();
          Future<?> stamped = stamper.submit(() -> stamp(address, number));
          try {
            stamped.get(200, TimeUnit.MILLISECONDS);
          } catch (TimeoutException late) {
            // this picture goes without
          }
          try (Sample picture = lease.publish(ENCODER)) {
            Thread.sleep(40); // it encodes
            int stamp = picture.segment().get(ValueLayout.JAVA_BYTE, 0);
            if (stamp != i) {
              System.out.println("picture " + i + " has stamp " + stamp);
            }
          }
        }
      }
    }
  }
}
