package dev.sampan.cli;

import dev.sampan.Holder;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.ffmpeg.FFmpegSink;
import dev.sampan.ffmpeg.Progress;
import dev.sampan.ffmpeg.ProgressListener;
import dev.sampan.stream.SampleWriter;
import dev.sampan.stream.StreamFormat;
import dev.sampan.stream.StreamFormat.Ratio;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;

/** A clip that Java draws: moving colours, a counter, and a tone. */
final class DemoClip {

  static final int SECONDS = 8;

  private static final int FRAMES_PER_SECOND = 25;
  private static final long TICKS_PER_SECOND = 10_000_000;
  private static final long TICKS_PER_FRAME = TICKS_PER_SECOND / FRAMES_PER_SECOND;

  /** Nanoseconds from one report of progress to the next. */
  private static final long SHOW_PERIOD = 150_000_000;

  private static final int VIDEO = 0;
  private static final int AUDIO = 1;
  private static final Holder PAINTER = Holder.application("painter");

  private final Path file;
  private final ProgressListener progress;
  private final AtomicLong returns = new AtomicLong();
  private final long started = System.nanoTime();
  private long shownAt = started;

  /**
   * What went through the samples.
   *
   * @param leases taken
   * @param samples that served for them
   * @param returns that the release handler heard of
   */
  record Summary(long leases, int samples, long returns) {}

  DemoClip(Path file, ProgressListener progress) {
    this.file = file;
    this.progress = progress;
  }

  Summary write() throws IOException, InterruptedException {
    TestPicture picture = new TestPicture(640, 360);
    FFmpegSink sink = FFmpegSink.to(file).build();
    StreamFormat video =
        new StreamFormat.Video(
            TestPicture.FORMAT,
            picture.width(),
            picture.height(),
            new Ratio(FRAMES_PER_SECOND, 1),
            new Ratio(1, 1));
    StreamFormat audio = new StreamFormat.Audio(Tone.FORMAT, Tone.RATE, Tone.CHANNELS, "stereo");
    try (SampleAllocator pictures = allocator("pictures", picture.layout().end());
        SampleAllocator sounds = allocator("sounds", Tone.layout(Tone.MOST).end());
        SampleWriter writer =
            SampleWriter.to(sink).name("demo writer").stream(video).stream(audio).build()) {
      writer.begin();
      int block = sink.frameSize(AUDIO);
      Tone tone = new Tone(block > 0 ? Math.min(block, Tone.MOST) : Tone.MOST);
      for (int i = 0; i < SECONDS * FRAMES_PER_SECOND; i++) {
        long time = i * TICKS_PER_FRAME;
        while (tone.time() <= time) {
          write(writer, sounds, AUDIO, tone.time(), tone::fill);
        }
        int number = i;
        write(writer, pictures, VIDEO, time, lease -> picture.draw(lease, number, TICKS_PER_FRAME));
        show(i + 1);
      }
      writer.end();
      return new Summary(
          pictures.statistics().allocated() + sounds.statistics().allocated(),
          pictures.capacity() + sounds.capacity(),
          returns.get());
    }
  }

  private SampleAllocator allocator(String name, long size) {
    SampleAllocator allocator = SampleAllocator.builder(name).sampleSize(size).count(8).build();
    allocator.setReleaseHandler(release -> returns.incrementAndGet());
    return allocator;
  }

  /** Fills a lease. */
  private interface Filler {
    void fill(SampleLease lease);
  }

  private static void write(
      SampleWriter writer, SampleAllocator allocator, int stream, long time, Filler filler)
      throws IOException, InterruptedException {
    try (SampleLease lease = allocator.allocate(PAINTER)) {
      filler.fill(lease);
      writer.write(stream, time, lease);
    }
  }

  private void show(int frames) {
    long now = System.nanoTime();
    if (now - shownAt < SHOW_PERIOD && frames < SECONDS * FRAMES_PER_SECOND) {
      return;
    }
    shownAt = now;
    double seconds = (now - started) / 1e9;
    progress.progress(
        new Progress(
            frames,
            frames,
            frames * TICKS_PER_FRAME,
            SECONDS * TICKS_PER_SECOND,
            frames / seconds,
            0));
  }
}
