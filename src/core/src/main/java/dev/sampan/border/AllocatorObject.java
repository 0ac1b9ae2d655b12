package dev.sampan.border;

import dev.sampan.Holding;
import dev.sampan.ReleaseHandler;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleHandles;
import dev.sampan.bindings.sampan.Sampan;
import java.lang.invoke.MethodHandles;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An allocator as native code sees it: IWMSBufferAllocator and IMFVideoSampleAllocatorCallback. */
@SuppressWarnings({"UnusedMethod", "UnusedVariable"}) // called through the tables
final class AllocatorObject extends ComObject {

  private static final Map<Iid, Integer> INTERFACES =
      Map.of(
          new Iid(Sampan.IID_IUnknown_LOW(), Sampan.IID_IUnknown_HIGH()), 0,
          new Iid(Sampan.IID_IWMSBufferAllocator_LOW(), Sampan.IID_IWMSBufferAllocator_HIGH()), 0,
          new Iid(
                  Sampan.IID_IMFVideoSampleAllocatorCallback_LOW(),
                  Sampan.IID_IMFVideoSampleAllocatorCallback_HIGH()),
              1);

  private static final long ALLOCATOR =
      VirtualTable.of(Sampan.IWMSBufferAllocator_SLOTS(), MethodHandles.lookup());
  private static final long CALLBACK =
      VirtualTable.of(Sampan.IMFVideoSampleAllocatorCallback_SLOTS(), MethodHandles.lookup());

  private final SampleAllocator allocator;
  private final Duration waitLimit;
  private final boolean owned;

  /**
   * Shows an allocator to native code.
   *
   * @param allocator the allocator
   * @param waitLimit how long a native allocation waits
   * @param owned whether the last native reference closes it
   */
  AllocatorObject(SampleAllocator allocator, Duration waitLimit, boolean owned) {
    super(ALLOCATOR, CALLBACK);
    this.allocator = allocator;
    this.waitLimit = waitLimit;
    this.owned = owned;
  }

  SampleAllocator allocator() {
    return allocator;
  }

  /** How long a native allocation waits. */
  Duration waitLimit() {
    return waitLimit;
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return INTERFACES;
  }

  @Override
  void end() {
    if (owned) {
      allocator.retire();
    }
  }

  @Override
  @Nullable String held() {
    return held("\"" + allocator.name() + "\"", allocator);
  }

  /** Says who holds samples of an allocator; null if nobody does. */
  static @Nullable String held(String of, SampleAllocator allocator) {
    List<Holding> holders = allocator.holders();
    return holders.isEmpty()
        ? null
        : "samples of %s are held: %s"
            .formatted(
                of, holders.stream().map(Holding::toString).collect(Collectors.joining(", ")));
  }

  /**
   * Takes a lease for native code.
   *
   * @throws BorderException MF_E_SHUTDOWN if the runtime is being stopped
   */
  static long lease(SampleAllocator allocator, Duration limit) throws InterruptedException {
    long handle = SampleHandles.allocate(allocator, limit);
    // After the sample is out: either this sees that the runtime is being stopped, or stop sees it.
    if (ObjectBlocks.isStopping()) {
      SampleHandles.release(handle);
      throw new BorderException(Sampan.MF_E_SHUTDOWN(), "the runtime is being stopped");
    }
    return handle;
  }

  @Override
  void cancelWaits() {
    end();
  }

  @Override
  public String toString() {
    return "allocator \"" + allocator.name() + "\"";
  }

  /** Takes a lease and makes a buffer of it, with one reference. */
  void allocate(int size, long out) throws InterruptedException {
    Out.check(out, "ppBuffer");
    Out.pointer(out, 0);
    long bytes = Integer.toUnsignedLong(size);
    if (bytes == 0 || bytes > allocator.sampleSize()) {
      throw new BorderException(
          Sampan.E_INVALIDARG(),
          "a buffer of %d bytes; %s has samples of 1 to %d"
              .formatted(bytes, this, allocator.sampleSize()));
    }
    Out.pointer(out, BufferBlocks.pointer(lease(allocator, waitLimit), bytes));
  }

  void setHandler(@Nullable ReleaseHandler handler) {
    allocator.setReleaseHandler(handler);
  }

  private static int allocateBuffer(long self, int size, long out) throws InterruptedException {
    ObjectBlocks.get(self, AllocatorObject.class).allocate(size, out);
    return Sampan.S_OK();
  }

  private static int allocatePageSizeBuffer(long self, int size, long out)
      throws InterruptedException {
    // Every sample starts on a page, and the slot ends on one.
    return allocateBuffer(self, size, out);
  }

  private static int setCallback(long self, long callback) {
    AllocatorObject object = ObjectBlocks.get(self, AllocatorObject.class);
    // The new one's reference first: it may be the one that is set, and that reference its last.
    object.setHandler(callback == 0 ? null : NativeNotify.of(callback));
    return Sampan.S_OK();
  }

  private static int getFreeSampleCount(long self, long out) {
    AllocatorObject object = ObjectBlocks.get(self, AllocatorObject.class);
    Out.check(out, "plSamples");
    Out.int32(out, object.allocator.freeCount());
    return Sampan.S_OK();
  }
}
