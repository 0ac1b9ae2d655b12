package dev.sampan.ffmpeg.av;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Names objects by numbers that fit into the opaque pointer of a callback. A number is never used
 * again, and is no address, so that neither an old one nor somebody else's pointer finds an object.
 *
 * @param <T> what is named
 */
public final class HandleTable<T> {

  private static final int INDEX_BITS = 20;
  private static final int CHUNK_BITS = 10;
  private static final int CHUNK = 1 << CHUNK_BITS;
  private static final int CAPACITY = 1 << INDEX_BITS;

  /** No address of a process has this bit. */
  private static final long MARK = 1L << 62;

  private static final long GENERATIONS = MARK >>> INDEX_BITS;

  private record Entry<T>(long handle, T value) {}

  /** Chunks are added and never moved, so that a look-up needs no lock. */
  private final AtomicReferenceArray<@Nullable AtomicReferenceArray<@Nullable Entry<T>>> chunks =
      new AtomicReferenceArray<>(CAPACITY / CHUNK);

  private final ReentrantLock lock = new ReentrantLock();
  private int[] free = new int[CHUNK];
  private int freeCount;
  private int used;
  private long generation;

  /**
   * Names an object.
   *
   * @param value the object, which stays reachable until it is removed
   * @return its number, not 0
   * @throws IllegalStateException if a million objects are named already
   */
  public long put(T value) {
    lock.lock();
    try {
      int index = freeCount > 0 ? free[--freeCount] : newIndex();
      long handle = MARK | (generation++ % GENERATIONS) << INDEX_BITS | index;
      chunk(index).set(index & (CHUNK - 1), new Entry<>(handle, value));
      return handle;
    } finally {
      lock.unlock();
    }
  }

  private int newIndex() {
    if (used == CAPACITY) {
      throw new IllegalStateException(CAPACITY + " objects are known to FFmpeg at once");
    }
    return used++;
  }

  private AtomicReferenceArray<@Nullable Entry<T>> chunk(int index) {
    AtomicReferenceArray<@Nullable Entry<T>> chunk = chunks.get(index >> CHUNK_BITS);
    if (chunk == null) {
      chunk = new AtomicReferenceArray<>(CHUNK);
      chunks.set(index >> CHUNK_BITS, chunk);
    }
    return chunk;
  }

  /**
   * Finds an object.
   *
   * @param handle any number
   * @return the object, or null if the number names none
   */
  public @Nullable T get(long handle) {
    Entry<T> entry = entry(handle);
    return entry == null ? null : entry.value;
  }

  private @Nullable Entry<T> entry(long handle) {
    if ((handle & MARK) == 0) {
      return null;
    }
    int index = (int) (handle & (CAPACITY - 1));
    AtomicReferenceArray<@Nullable Entry<T>> chunk = chunks.get(index >> CHUNK_BITS);
    Entry<T> entry = chunk == null ? null : chunk.get(index & (CHUNK - 1));
    return entry != null && entry.handle == handle ? entry : null;
  }

  /**
   * Ends the naming.
   *
   * @param handle any number
   * @return the object, or null if the number names none
   */
  public @Nullable T remove(long handle) {
    lock.lock();
    try {
      Entry<T> entry = entry(handle);
      if (entry == null) {
        return null;
      }
      int index = (int) (handle & (CAPACITY - 1));
      chunk(index).set(index & (CHUNK - 1), null);
      if (freeCount == free.length) {
        free = Arrays.copyOf(free, freeCount * 2);
      }
      free[freeCount++] = index;
      return entry.value;
    } finally {
      lock.unlock();
    }
  }
}
