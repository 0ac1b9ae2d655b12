package dev.sampan;

import dev.sampan.jfr.HoldEvent;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.PhantomReference;
import java.lang.ref.WeakReference;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The row of the ledger for one lease or hold. It belongs to a slot and is used again and again;
 * what makes it belong to one lease is that the lease has the record's {@link Anchor}.
 *
 * <p>References are stored only if they change: a store into an old object costs a memory barrier
 * under G1, and the same thread mostly takes the same slot for the same holder.
 */
@SuppressWarnings("ReferenceEquality") // what is meant is the same object
final class HoldRecord extends CacheLinePadding {

  /**
   * What a lease or hold has and the record does not, while it is out. If the lease is dropped the
   * anchor is unreachable, which {@link Recovery} sees. Handed back, it serves the next lease, so
   * that no reference object has to be made for each.
   */
  static final class Anchor {
    final HoldRecord record;
    private final int number;

    private Anchor(HoldRecord record, int number) {
      this.record = record;
      this.number = number;
    }
  }

  private static final VarHandle LIVE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      LIVE = lookup.findVarHandle(HoldRecord.class, "live", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How often a reader looks again at what changes while it looks. */
  static final int TRIES = 16;

  /** After how many openings the young object is replaced that keeps scopes. */
  private static final int RENEWED = 64;

  private static final byte NOT_BOUND = 0;
  private static final byte BY_LEASE = 1;
  private static final byte BY_HOLD = 2;

  /** With one of the two: by a virtual thread. */
  private static final byte VIRTUAL = 4;

  /** Nobody's. */
  private static final int FREE = 0;

  /** Somebody's, who is writing down who. */
  private static final int CHANGING = 1;

  /** Somebody's, and it says whose. */
  private static final int COMPLETE = 2;

  /**
   * Where the scope of a segment stands, and the thread that opened it. G1 stores a reference into
   * an old object with a fence, and each scope is young: so the record, which becomes old, has a
   * new one of these now and then, and the scopes are stored there.
   */
  private static final class Opened {
    /** Of the last lease or hold that opened its memory, or null where that must not be kept. */
    @Nullable Object scope;

    /** Virtual threads weakly, so that they can end. */
    @Nullable Object thread;

    /** What says so in the record while it is open. */
    byte bound;

    /** How often memory was opened. */
    int openings;
  }

  // What is written for each lease and hold stands together, numbers and references each in this
  // order: mostly one thread leases and another holds, and each cache line takes its time from one
  // to the other.

  private long since;
  private long generation;
  private long length;
  private volatile int live;

  /** Counts leases and holds, so that each is known from the next. */
  private int serial;

  /** How the present lease or hold has opened its memory. */
  private byte bound;

  /** Whether somebody is to hear how this lease or hold goes on. */
  private boolean observed;

  private @Nullable Anchor spareAnchor;

  /** The thread that took it; virtual threads weakly, so that they can end. */
  private @Nullable Object thread;

  private Holder holder = Holder.APPLICATION;

  // What follows is written seldom.

  final Slot slot;

  /** What leases have opened; null until one does. */
  private @Nullable Opened openedByLease;

  /** What holds have opened. */
  private @Nullable Opened openedByHold;

  private PhantomReference<?> anchorReference;

  /** How many anchors there were. The last one is that of who has the record. */
  private int anchors;

  /** Set if the lease or hold was dropped: then the scope decides whether it is lost. */
  private @Nullable PhantomReference<?> scopeReference;

  /** When this lease or hold began, by the profiler's clock; 0 where nothing is profiled. */
  private long profiledSince;

  private SampleProperties properties = SampleProperties.NONE;
  private @Nullable Throwable takenAt;

  /** What a flight recording hears of the holds; null as long as nobody has recorded. */
  private @Nullable HoldEvent event;

  HoldRecord(Slot slot) {
    this.slot = slot;
    Anchor anchor = new Anchor(this, 0);
    this.spareAnchor = anchor;
    this.anchorReference = Recovery.track(anchor);
  }

  boolean isLive() {
    return live != FREE;
  }

  /** Claims a record that several threads may try for. */
  boolean claim() {
    return live == FREE && LIVE.compareAndSet(this, FREE, CHANGING);
  }

  /** Claims a record that nobody else can see or try for. */
  void claimAlone() {
    LIVE.setRelease(this, CHANGING);
  }

  /** A lease or hold begins. Returns what it must keep. */
  Anchor begin(
      long newGeneration,
      Holder newHolder,
      long now,
      long newLength,
      SampleProperties newProperties) {
    VarHandle.storeStoreFence();
    serial++;
    generation = newGeneration;
    since = now;
    length = newLength;
    setHolder(newHolder);
    setProperties(newProperties);
    Thread current = Thread.currentThread();
    if (!isReferenceTo(current, thread)) {
      thread = reference(current);
    }
    Anchor anchor = spareAnchor;
    if (anchor == null) {
      throw new IllegalStateException("a lease or hold of this record exists");
    }
    spareAnchor = null;
    if (slot.isObserved()) {
      observeBegin();
    }
    LIVE.setRelease(this, COMPLETE);
    return anchor;
  }

  /** The lease or hold goes on as another's, bound to no thread. */
  void passTo(Holder newHolder, long now) {
    boolean tells = observed;
    if (tells) {
      observePass(newHolder);
    }
    LIVE.setOpaque(this, CHANGING);
    VarHandle.storeStoreFence();
    serial++;
    since = now;
    forgetScope();
    setHolder(newHolder);
    if (tells) {
      observePassed();
    }
    LIVE.setRelease(this, COMPLETE);
  }

  /** It is over. */
  void end(Anchor anchor) {
    if (observed) {
      observeEnd();
    }
    endUnobserved(anchor);
  }

  /** Whether somebody is to hear how it goes on. */
  boolean isObserved() {
    return observed;
  }

  /** It is over, and nobody is to hear of it. */
  void endUnobserved(Anchor anchor) {
    forgetScope();
    serial++;
    setProperties(SampleProperties.NONE); // lets go of the program's attributes
    spareAnchor = anchor;
    LIVE.setRelease(this, FREE);
  }

  /** It is over without its anchor, which is lost or will be. */
  void endWithoutAnchor() {
    if (event != null) {
      event.endLost();
    }
    CheckedSlot checked = slot.checked();
    if (checked != null) {
      checked.lost(this);
    }
    Anchor anchor = new Anchor(this, ++anchors);
    anchorReference = Recovery.track(anchor);
    end(anchor);
  }

  private void observeBegin() {
    observed = true;
    if (slot.allocator.tracksAllocations()) {
      takenAt = new Throwable("taken here");
    }
    CheckedSlot checked = slot.checked();
    if (checked != null) {
      checked.began(this);
    }
    HolderProfiler profiler = slot.allocator.profiler();
    if (profiler != null) {
      profiledSince = profiler.begun(holder);
    }
  }

  private void observePass(Holder newHolder) {
    if (event != null) {
      event.endPassedOn();
    }
    HolderProfiler profiler = profiledSince == 0 ? null : slot.allocator.profiler();
    if (profiler != null) {
      profiler.ended(holder, profiledSince);
      profiledSince = profiler.begun(newHolder);
    }
  }

  private void observePassed() {
    CheckedSlot checked = slot.checked();
    if (checked != null) {
      checked.passed(this);
    }
  }

  private void observeEnd() {
    observed = false;
    if (event != null) {
      event.endGivenBack();
    }
    CheckedSlot checked = slot.checked();
    if (checked != null) {
      checked.ended(this);
    }
    takenAt = null;
    HolderProfiler profiler = profiledSince == 0 ? null : slot.allocator.profiler();
    if (profiler != null) {
      profiler.ended(holder, profiledSince);
    }
  }

  /** A hold began that a flight recording is to hear of. */
  void beginEvent() {
    observed = true;
    HoldEvent hold = event;
    if (hold == null) {
      hold = new HoldEvent(slot.allocator.name(), slot.allocator.id(), slot.number);
      event = hold;
    }
    hold.beginHold(generation, holder.text(), length);
  }

  /**
   * A segment was opened in this scope, by the calling thread.
   *
   * @param forLease whether it is a lease's
   */
  void bind(Object scope, boolean forLease) {
    Opened present = forLease ? openedByLease : openedByHold;
    if (present == null || present.openings == RENEWED) {
      present = new Opened();
      if (forLease) {
        openedByLease = present;
      } else {
        openedByHold = present;
      }
    }
    present.openings++;
    Thread current = Thread.currentThread();
    if (!isReferenceTo(current, present.thread)) {
      present.thread = reference(current);
      present.bound =
          (byte) ((forLease ? BY_LEASE : BY_HOLD) | (current.isVirtual() ? VIRTUAL : 0));
    }
    present.scope = scope;
    VarHandle.storeStoreFence();
    bound = present.bound;
  }

  /** What the present lease or hold has opened. */
  private @Nullable Opened opened() {
    return switch (bound & ~VIRTUAL) {
      case BY_LEASE -> openedByLease;
      case BY_HOLD -> openedByHold;
      default -> null;
    };
  }

  /**
   * The scope has ended. It stays where it is until the next one comes, since clearing it would
   * take time; but not that of a virtual thread, which it would keep.
   */
  private void forgetScope() {
    if (bound != NOT_BOUND) {
      if ((bound & VIRTUAL) != 0) {
        Objects.requireNonNull(opened()).scope = null;
      }
      bound = NOT_BOUND;
    }
    if (scopeReference != null) {
      scopeReference = null;
    }
  }

  /**
   * Decides what it means that the garbage collector found an object unreachable. Of a lease or
   * hold that was dropped a slice or a ByteBuffer may be in use: then it is lost when the scope is
   * unreachable, too. That is asked for only now, since it costs a reference object.
   *
   * @return whether this lease or hold is lost
   */
  boolean isLost(PhantomReference<?> reference) {
    if (!isLive()) {
      return false;
    }
    if (reference != anchorReference) {
      return reference == scopeReference;
    }
    Opened present = opened();
    if (present == null) {
      return true;
    }
    Object scope = Objects.requireNonNull(present.scope);
    scopeReference = Recovery.track(scope, this);
    present.scope = null;
    return false;
  }

  /** Whether it is bound to a thread that has ended, so that nobody can ever close it. */
  boolean isBoundToEndedThread() {
    int before = serial;
    VarHandle.loadLoadFence();
    Opened present = opened();
    if (!isLive() || present == null) {
      return false;
    }
    VarHandle.loadLoadFence();
    boolean ended = referent(present.thread) instanceof Thread t && !t.isAlive();
    VarHandle.loadLoadFence();
    // The thread was that of this lease or hold only if it is still the same.
    return ended && bound != NOT_BOUND && serial == before && isLive();
  }

  /** What one lease or hold says of itself, all at one moment. */
  record Row(Holder holder, long since, String threadName) {}

  /**
   * Reads who has it while others may write that down.
   *
   * @return null if nobody has it
   */
  @Nullable Row row() {
    for (int i = 0; i < TRIES; i++) {
      int state = live;
      if (state == FREE) {
        return null;
      }
      int before = serial;
      VarHandle.loadLoadFence();
      Row row = new Row(holder, since, threadName());
      VarHandle.loadLoadFence();
      if (state == COMPLETE && serial == before && live == COMPLETE) {
        return row;
      }
      Thread.onSpinWait();
    }
    // Whoever writes it down was stopped in between: it says some of what was before.
    return new Row(holder, since, threadName());
  }

  int serial() {
    return serial;
  }

  /** A number that is another when a lease or hold begins, is passed on or ends. */
  long state() {
    int present = live; // before the serial number, which it makes visible
    return (long) serial << 2 | present;
  }

  /** Whether it is still that of who has this anchor. It is not once that was recovered. */
  boolean belongsTo(Anchor anchor) {
    return anchor.number == anchors;
  }

  Holder holder() {
    return holder;
  }

  /** The generation that the slot had when it began; it may have another if native code erred. */
  long generation() {
    return generation;
  }

  long since() {
    return since;
  }

  long length() {
    return length;
  }

  void setLength(long newLength) {
    length = newLength;
  }

  SampleProperties properties() {
    return properties;
  }

  void setProperties(SampleProperties newProperties) {
    if (properties != newProperties) {
      properties = newProperties;
    }
  }

  @Nullable Throwable takenAt() {
    return takenAt;
  }

  String threadName() {
    Opened present = opened();
    Object named = referent(present == null ? thread : present.thread);
    return named instanceof Thread t ? nameOf(t) : "a virtual thread that ended";
  }

  static String nameOf(Thread thread) {
    return thread.getName().isEmpty() ? "virtual thread " + thread.threadId() : thread.getName();
  }

  private void setHolder(Holder newHolder) {
    if (holder != newHolder) {
      holder = newHolder;
    }
  }

  private static Object reference(Thread thread) {
    // A strong reference would keep the thread's stack, and with it a lease that was lost there.
    return thread.isVirtual() ? new WeakReference<>(thread) : thread;
  }

  private static boolean isReferenceTo(Thread thread, @Nullable Object reference) {
    return reference == thread || referent(reference) == thread;
  }

  private static @Nullable Object referent(@Nullable Object reference) {
    return reference instanceof WeakReference<?> weak ? weak.get() : reference;
  }
}
