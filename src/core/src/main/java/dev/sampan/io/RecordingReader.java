package dev.sampan.io;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleAllocator;
import dev.sampan.stream.SampleReader;
import dev.sampan.stream.StreamFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the samples of a {@link Recording}: the same bytes, times, durations, flags and layouts.
 */
public final class RecordingReader implements SampleReader {

  private final List<StreamFormat> streams;
  private final Engine engine;
  private final List<ReadAhead> ahead = new ArrayList<>();

  RecordingReader(
      Path data,
      List<StreamFormat> streams,
      List<List<ReadAhead.Piece>> pieces,
      long block,
      List<SampleAllocator> allocators,
      int depth)
      throws IOException {
    this.streams = streams;
    // One of them can be registered: that with the most bytes.
    SampleAllocator main =
        Collections.max(allocators, Comparator.comparingLong(SampleAllocator::sampleSize));
    this.engine = open(data, block, main, depth * streams.size());
    EngineChoice choice = engine.choice();
    Holder kernel = new Holder("kernel reading " + data, Holder.Kind.KERNEL);
    for (int i = 0; i < streams.size(); i++) {
      Holder reader = new Holder(data + " reader stream " + i, Holder.Kind.READER);
      Iterator<ReadAhead.Piece> rest = pieces.get(i).iterator();
      SampleAllocator allocator = allocators.get(i);
      ReadAhead.Target target =
          new ReadAhead.Target(allocator, choice.fixedBuffers() && allocator.equals(main), choice);
      ahead.add(
          new ReadAhead(
              data,
              engine,
              target,
              reader,
              kernel,
              depth,
              () -> rest.hasNext() ? rest.next() : null));
    }
  }

  private static Engine open(Path data, long block, SampleAllocator allocator, int depth)
      throws IOException {
    String name = "I/O of " + data;
    Engine best = new FileOpener(data, false, name, depth, null, allocator).open().engine();
    if (block % best.choice().alignment() == 0) {
      return best;
    }
    best.close(); // it was recorded on a disk with smaller blocks
    return new FileOpener(data, false, name, depth, IoEngine.BUFFERED, null).open().engine();
  }

  @Override
  public List<StreamFormat> streams() {
    return streams;
  }

  @Override
  public @Nullable Sample read(int stream) throws IOException, InterruptedException {
    return ahead.get(stream).next();
  }

  /**
   * Returns which engine reads, and why.
   *
   * @return the choice
   */
  public EngineChoice engine() {
    return engine.choice();
  }

  /**
   * Ends reading. Waits until the kernel is done with what is in flight; a thread that is
   * interrupted does not wait, and the samples come back by themselves. Samples that were read stay
   * valid. A second call does nothing.
   */
  @Override
  public void close() {
    ahead.forEach(ReadAhead::refuse);
    engine.close();
    ahead.forEach(ReadAhead::abandon);
  }
}
