package dev.sampan;

import dev.sampan.jfr.LeakEvent;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds leases and holds that nobody can close any more: those that became unreachable, by phantom
 * references, and those whose thread has ended, by looking once a second.
 */
final class Recovery {

  private static final long LOOK_MILLIS = 1000;

  private static final ReferenceQueue<Object> QUEUE = new ReferenceQueue<>();

  /** Allocators whose slab is mapped. */
  private static final Set<SlabAllocator> ALLOCATORS = ConcurrentHashMap.newKeySet();

  static {
    Thread.ofPlatform().daemon().name("sampan-recovery").start(Recovery::run);
  }

  /** Refers to an anchor or a scope, and is itself kept by the record. */
  private static final class Tracker extends PhantomReference<Object> {
    final HoldRecord record;

    Tracker(Object referent, HoldRecord record) {
      super(referent, QUEUE);
      this.record = record;
    }
  }

  private Recovery() {}

  static PhantomReference<?> track(HoldRecord.Anchor anchor) {
    return new Tracker(anchor, anchor.record);
  }

  static PhantomReference<?> track(Object scope, HoldRecord record) {
    return new Tracker(scope, record);
  }

  static void add(SlabAllocator allocator) {
    ALLOCATORS.add(allocator);
  }

  static void remove(SlabAllocator allocator) {
    ALLOCATORS.remove(allocator);
  }

  static Set<SlabAllocator> allocators() {
    return ALLOCATORS;
  }

  /** Recovers what was found so far, on the calling thread. */
  static void poll() {
    Reference<?> found;
    while ((found = QUEUE.poll()) != null) {
      recover(found);
    }
  }

  private static void recover(@Nullable Reference<?> found) {
    if (found instanceof Tracker tracker) {
      HoldRecord record = tracker.record;
      record
          .slot
          .allocator
          .recovery()
          .recoverIf(
              () -> record.isLost(tracker),
              record,
              LeakEvent.UNREACHABLE,
              "was dropped without being closed");
    }
  }

  private static void run() {
    long next = System.nanoTime();
    while (true) {
      try {
        recover(QUEUE.remove(LOOK_MILLIS));
        long now = System.nanoTime();
        if (now - next >= 0) {
          next = now + LOOK_MILLIS * 1_000_000;
          Notifier.endWhatIsLeft();
          for (SlabAllocator allocator : ALLOCATORS) {
            allocator.recovery().recoverFromEndedThreads();
            allocator.recovery().collectGarbageIfStalled();
            allocator.showToManagement();
          }
        }
      } catch (Throwable t) {
        System.getLogger("dev.sampan").log(System.Logger.Level.ERROR, "recovery failed", t);
      }
    }
  }
}
