package dev.sampan.border;

import dev.sampan.Holder;
import dev.sampan.Release;
import dev.sampan.ReleaseHandler;
import dev.sampan.SampleAllocator;
import dev.sampan.bindings.sampan.Sampan;
import dev.sampan.bindings.sampan.SampanRelease;
import dev.sampan.memory.Upcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.ref.Reference;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** A plain C function as a release handler. */
final class NativeHandler implements ReleaseHandler {

  private static final MethodHandle FUNCTION =
      Upcalls.downcall(FunctionDescriptor.ofVoid(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG));

  /** What a thread passes to handlers. One per thread: none is called again before it ends. */
  private static final class Structure {
    final MemorySegment memory = Arena.ofAuto().allocate(SampanRelease.layout());
    final long address = memory.address();
    final long threadId = Thread.currentThread().threadId();

    /** Whose name stands in it: mostly the next one's too. */
    @Nullable Holder holder;

    MemorySegment name = MemorySegment.NULL;

    Structure() {
      SampanRelease.size(memory, (int) SampanRelease.sizeof());
    }

    @SuppressWarnings("ReferenceEquality") // an equal holder only costs a look into the map
    void name(Holder newHolder) {
      if (holder != newHolder) {
        name = NativeHandler.name(newHolder);
        SampanRelease.holder(memory, name);
        holder = newHolder;
      }
    }
  }

  private static final ThreadLocal<Structure> STRUCTURE = ThreadLocal.withInitial(Structure::new);

  /** What was used last: mostly by the thread that comes next, and found faster here. */
  private @Nullable Structure last;

  /** Most programs have few holders; the first names in C are kept for ever. */
  private static final Map<Holder, MemorySegment> NAMES = new ConcurrentHashMap<>();

  private static final int MOST_NAMES = 256;

  private final MemorySegment function;
  private final long context;

  NativeHandler(long function, long context) {
    this.function = MemorySegment.ofAddress(function);
    this.context = context;
  }

  @Override
  public void released(Release release) {
    released(
        release.allocator(),
        release.handle(),
        release.length(),
        release.holder(),
        release.heldMillis(),
        release.reason());
  }

  @Override
  public void released(
      SampleAllocator allocator,
      long handle,
      long length,
      Holder holder,
      long heldMillis,
      Release.Reason reason) {
    Structure filled = structure();
    long structure = filled.address;
    Out.int32(structure + SampanRelease.reason$offset(), code(reason));
    Out.int64(structure + SampanRelease.handle$offset(), handle);
    Out.int64(structure + SampanRelease.length$offset(), length);
    Out.int64(structure + SampanRelease.held_ms$offset(), heldMillis);
    filled.name(holder);
    try {
      FUNCTION.invokeExact(function, context, structure);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable t) {
      throw new AssertionError(t);
    } finally {
      // Native code has only their addresses.
      Reference.reachabilityFence(filled);
    }
  }

  /** Asked one by one, since a switch looks into two tables. */
  private static int code(Release.Reason reason) {
    if (reason == Release.Reason.RELEASED) {
      return Sampan.SAMPAN_RELEASED();
    }
    return reason == Release.Reason.CANCELLED
        ? Sampan.SAMPAN_CANCELLED()
        : Sampan.SAMPAN_RECOVERED();
  }

  private Structure structure() {
    Structure present = last; // another thread may change it meanwhile
    if (present == null || present.threadId != Thread.currentThread().threadId()) {
      present = STRUCTURE.get();
      last = present;
    }
    return present;
  }

  private static MemorySegment name(Holder holder) {
    MemorySegment known = NAMES.get(holder);
    if (known != null) {
      return known;
    }
    if (NAMES.size() >= MOST_NAMES) {
      return Arena.ofAuto().allocateFrom(holder.name());
    }
    return NAMES.computeIfAbsent(holder, key -> Arena.global().allocateFrom(key.name()));
  }
}
