package dev.sampan;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** The one implementation of a lease. */
final class Lease extends Access implements SampleLease {

  Lease(HoldRecord.Anchor anchor) {
    super(anchor);
  }

  @Override
  String kind() {
    return "lease";
  }

  @Override
  public MemorySegment segment() {
    MemorySegment memory = record().slot.writable;
    return open(memory, memory.byteSize());
  }

  @Override
  public long address() {
    checkAlive();
    return record().slot.address();
  }

  @Override
  public long size() {
    return record().slot.writable.byteSize();
  }

  @Override
  public SampleLease setLength(long length) {
    checkAlive();
    if (length < 0 || length > size()) {
      throw new IllegalArgumentException(
          "length %d of a sample of %d bytes".formatted(length, size()));
    }
    record().setLength(length);
    record().slot.setLength(length);
    return this;
  }

  @Override
  public long length() {
    checkAlive();
    return record().length();
  }

  @Override
  public SampleLease setProperties(SampleProperties properties) {
    checkAlive();
    record().setProperties(Objects.requireNonNull(properties, "properties"));
    record().slot.setProperties(record().generation(), properties);
    return this;
  }

  @Override
  public SampleProperties properties() {
    checkAlive();
    return record().properties();
  }

  @Override
  public long handle() {
    Slot slot = record().slot;
    long generation = checkAlive();
    // First it is shared, then one look says whether it goes on and whose it is: the thread that
    // ends it hands over what it sees unshared without a compare-and-set. Two looks, one for each,
    // could see it open and then ended, and both let pass.
    slot.share(generation);
    checkAlive();
    checkThread();
    return slot.handle(generation);
  }

  @Override
  public Sample publish() {
    return publish(record().holder());
  }

  @Override
  public Sample publish(Holder holder) {
    Objects.requireNonNull(holder, "holder");
    HoldRecord record = record();
    Slot slot = record.slot;
    long generation = record.generation();
    // Asked before the end, so that a lease that native code has handed over stays as it was.
    if (!slot.isLeased(generation)) {
      throw slot.allocator.misuse(over());
    }
    endOrThrow();
    HoldRecord.Anchor anchor = takeAnchor();
    record.passTo(holder, CoarseClock.millis());
    if (slot.handOffTaken(generation) < 0) {
      record.end(anchor);
      throw slot.allocator.misuse(over());
    }
    return new Hold(anchor);
  }

  private void endOrThrow() {
    try {
      if (end()) {
        return;
      }
    } catch (WrongThreadException e) {
      if (goesOn()) {
        throw e;
      }
    }
    throw record().slot.allocator.misuse(over());
  }

  @Override
  public void close() {
    if (!isOver()) {
      // Read before the end, after which the record may be somebody else's.
      long generation = record().generation();
      if (end()) {
        record().slot.allocator.release(this, generation, Release.Reason.CANCELLED);
      }
    }
  }

  @Override
  public String toString() {
    return "lease of " + record().slot.allocator.name();
  }
}
