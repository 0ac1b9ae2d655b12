package dev.sampan;

import dev.sampan.jfr.HoldEvent;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** The one implementation of a hold. */
final class Hold extends Access implements Sample {

  Hold(HoldRecord.Anchor anchor) {
    super(anchor);
    if (HoldEvent.isOn()) {
      anchor.record.beginEvent();
    }
  }

  @Override
  String kind() {
    return "hold";
  }

  @Override
  public MemorySegment segment() {
    return open(record().slot.readOnly, record().length());
  }

  @Override
  public long address() {
    checkAlive();
    return record().slot.address();
  }

  @Override
  public long length() {
    checkAlive();
    return record().length();
  }

  @Override
  public SampleProperties properties() {
    checkAlive();
    return record().properties();
  }

  @Override
  public long handle() {
    return record().slot.handle(checkAlive());
  }

  @Override
  public Sample retain() {
    return retain(record().holder());
  }

  @Override
  public Sample retain(Holder holder) {
    return retain(holder, record().properties());
  }

  @Override
  public Sample retain(Holder holder, SampleProperties properties) {
    Objects.requireNonNull(holder, "holder");
    Objects.requireNonNull(properties, "properties");
    HoldRecord own = record();
    Slot slot = own.slot;
    long generation = checkMayChange();
    long length = own.length();
    long references = slot.retain(generation);
    if (references < 0) {
      throw slot.allocator.misuse(
          references == Slot.TOO_MANY
              ? new IllegalStateException(
                  "a sample of \"%s\" has %d references, as many as can be counted"
                      .formatted(slot.allocator.name(), SlotState.MAX_REFERENCES))
              : over());
    }
    HoldRecord added = slot.holdRecord();
    return new Hold(added.begin(generation, holder, CoarseClock.millis(), length, properties));
  }

  @Override
  public Sample passTo(Holder holder) {
    Objects.requireNonNull(holder, "holder");
    checkMayChange();
    if (!end()) {
      throw record().slot.allocator.misuse(over());
    }
    HoldRecord.Anchor anchor = takeAnchor();
    anchor.record.passTo(holder, CoarseClock.millis());
    return new Hold(anchor);
  }

  @Override
  public void whenOnlyHold(Runnable action) {
    checkAlive();
    record().slot.whenOnlyHold(record(), action);
  }

  @Override
  public void close() {
    HoldRecord record = record();
    Slot slot = record.slot;
    // Read before the end, after which the record may be somebody else's.
    long generation = record.generation();
    if (isUnopened() && slot.allocator.releaseLast(this, record, slot, generation)) {
      return;
    }
    if (!end()) {
      throw slot.allocator.misuse(over());
    }
    slot.forgetOnlyHold(record);
    slot.allocator.release(this, generation, Release.Reason.RELEASED);
  }

  @Override
  public String toString() {
    return "hold on a sample of " + record().slot.allocator.name();
  }
}
