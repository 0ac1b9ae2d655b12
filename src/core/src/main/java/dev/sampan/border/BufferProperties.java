package dev.sampan.border;

import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.memory.RawMemory;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The properties that native code sets on buffers. They are kept by slot, with the handle for which
 * they were set, and are gone when the slot has another: nothing has to be done when a sample comes
 * back.
 */
final class BufferProperties {

  private record Set(long handle, Map<Iid, byte[]> values) {}

  private static final long SLOT = (1L << 24) - 1;

  /** Of one buffer, all together: they are copied into Java's heap. */
  private static final int LARGEST = 1 << 20;

  private static final Map<Long, Set> SETS = new ConcurrentHashMap<>();

  private BufferProperties() {}

  static void set(long handle, Iid key, long value, long size) {
    if (size > LARGEST) {
      throw new IllegalArgumentException(
          "a property of %d bytes; all of a buffer may have %d".formatted(size, LARGEST));
    }
    byte[] bytes = new byte[(int) size];
    MemorySegment.copy(RawMemory.ALL, ValueLayout.JAVA_BYTE, value, bytes, 0, bytes.length);
    SETS.compute(
        handle & SLOT,
        (slot, present) -> {
          if (present != null && Long.compareUnsigned(present.handle, handle) > 0) {
            return present; // the buffer was released meanwhile, and its slot is another's
          }
          // Copied, because readers do not lock.
          Map<Iid, byte[]> values =
              present != null && present.handle == handle
                  ? new LinkedHashMap<>(present.values)
                  : new LinkedHashMap<>();
          values.put(key, bytes);
          long sum = 0;
          for (byte[] each : values.values()) {
            sum += each.length + 64; // with what an entry costs
          }
          if (sum > LARGEST + 64L) {
            throw new IllegalArgumentException(
                "properties of %d bytes; all of a buffer may have %d".formatted(sum, LARGEST));
          }
          return new Set(handle, values);
        });
    SampleHandles.watch(handle); // so that they are forgotten when the last reference goes
  }

  /** Frees what a sample that is back had. Most have nothing. */
  static void forget(long handle) {
    if (!SETS.isEmpty()) {
      SETS.computeIfPresent(
          handle & SLOT, (slot, present) -> present.handle == handle ? null : present);
    }
  }

  private static Map<Iid, byte[]> of(long handle) {
    Set set = SETS.get(handle & SLOT);
    return set != null && set.handle == handle ? set.values : Map.of();
  }

  static byte @Nullable [] get(long handle, Iid key) {
    return of(handle).get(key);
  }

  static int count(long handle) {
    return of(handle).size();
  }

  static Map.@Nullable Entry<Iid, byte[]> at(long handle, long index) {
    return of(handle).entrySet().stream().skip(index).findFirst().orElse(null);
  }

  /** Copies a value to where the caller wants it, or says only how large it is. */
  static int copyOut(byte[] property, long value, long size) {
    long room = Integer.toUnsignedLong(Out.int32(size));
    Out.int32(size, property.length);
    if (value == 0) {
      return Sampan.S_OK();
    }
    if (room < property.length) {
      return LastError.refuse(
          Sampan.NS_E_SDK_BUFFERTOOSMALL(),
          "the property has %d bytes, and there is room for %d".formatted(property.length, room));
    }
    MemorySegment.copy(property, 0, RawMemory.ALL, ValueLayout.JAVA_BYTE, value, property.length);
    return Sampan.S_OK();
  }
}
