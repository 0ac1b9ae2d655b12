package dev.sampan;

import dev.sampan.jfr.AllocationWaitEvent;
import dev.sampan.jfr.FlightRecording;
import dev.sampan.jfr.LeaseEvent;
import dev.sampan.jfr.ReleaseNotificationEvent;
import dev.sampan.memory.NativeAccess;
import dev.sampan.memory.PageSize;
import dev.sampan.memory.Slab;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The one implementation of an allocator: a slab, its slots, and who gets them. */
final class SlabAllocator implements SampleAllocator {

  private static final Logger LOGGER = System.getLogger("dev.sampan");

  private static final AtomicInteger IDS = new AtomicInteger();

  static {
    FlightRecording.prepare(AllocatorCounts::reportAll);
  }

  private final String name;
  private final int id = IDS.incrementAndGet();
  private final long sampleSize;
  private final boolean zeroOnReturn;

  /** Whether a slot is cleared or looked at between its last reference and its being free. */
  private final boolean worksOnReturn;

  private final boolean tracksAllocations;
  private final Slab slab;
  private final Slot[] slots;
  private final FreeList freeList;
  private final WaitQueue waitQueue;
  private final Notifier notifier;
  private final AllocatorCounts counts;
  private final AllocatorRecovery recovery;
  private final @Nullable AllocatorWatch watch;
  private final @Nullable HolderProfiler profiler;
  private final Management.Registration management = new Management.Registration();

  /** Null unless in checked mode; set once, before anybody has the allocator. */
  private @Nullable Checks checks;

  private final AtomicInteger retired = new AtomicInteger();
  private final CountDownLatch gone = new CountDownLatch(1);

  private SlabAllocator(SampleAllocator.Builder builder, long sampleSize, Slab slab) {
    this.name = builder.name;
    this.sampleSize = sampleSize;
    this.zeroOnReturn = builder.zeroOnReturn;
    this.worksOnReturn = builder.zeroOnReturn || builder.checked;
    this.tracksAllocations = builder.trackAllocations;
    this.slab = slab;
    this.slots = new Slot[builder.count];
    this.freeList = new FreeList(slots);
    this.notifier = new Notifier(slots, freeList);
    this.waitQueue = new WaitQueue(this, freeList);
    this.profiler = builder.profile ? new HolderProfiler() : null;
    if (builder.checked || builder.profile) {
      freeList.observe(AllocatorWords.OBSERVED);
    }
    if (worksOnReturn) {
      freeList.observe(AllocatorWords.WORKS_ON_RETURN);
    }
    Watchdog watchdog = builder.watchdog;
    this.watch = watchdog == null ? null : new AllocatorWatch(this, slots, watchdog);
    this.counts = new AllocatorCounts(this, slots);
    this.recovery = new AllocatorRecovery(this, slots, freeList, counts, watch);
  }

  static SlabAllocator create(SampleAllocator.Builder builder) {
    NativeAccess.check();
    long size = builder.sampleSize == 0 ? PageSize.bytes() : builder.sampleSize;
    boolean guardPages = builder.guardPages || (builder.checked && Slab.canProtect());
    Slab.Plan plan = new Slab.Plan(size, builder.count, builder.hugePages, guardPages);
    Slab slab = Slab.map(plan);
    SlabAllocator allocator = new SlabAllocator(builder, size, slab);
    try {
      allocator.makeSlots();
      if (builder.checked) {
        allocator.check(plan);
      }
    } catch (Throwable t) {
      allocator.giveBack();
      throw t;
    }
    Recovery.add(allocator);
    allocator.showToManagement();
    if (allocator.watch != null) {
      allocator.watch.start();
    }
    return allocator;
  }

  private void makeSlots() {
    for (int i = 0; i < slots.length; i++) {
      int line = ControlTable.take();
      slots[i] = new Slot(this, i, line, slab.address(i), sampleSize);
      freeList.show(slots[i]);
      ControlTable.assign(line, slots[i]);
    }
  }

  private void check(Slab.Plan plan) {
    checks = Checks.begin(name, slots, freeList, slab, plan, zeroOnReturn);
  }

  @Override
  public @Nullable SampleLease tryAllocate() {
    return tryAllocate(Holder.APPLICATION);
  }

  @Override
  public @Nullable SampleLease tryAllocate(Holder holder) {
    Objects.requireNonNull(holder, "holder");
    int slot = pop();
    if (slot == FreeList.NONE) {
      slot = popAfterRecovery();
      if (slot == FreeList.NONE) {
        counts.exhausted();
        counts.reportExhaustion(holder);
        return null;
      }
    }
    return lease(slot, holder);
  }

  @Override
  public SampleLease allocate() throws InterruptedException {
    return allocate(Holder.APPLICATION);
  }

  @Override
  public SampleLease allocate(Holder holder) throws InterruptedException {
    Objects.requireNonNull(holder, "holder");
    int slot = pop();
    return lease(slot != FreeList.NONE ? slot : await(Long.MAX_VALUE, holder), holder);
  }

  @Override
  public SampleLease allocate(Duration limit) throws InterruptedException {
    return allocate(limit, Holder.APPLICATION);
  }

  @Override
  public SampleLease allocate(Duration limit, Holder holder) throws InterruptedException {
    Objects.requireNonNull(holder, "holder");
    return lease(popOrAwait(limit, holder), holder);
  }

  private int pop() {
    Checks present = checks;
    return present == null ? freeList.pop() : present.pop();
  }

  private int popOrAwait(Duration limit, Holder holder) throws InterruptedException {
    int slot = pop();
    return slot != FreeList.NONE ? slot : await(nanos(limit), holder);
  }

  /** The limit in nanoseconds; 292 years and more mean for ever. */
  private static long nanos(Duration limit) {
    try {
      return limit.toNanos();
    } catch (ArithmeticException e) {
      return limit.isNegative() ? 0 : Long.MAX_VALUE;
    }
  }

  private int popAfterRecovery() {
    checkOpen();
    Recovery.poll();
    return pop();
  }

  private int await(long nanos, Holder holder) throws InterruptedException {
    int slot = popAfterRecovery();
    if (slot != FreeList.NONE) {
      return slot;
    }
    counts.waits();
    counts.reportExhaustion(holder);
    AllocationWaitEvent event = AllocationWaitEvent.beginIfOn();
    String outcome = AllocationWaitEvent.INTERRUPTED;
    try {
      slot = waitQueue.await(nanos);
      outcome = outcome(slot);
      if (slot == WaitQueue.TIMED_OUT) {
        slot = popLate(nanos);
        outcome = AllocationWaitEvent.SERVED;
      }
    } finally {
      if (event != null) {
        event.end(name, id, holder.text(), outcome);
      }
    }
    if (slot == WaitQueue.CLOSED) {
      throw closed(true);
    }
    return slot;
  }

  /**
   * After a wait in vain: takes what came back when it was over, or else says who has everything.
   * Looked at again while some of it is nobody's, so that the sentence names all holders.
   */
  private int popLate(long nanos) {
    Ledger ledger;
    int tries = HoldRecord.TRIES;
    do {
      int slot = pop();
      if (slot != FreeList.NONE) {
        return slot;
      }
      ledger = ledger();
      tries--;
    } while (!ledger.namesAll() && tries > 0);
    counts.exhausted();
    throw new AllocatorExhaustedException(
        "no sample came back within %d ms: %s"
            .formatted(TimeUnit.NANOSECONDS.toMillis(nanos), ledger.whyNothingIsFree()),
        ledger.holdings());
  }

  private static String outcome(int slot) {
    return switch (slot) {
      case WaitQueue.CLOSED -> AllocationWaitEvent.CLOSED;
      case WaitQueue.TIMED_OUT -> AllocationWaitEvent.TIMED_OUT;
      default -> AllocationWaitEvent.SERVED;
    };
  }

  private Lease lease(int number, Holder holder) {
    Slot slot = slots[number];
    if (slot.isObserved()) {
      open(slot);
    }
    long generation = slot.takenGeneration();
    long now = CoarseClock.millis();
    slot.describe(now, sampleSize);
    if (LeaseEvent.isOn()) {
      slot.beginEvent(generation, holder);
    }
    // First the row: an object that is made behind its fence needs none for what is stored in it.
    HoldRecord.Anchor anchor =
        slot.leaseRecord().begin(generation, holder, now, sampleSize, SampleProperties.NONE);
    return new Lease(anchor);
  }

  /**
   * Makes a slot's memory accessible, in checked mode. It is the caller's alone, and free again if
   * this fails.
   */
  private void open(Slot slot) {
    CheckedSlot checked = slot.checked();
    if (checked == null) {
      return;
    }
    try {
      checked.lend();
    } catch (Throwable t) {
      settle(slot.number);
      throw t;
    }
  }

  /** Takes a lease that has a reference and no Java object. */
  long allocateHandle(Duration limit) throws InterruptedException {
    Slot slot = slots[popOrAwait(limit, Holder.NATIVE_CONSUMER)];
    boolean observed = slot.isObserved();
    if (observed) {
      open(slot);
    }
    long generation = slot.lease();
    slot.describe(CoarseClock.millis(), 0);
    if (observed) {
      slot.tellReferenceTaken(generation, true);
    }
    if (LeaseEvent.isOn()) {
      slot.beginEvent(generation, Holder.NATIVE_CONSUMER);
    }
    return slot.handle(generation);
  }

  /** Takes away a reference that has no Java object. Returns how many are left, or Slot.STALE. */
  long releaseHandle(Slot slot, long generation) {
    long left = takeBack(slot, generation);
    if (slot.isObserved()) {
      slot.tellReferenceReleased(left);
    }
    return left;
  }

  /** Takes away a reference that nobody who watches was told of. */
  long takeBack(Slot slot, long generation) {
    long length = slot.length();
    Release.Reason reason =
        SlotState.isLeased(slot.word()) ? Release.Reason.CANCELLED : Release.Reason.RELEASED;
    return countDown(
        slot, generation, false, Holder.NATIVE_CONSUMER, length, slot.leasedAt(), reason);
  }

  /** A lease or hold ends on the way it should. */
  void release(Access access, long generation, Release.Reason reason) {
    HoldRecord record = access.record();
    Slot slot = record.slot;
    // Before the count goes down: after that the slot and its records may serve somebody else.
    Holder holder = record.holder();
    long length = record.length();
    long leasedAt = slot.leasedAt();
    record.end(access.takeAnchor());
    if (countDown(slot, generation, true, holder, length, leasedAt, reason) < 0) {
      throw misuse(
          new IllegalStateException(
              "a sample of \"%s\" was released by somebody else before its holder %s let go; its slot is"
                      .formatted(name, holder)
                  + " "
                  + SlotState.describe(slot.word())));
    }
  }

  /** Takes a reference away. Returns how many are left, or Slot.STALE. */
  long countDown(
      Slot slot,
      long generation,
      boolean own,
      Holder holder,
      long length,
      long leasedAt,
      Release.Reason reason) {
    NotifyingThread marked = notifier.mark();
    Notifier.Registration entered = marked == null ? notifier.enter() : null;
    // Not if there was a hand-off, which has told it.
    boolean recorded = slot.isRecorded();
    if (recorded && slot.isOnlyReference(generation, own)) {
      slot.endEvent(reason);
      recorded = false;
    }
    boolean works = worksOnReturn || recorded;
    long left = slot.release(generation, own, !works);
    if (left == 0) {
      if (recorded) {
        slot.endEvent(reason);
      }
      putBack(slot, generation, works);
      tell(marked, entered, slot, generation, length, holder, leasedAt, reason);
      return 0;
    }
    withdraw(marked, entered);
    if (left == 1) {
      slot.onlyOneLeft(generation);
    }
    return left;
  }

  private static void withdraw(
      @Nullable NotifyingThread marked, Notifier.@Nullable Registration entered) {
    if (marked != null) {
      Notifier.withdraw(marked);
    } else if (entered != null) {
      Notifier.withdraw(entered);
    }
  }

  /** Tells the release handler that a slot is back, whoever that is now. */
  private void tell(
      @Nullable NotifyingThread marked,
      Notifier.@Nullable Registration entered,
      Slot slot,
      long generation,
      long length,
      Holder holder,
      long leasedAt,
      Release.Reason reason) {
    if (marked != null) {
      long heldMillis = CoarseClock.since(leasedAt);
      notifier.tell(marked, this, slot.handle(generation), length, holder, heldMillis, reason);
      return;
    }
    // Asked again: a handler that was set before the slot was back is to hear of it.
    Notifier.Registration registration = entered == null ? notifier.enter() : entered;
    if (registration != null) {
      long heldMillis = CoarseClock.since(leasedAt);
      notifier.tell(
          registration, this, slot.handle(generation), length, holder, heldMillis, reason);
    }
  }

  /**
   * Ends a hold that nobody has opened and gives its slot back, if it is the only one and nothing
   * else is to be done: by one compare-and-set instead of two. In between the slot is ENDING, which
   * others may wait for, so that only stores follow. Short, too, since the compiler takes no more
   * than this into a caller.
   *
   * @return false if nothing has changed
   */
  boolean releaseLast(Hold hold, HoldRecord record, Slot slot, long generation) {
    if (worksOnReturn
        || record.isObserved()
        || slot.isRecorded()
        || generation == SlotState.MAX_GENERATION) {
      return false;
    }
    NotifyingThread marked = notifier.mark();
    Notifier.Registration entered = marked == null ? notifier.enter() : null;
    boolean begun = slot.beginEnd(generation);
    if (!begun || !hold.endUnopened()) {
      if (begun) {
        slot.notEnded(generation);
      }
      withdraw(marked, entered);
      return false;
    }
    slot.forgetOnlyHold(record);
    Holder holder = record.holder();
    long length = record.length();
    long leasedAt = slot.leasedAt();
    record.endUnobserved(hold.takeAnchor());
    slot.ended(generation);
    if (freeList.given(slot.number) && slot.take()) {
      settle(slot.number);
    }
    tell(marked, entered, slot, generation, length, holder, leasedAt, Release.Reason.RELEASED);
    return true;
  }

  /** The last reference is gone. The slot is free, or the caller's if something is to be done. */
  private void putBack(Slot slot, long generation, boolean works) {
    if (worksOnReturn) {
      clear(slot);
    }
    if (generation == SlotState.MAX_GENERATION) {
      countRetired();
      return;
    }
    if (works) {
      slot.free();
    }
    if (freeList.given(slot.number) && slot.take()) {
      settle(slot.number);
    }
  }

  /**
   * Native code gave a slot back alone and saw then that somebody waits, that the allocator was
   * closed, or that there is a release handler. Does nothing if it has seen to everything since.
   *
   * @param words where it saw that
   * @param epoch of these words when the slot came back
   */
  void returned(
      long words, long epoch, long handle, long length, long leasedAt, Release.Reason reason) {
    if (freeList.words() != words || freeList.epoch() != epoch) {
      return; // this is the allocator that has the control line now
    }
    Slot slot = slots[numberOf(handle)];
    if (freeList.mustSettle() && slot.take()) {
      settle(slot.number);
    }
    Notifier.Registration entered = notifier.enter();
    if (entered != null) {
      notifier.tell(
          entered,
          this,
          handle,
          length,
          Holder.NATIVE_CONSUMER,
          CoarseClock.since(leasedAt),
          reason);
    }
  }

  private static void clear(Slot slot) {
    CheckedSlot checked = slot.checked();
    if (checked != null) {
      checked.returned();
    } else {
      slot.writable.fill((byte) 0);
    }
  }

  /** Finds a place for a slot that was taken while somebody waits or the allocator is closed. */
  void settle(int number) {
    Slot slot = slots[number];
    while (true) {
      if (freeList.isClosed()) {
        slot.retire();
        countRetired();
        return;
      }
      if (waitQueue.give(number)) {
        return;
      }
      slot.free();
      if (!freeList.given(number) || !slot.take()) {
        return;
      }
    }
  }

  private void countRetired() {
    if (retired.incrementAndGet() == slots.length) {
      giveBack();
    }
  }

  /** Nothing is out and nothing will be: the slab and the lines go. */
  private void giveBack() {
    counts.report(); // the last numbers, which the next period would not see
    Recovery.remove(this);
    management.end();
    if (watch != null) {
      watch.stop();
    }
    counts.end(); // the lines will be others'
    for (Slot slot : slots) {
      if (slot != null) {
        slot.retire();
        ControlTable.giveBack(slot.line);
      }
    }
    if (checks != null) {
      checks.end();
    }
    slab.unmap();
    gone.countDown();
  }

  /** A release handler has run. */
  void ended(
      ReleaseNotificationEvent event,
      long handle,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    event.end(
        name,
        id,
        numberOf(handle),
        ControlTable.generation(handle),
        holder.text(),
        heldMillis,
        reason.name());
  }

  /** Which slot has or had a handle; all of them are given back together. */
  private int numberOf(long handle) {
    Slot slot = ControlTable.find(handle);
    if (slot != null && equals(slot.allocator)) {
      return slot.number;
    }
    int line = ControlTable.line(handle);
    int number = 0;
    while (slots[number].line != line) {
      number++;
    }
    return number;
  }

  /** Where native code finds what it needs to take and give back slots. */
  SampleHandles.NativeWords nativeWords() {
    long words = freeList.words();
    return new SampleHandles.NativeWords(
        words, AllocatorWords.lines(words), freeList.epoch() << AllocatorWords.EPOCH_SHIFT);
  }

  /** Whether it lends no more. */
  boolean isRetired() {
    return freeList.isClosed();
  }

  /** Has JMX show this allocator, if JMX is used. */
  void showToManagement() {
    management.look(this);
  }

  /** Whether nothing is out and nothing will be. */
  boolean isGone() {
    return gone.getCount() == 0;
  }

  Notifier notifier() {
    return notifier;
  }

  AllocatorCounts counts() {
    return counts;
  }

  AllocatorRecovery recovery() {
    return recovery;
  }

  /** Who counts what holders do, or null. */
  @Nullable HolderProfiler profiler() {
    return profiler;
  }

  boolean tracksAllocations() {
    return tracksAllocations;
  }

  /** Counts a refused operation and remembers why. */
  <T extends RuntimeException> T misuse(T reason) {
    counts.misuse(reason.getMessage());
    return reason;
  }

  private void checkOpen() {
    if (freeList.isClosed()) {
      throw closed(false);
    }
  }

  private AllocatorClosedException closed(boolean whileWaiting) {
    return new AllocatorClosedException("allocator \"" + name + "\" is closed", whileWaiting);
  }

  @Override
  public void setReleaseHandler(@Nullable ReleaseHandler handler) {
    notifier.set(handler, null);
    notifier.endIfIdle(isGone());
  }

  @Override
  public void setReleaseHandler(ReleaseHandler handler, Executor dispatcher) {
    notifier.set(handler, dispatcher);
    notifier.endIfIdle(isGone());
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int id() {
    return id;
  }

  @Override
  public long sampleSize() {
    return sampleSize;
  }

  @Override
  public int capacity() {
    return slots.length;
  }

  @Override
  public long pageSize() {
    return PageSize.bytes();
  }

  /** Where the slots lie, or null if there is something between them. */
  SampleHandles.@Nullable Memory memory() {
    if (checks != null) { // the kernel refuses pages that cannot be accessed
      return null;
    }
    long stride = PageSize.roundUp(sampleSize);
    return slots[slots.length - 1].address() == slots[0].address() + (slots.length - 1) * stride
        ? new SampleHandles.Memory(slots[0].address(), stride, slots.length)
        : null;
  }

  @Override
  public int freeCount() {
    return freeList.isClosed() ? 0 : slots.length - retired.get() - freeList.out();
  }

  int out() {
    return freeList.isClosed() ? slots.length - retired.get() : freeList.out();
  }

  @Override
  public int highWater() {
    Checks present = checks;
    return present == null ? freeList.highWater() : present.highWater();
  }

  @Override
  public AllocatorStatistics statistics() {
    return counts.statistics();
  }

  @Override
  public List<Holding> holders() {
    return ledger().holdings();
  }

  Ledger ledger() {
    return Ledger.of(this, slots);
  }

  @Override
  public List<HolderProfile> profiles() {
    return profiler == null ? List.of() : profiler.profiles();
  }

  @Override
  public @Nullable String lastMisuse() {
    return counts.lastMisuse();
  }

  @Override
  public void retire() {
    if (freeList.close()) {
      waitQueue.close();
      for (Slot slot : slots) {
        if (slot.takeSettled()) {
          settle(slot.number);
        }
      }
      notifier.endIfIdle(isGone());
    }
  }

  @Override
  public void close() {
    retire();
    Ledger ledger = ledger();
    if (!ledger.holdings().isEmpty()) {
      LOGGER.log(
          Level.WARNING,
          "allocator \"%s\" was closed while %s; its memory goes with the last of them"
              .formatted(name, ledger));
    }
  }

  @Override
  public List<Holding> close(Duration limit) throws InterruptedException {
    retire();
    long nanos = nanos(limit);
    long start = System.nanoTime();
    long left = nanos;
    while (!gone.await(Math.min(left, TimeUnit.SECONDS.toNanos(1)), TimeUnit.NANOSECONDS)) {
      Recovery.poll();
      left = nanos - (System.nanoTime() - start);
      if (left <= 0) {
        return holders();
      }
    }
    return List.of();
  }

  @Override
  public String toString() {
    return "%s (%d × %d bytes)".formatted(name, slots.length, sampleSize);
  }
}
