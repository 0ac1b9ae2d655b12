package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import dev.sampan.memory.SharedWords;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayDeque;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that native code sees as objects other than buffers. Up to eight interface pointers
 * are in one: the address of a table each. A block is used again as late as possible, so that an
 * old pointer is refused for as long as possible.
 */
final class ObjectBlocks {

  /** Interface pointers in a block. */
  static final int POINTERS = 8;

  private static final int BLOCK = 8 * POINTERS;
  private static final int COUNT = 1 << 16;
  private static final long BASE = RawMemory.reserve((long) COUNT * BLOCK);

  private static final AtomicReferenceArray<@Nullable ComObject> OBJECTS =
      new AtomicReferenceArray<>(COUNT);

  private static final StoppedObject STOPPED = new StoppedObject();

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final ArrayDeque<Integer> FREE = new ArrayDeque<>();
  private static int next;
  private static volatile boolean stopping;

  private ObjectBlocks() {}

  static long put(ComObject object) {
    int index;
    LOCK.lock();
    try {
      if (stopping) {
        throw new BorderException(Sampan.MF_E_SHUTDOWN(), "the runtime is being stopped");
      }
      // Blocks that were never used come first.
      Integer free = next < COUNT ? Integer.valueOf(next++) : FREE.poll();
      if (free == null) {
        throw new OutOfMemoryError(COUNT + " objects are in use by native code; release some");
      }
      index = free;
    } finally {
      LOCK.unlock();
    }
    long block = BASE + (long) index * BLOCK;
    object.setBlock(block);
    long[] tables = object.tables();
    for (int i = 0; i < tables.length; i++) {
      RawMemory.ALL.set(ValueLayout.JAVA_LONG, block + 8L * i, tables[i]);
    }
    // Last, and volatile: whoever finds the object sees all of it.
    OBJECTS.set(index, object);
    return block;
  }

  static void remove(long block) {
    free((int) ((block - BASE) / BLOCK), null);
  }

  private static void free(int index, @Nullable ComObject stands) {
    OBJECTS.set(index, stands);
    LOCK.lock();
    try {
      FREE.add(index);
    } finally {
      LOCK.unlock();
    }
  }

  static boolean isStopping() {
    return stopping;
  }

  /**
   * Ends all objects.
   *
   * @throws BorderException SAMPAN_E_SAMPLES_HELD if samples are out; nothing has changed then
   */
  static void stop() {
    LOCK.lock();
    try {
      if (stopping) {
        throw new BorderException(Sampan.MF_E_SHUTDOWN(), "the runtime is being stopped already");
      }
      stopping = true;
      SharedWords.raise(SharedWords.STOPPING);
    } finally {
      LOCK.unlock();
    }
    try {
      String held = held();
      // A call that began before may have a sample, and gives it back when it sees the stop.
      for (int i = 0; held != null && i < 10; i++) {
        LockSupport.parkNanos(1_000_000);
        held = held();
      }
      if (held != null) {
        throw new BorderException(
            Sampan.SAMPAN_E_SAMPLES_HELD(), held + "; release them, then stop again");
      }
      for (int i = 0; i < COUNT; i++) {
        ComObject object = OBJECTS.get(i);
        if (object != null && object.endReferences()) {
          free(i, STOPPED);
          object.end();
        }
      }
    } finally {
      SharedWords.lower(SharedWords.STOPPING);
      stopping = false;
    }
  }

  private static @Nullable String held() {
    StringJoiner all = new StringJoiner("; ");
    for (int i = 0; i < COUNT; i++) {
      ComObject object = OBJECTS.get(i);
      String held = object == null ? null : object.held();
      if (held != null) {
        all.add(held);
      }
    }
    return all.length() == 0 ? null : all.toString();
  }

  /** Makes calls that wait return. */
  static void cancelWaits() {
    for (int i = 0; i < COUNT; i++) {
      ComObject object = OBJECTS.get(i);
      if (object != null) {
        object.cancelWaits();
      }
    }
  }

  /** Finds the object of an interface pointer; null if there is none. */
  static @Nullable ComObject find(long pointer) {
    long offset = pointer - BASE;
    if (offset < 0 || offset >= (long) COUNT * BLOCK || (offset & 7) != 0) {
      return null;
    }
    ComObject object = OBJECTS.get((int) (offset / BLOCK));
    // Between the pointers that an object has and the next block there are none.
    return object != null && (offset & (BLOCK - 1)) < 8L * object.tables().length ? object : null;
  }

  /**
   * Finds the object of an interface pointer.
   *
   * @throws BorderException E_HANDLE if there is none, or if it is of another type; MF_E_SHUTDOWN
   *     if the runtime was stopped
   */
  static <T extends ComObject> T get(long pointer, Class<T> type) {
    ComObject object = find(pointer);
    if (!type.isInstance(object) || object instanceof StoppedObject) {
      BufferBlocks.REFUSED.increment();
      throw refusal(pointer, object);
    }
    return type.cast(object);
  }

  /**
   * Finds the object of a pointer that a caller passed beside {@code this}.
   *
   * @throws BorderException E_POINTER for a null pointer, E_INVALIDARG if it is to something else
   */
  static <T extends ComObject> T argument(long pointer, Class<T> type, String name) {
    Out.check(pointer, name);
    ComObject object = find(pointer);
    if (!type.isInstance(object)) {
      throw new BorderException(
          Sampan.E_INVALIDARG(), "%s 0x%x is not one of Sampan's".formatted(name, pointer));
    }
    return type.cast(object);
  }

  /** Whether a pointer is into the blocks, whatever is there. */
  static boolean isBlock(long pointer) {
    long offset = pointer - BASE;
    return offset >= 0 && offset < (long) COUNT * BLOCK;
  }

  /** One of the three methods below, for a table. */
  static MethodHandle method(String name, MethodType type) {
    try {
      return MethodHandles.lookup().findStatic(ObjectBlocks.class, name, type);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  /** The three methods that all tables begin with. */
  static int queryInterface(long pointer, long iid, long out) {
    return get(pointer, ComObject.class).queryInterface(iid, out);
  }

  static int addRef(long pointer) {
    ComObject object = find(pointer);
    int references = object == null ? 0 : object.addRef();
    return references == 0 ? refused(pointer) : references;
  }

  static int release(long pointer) {
    ComObject object = find(pointer);
    int left = object == null ? -1 : object.release();
    return left < 0 ? refused(pointer) : left;
  }

  /** Counts and remembers a refusal. Returns 0. */
  static int refused(long pointer) {
    BufferBlocks.REFUSED.increment();
    LastError.of(refusal(pointer, find(pointer)));
    return 0;
  }

  private static BorderException refusal(long pointer, @Nullable ComObject object) {
    return object instanceof StoppedObject
        ? new BorderException(
            Sampan.MF_E_SHUTDOWN(), "0x%x is of a runtime that was stopped".formatted(pointer))
        : new BorderException(
            Sampan.E_HANDLE(),
            "0x%x is no object of Sampan's, or one that was released".formatted(pointer));
  }
}
