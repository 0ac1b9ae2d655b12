package dev.sampan.ffmpeg;

import dev.sampan.SampleAllocator;

/**
 * One allocator of a decoder, with the numbers that say who has its samples. Guarded by the lock of
 * its {@link DecoderBuffers}.
 */
final class BufferSlab {

  private final SampleAllocator allocator;
  private final DecoderDepth depth;
  private int share;
  private final boolean growing;

  private int withDecoder;
  private int withConsumers;
  private long returns;

  /**
   * Begins with everything free.
   *
   * @param allocator whose samples
   * @param depth what the decoder was thought to keep
   * @param share how many samples consumers may hold without being waited for
   * @param growing whether a larger one may follow when the decoder keeps more
   */
  BufferSlab(SampleAllocator allocator, DecoderDepth depth, int share, boolean growing) {
    this.allocator = allocator;
    this.depth = depth;
    this.share = share;
    this.growing = growing;
  }

  SampleAllocator allocator() {
    return allocator;
  }

  DecoderDepth depth() {
    return depth;
  }

  int count() {
    return allocator.capacity();
  }

  int share() {
    return share;
  }

  boolean canGrow() {
    return growing;
  }

  /** Whether samples of a size come from here: they must fit, and not waste most of the memory. */
  boolean suits(long size) {
    return size <= allocator.sampleSize() && size >= allocator.sampleSize() / 4 - SMALL;
  }

  /** Sizes below this are not worth a new allocator. */
  private static final long SMALL = 64 << 10;

  /** The decoder has one more sample. */
  void taken() {
    withDecoder++;
  }

  /** The decoder has no reference to a sample any more. */
  void returned() {
    withDecoder--;
    returns++;
  }

  /** Consumers got a sample that none of them had. */
  void passedOn() {
    withConsumers++;
  }

  /** No consumer has a certain sample any more. */
  void letGo() {
    withConsumers--;
    returns++;
  }

  int withConsumers() {
    return withConsumers;
  }

  /** Consumers were waited for in vain: what they hold now is their share from now on. */
  void consumersKeepWhatTheyHave() {
    share = Math.max(share, withConsumers);
  }

  /** Counts whatever can make a sample free, so that a waiter sees that something moves. */
  long returns() {
    return returns;
  }

  /** Whether consumers hold more than their share and the decoder could run out because of it. */
  boolean isCrowded() {
    return withConsumers > share && allocator.freeCount() < depth.inFlight();
  }

  /** Whether waiting for a consumer is in vain, because the decoder itself has everything. */
  boolean onlyDecoderHolds() {
    return withConsumers == 0 && withDecoder >= allocator.capacity();
  }
}
