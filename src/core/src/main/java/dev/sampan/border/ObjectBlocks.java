package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The blocks that native code sees as objects other than buffers. Up to eight interface pointers
 * are in one: the address of a table each. A block is used again as late as possible, so that an
 * old pointer is refused for as long as possible.
 */
final class ObjectBlocks {

  private static final int BLOCK = 64;
  private static final int COUNT = 1 << 16;
  private static final long BASE = RawMemory.reserve((long) COUNT * BLOCK);

  private static final AtomicReferenceArray<@Nullable ComObject> OBJECTS =
      new AtomicReferenceArray<>(COUNT);
  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final ArrayDeque<Integer> FREE = new ArrayDeque<>();
  private static int next;

  private ObjectBlocks() {}

  static long put(ComObject object) {
    int index;
    LOCK.lock();
    try {
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
    int index = (int) ((block - BASE) / BLOCK);
    OBJECTS.set(index, null);
    LOCK.lock();
    try {
      FREE.add(index);
    } finally {
      LOCK.unlock();
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
   * @throws BorderException E_HANDLE if there is none, or if it is of another type
   */
  static <T extends ComObject> T get(long pointer, Class<T> type) {
    ComObject object = find(pointer);
    if (!type.isInstance(object)) {
      BufferBlocks.REFUSED.increment();
      throw new BorderException(
          Sampan.E_HANDLE(),
          "0x%x is no object of Sampan's, or one that was released".formatted(pointer));
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
    LastError.refuse(
        Sampan.E_HANDLE(),
        "0x%x is no object of Sampan's, or one that was released".formatted(pointer));
    return 0;
  }
}
