package dev.sampan.io;

import dev.sampan.Holder;
import dev.sampan.Sample;
import dev.sampan.SampleHandles;
import dev.sampan.SampleLease;
import dev.sampan.jfr.FileReadEvent;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A read into a lease, which is the kernel's until the kernel is done. */
final class Read extends Transfer {

  /** What became of it, if it is neither a sample nor an exception. */
  private enum Outcome {
    /** The file ended before it. */
    END,
    /** Nobody wants it any more. */
    ABANDONED,
    /** Somebody has the sample. */
    TAKEN
  }

  private final Path file;
  private final ReadAhead.Piece piece;
  private final SampleLease lease;
  private final Holder reader;
  private final ReadAhead.Target target;
  private final @Nullable FileReadEvent event = FileReadEvent.beginIfOn();

  private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
  private final CountDownLatch ended = new CountDownLatch(1);

  Read(
      Path file, ReadAhead.Piece piece, SampleLease lease, ReadAhead.Target target, Holder reader) {
    super(
        false,
        lease.address(),
        piece.position(),
        // Within the sample's pages, since no alignment is larger than a page.
        (piece.length() + target.alignment() - 1) / target.alignment() * target.alignment(),
        piece.length(),
        target.registered());
    this.file = file;
    this.piece = piece;
    this.lease = lease;
    this.reader = reader;
    this.target = target;
  }

  @Override
  void completed() {
    endEvent();
    allowWholeBlocks();
    if (done() < needed && !piece.mayBeShort()) {
      lease.close();
      end(
          new FileSystemException(
              file.toString(),
              null,
              ("it became shorter while it was read: it ends at %d bytes, and there were %d or more;"
                      + " read it again when nobody writes it")
                  .formatted(position + done(), position + needed)));
    } else if (done() == 0 && needed > 0) {
      lease.close();
      end(Outcome.END);
    } else {
      Sample sample = lease.setLength(done()).setProperties(piece.properties()).publish(reader);
      if (!end(sample)) {
        sample.close();
      }
    }
  }

  @Override
  void failed(IOException cause) {
    endEvent();
    allowWholeBlocks();
    lease.close();
    end(Failures.of(file, "could not read from byte " + restPosition(), cause));
  }

  private void allowWholeBlocks() {
    if (length > lease.size()) {
      SampleHandles.wroteToEndOfPage(lease);
    }
  }

  private void endEvent() {
    if (event != null) {
      event.end(
          file.toString(),
          target.choice().engine().toString(),
          position,
          done(),
          target.allocator().name());
    }
  }

  /** Returns whether somebody wants it. */
  private boolean end(Object how) {
    boolean wanted = outcome.compareAndSet(null, how);
    ended.countDown();
    return wanted;
  }

  /** It was not started. */
  void cancel() {
    lease.close();
  }

  void await() throws InterruptedException {
    ended.await();
  }

  /** Takes the sample, once; null if the file ended before it. A failure can be taken again. */
  @Nullable Sample take() throws IOException {
    Object how = outcome.get();
    if (how instanceof IOException failure) {
      throw failure;
    }
    if (how instanceof Sample sample && outcome.compareAndSet(how, Outcome.TAKEN)) {
      return sample;
    }
    return null;
  }

  /** Lets go of the sample, now or when the kernel is done. */
  void abandon() {
    if (!outcome.compareAndSet(null, Outcome.ABANDONED)
        && outcome.get() instanceof Sample sample
        && outcome.compareAndSet(sample, Outcome.ABANDONED)) {
      sample.close();
    }
  }
}
