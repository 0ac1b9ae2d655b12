package stories;

import dev.sampan.Holder;
import dev.sampan.HolderProfile;
import dev.sampan.PoolPlan;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.stream.ContainerOutput;
import dev.sampan.stream.ContainerProvider;
import dev.sampan.stream.EncodedStream;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.ServiceLoader;

/** Muxes a camera's packets with the sound of a microphone that starts a second later. */
public final class LateSound {

  private static final Holder CAMERA = new Holder("camera", Holder.Kind.READER);
  private static final int LATE = 25;

  private LateSound() {}

  /**
   * Writes two seconds.
   *
   * @param arguments how many packets the camera's pool has; "rehearse" to find out if these are
   *     enough
   * @throws Exception if that is too few
   */
  public static void main(String[] arguments) throws Exception {
    int count = Integer.parseInt(arguments[0]);
    if (arguments.length > 1) {
      PoolPlan.from("packets", record(64)).check(count);
    }
    record(count);
    System.out.println("written with " + count + " packets");
  }

  private static List<HolderProfile> record(int count) throws Exception {
    List<EncodedStream> streams = List.of(video(), audio());
    ContainerProvider asf = ServiceLoader.load(ContainerProvider.class).findFirst().orElseThrow();
    try (SampleAllocator packets =
            SampleAllocator.builder("packets").count(count).profile(true).build();
        SampleAllocator sound = SampleAllocator.builder("sound").count(8).build();
        SampleWriter writer =
            SampleWriter.to(asf.open(streams, new Network())).stream(streams.get(0).format())
                .stream(streams.get(1).format())
                .build()) {
      writer.begin();
      for (int i = 0; i < 2 * LATE; i++) {
        Thread.sleep(10);
        write(writer, 0, i, packets);
        for (int late = i == LATE ? 0 : i; i >= LATE && late <= i; late++) {
          write(writer, 1, late, sound);
        }
      }
      writer.end();
      return packets.profiles();
    }
  }

  private static void write(SampleWriter writer, int stream, int number, SampleAllocator pool)
      throws Exception {
    try (SampleLease lease = pool.allocate(Duration.ofSeconds(1), CAMERA)) {
      lease.segment().fill((byte) number);
      lease.setLength(640);
      writer.write(stream, number * 400_000L, lease);
    }
  }

  private static EncodedStream video() {
    StreamFormat format =
        new StreamFormat.Video("yuv420p", 640, 360, new Ratio(25, 1), new Ratio(1, 1));
    return new EncodedStream(format, "wmv2", 500_000, 0, ByteBuffer.allocate(4));
  }

  private static EncodedStream audio() {
    StreamFormat format = new StreamFormat.Audio("s16", 8000, 1, "mono");
    return new EncodedStream(format, "pcm_s16le", 128_000, 2, ByteBuffer.allocate(0));
  }

  /** Somebody who listens. */
  private static final class Network implements ContainerOutput {
    @Override
    public void header(MemorySegment bytes) {}

    @Override
    public void unit(MemorySegment bytes, long sendTime) {}
  }
}
