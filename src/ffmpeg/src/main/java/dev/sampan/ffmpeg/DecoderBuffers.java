package dev.sampan.ffmpeg;

import dev.sampan.Holder;
import dev.sampan.SampleAllocator;
import dev.sampan.SampleLease;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import dev.sampan.ffmpeg.av.AvError;
import dev.sampan.ffmpeg.av.BufferCallbacks;
import dev.sampan.ffmpeg.av.Frames;
import dev.sampan.ffmpeg.av.Log;
import dev.sampan.ffmpeg.av.Pointers;
import dev.sampan.jfr.AllocationWaitEvent;
import java.lang.System.Logger.Level;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Gives one decoder its buffers, out of samples.
 *
 * <p>The decoder asks on its own threads, under locks of its own, so that waiting there is limited;
 * consumers are waited for before the decoder gets its next packet. Its samples come from an
 * allocator that has room for what the decoder keeps and for what consumers may hold. Where the
 * decoder keeps more than was thought, or its pictures grow, a larger allocator follows and the old
 * one retires.
 *
 * <p>FFmpeg is never called under this class's lock, because FFmpeg calls it under its own locks.
 */
final class DecoderBuffers implements BufferCallbacks.Source {

  /** More samples than this are not asked for, whatever the decoder keeps. */
  private static final int MOST_SAMPLES = 128;

  private final String name;
  private final Holder decoder;
  private final boolean video;
  private final int threads;
  private final FFmpegReader.Options options;
  private final ReaderHooks hooks;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition returned = lock.newCondition();
  private final List<SampleAllocator> allocators = new ArrayList<>();
  private @Nullable BufferSlab current;
  private @Nullable BufferGeometry lastGeometry;
  private long fallbacks;
  private boolean warned;
  private boolean closed;

  /**
   * Prepares for a decoder.
   *
   * @param name of the allocators
   * @param decoder who holds what the decoder has
   * @param video whether it decodes pictures
   * @param threads how many frames it decodes at once
   * @param options sizes and time limits
   * @param hooks who hears of returns, and who builds allocators
   */
  DecoderBuffers(
      String name,
      Holder decoder,
      boolean video,
      int threads,
      FFmpegReader.Options options,
      ReaderHooks hooks) {
    this.name = name;
    this.decoder = decoder;
    this.video = video;
    this.threads = threads;
    this.options = options;
    this.hooks = hooks;
  }

  @Override
  public int getBuffer(MemorySegment context, MemorySegment frame, int flags) {
    if (!BufferGeometry.isPossible(video, frame)) {
      return FFmpeg.avcodec_default_get_buffer2(context, frame, flags);
    }
    BufferGeometry geometry = geometry(context, frame);
    DecodedBuffer buffer = acquire(geometry.size(), context);
    if (buffer == null) {
      return FFmpeg.avcodec_default_get_buffer2(context, frame, flags);
    }
    MemorySegment reference = BufferCallbacks.wrap(buffer.address(), geometry.size(), buffer);
    if (Pointers.isNull(reference)) {
      buffer.freed();
      return AvError.ENOMEM;
    }
    Frames.buf(frame, 0, reference); // from here on FFmpeg frees it, whatever happens
    return geometry.assign(frame, buffer.address()) ? 0 : AvError.ENOMEM;
  }

  /** Threads of the decoder may ask at the same time; at worst a geometry is computed twice. */
  BufferGeometry geometry(MemorySegment context, MemorySegment frame) {
    lock.lock();
    try {
      BufferGeometry last = lastGeometry;
      if (last != null && last.fits(frame)) {
        return last;
      }
    } finally {
      lock.unlock();
    }
    BufferGeometry made = BufferGeometry.of(video, context, frame);
    lock.lock();
    try {
      lastGeometry = made;
    } finally {
      lock.unlock();
    }
    return made;
  }

  /** Takes a sample for the decoder; null if none is free in time. */
  private @Nullable DecodedBuffer acquire(long size, MemorySegment context) {
    AllocationWaitEvent wait = null;
    BufferSlab waitedFor = null;
    String outcome = AllocationWaitEvent.TIMED_OUT;
    lock.lock();
    try {
      long nanos = options.bufferLimit().toNanos();
      while (!closed) {
        BufferSlab slab = slab(size, context);
        SampleLease lease = slab.allocator().tryAllocate(decoder);
        if (lease != null) {
          outcome = AllocationWaitEvent.SERVED;
          return new DecodedBuffer(this, slab, lease, decoder);
        }
        if (slab.canGrow() && slab.withConsumers() <= slab.share()) {
          replace(slab, size, slab.depth(), Math.min(MOST_SAMPLES, slab.count() * 3 / 2 + 1));
        } else if (slab.withConsumers() == 0 || nanos <= 0) {
          break; // waiting is in vain: whatever is out, the decoder has it
        } else {
          wait = wait == null ? AllocationWaitEvent.beginIfOn() : wait;
          waitedFor = slab;
          nanos = returned.awaitNanos(nanos);
        }
      }
    } catch (InterruptedException interrupted) {
      outcome = AllocationWaitEvent.INTERRUPTED;
      Thread.currentThread().interrupt(); // noticed when the decoder returns
    } catch (OutOfMemoryError tooMuch) {
      Log.LOGGER.log(Level.WARNING, name + ": " + tooMuch.getMessage());
    } finally {
      if (wait != null && waitedFor != null) {
        end(wait, waitedFor, outcome);
      }
      lock.unlock();
    }
    fallBack();
    return null;
  }

  private void end(AllocationWaitEvent wait, BufferSlab slab, String outcome) {
    wait.end(
        name, slab.allocator().id(), decoder.name(), closed ? AllocationWaitEvent.CLOSED : outcome);
  }

  /** The slab for a size: the present one if its samples are large enough and not far too large. */
  private BufferSlab slab(long size, MemorySegment context) {
    BufferSlab slab = current;
    if (slab != null && slab.suits(size)) {
      return slab;
    }
    DecoderDepth depth = DecoderDepth.of(video, context, threads);
    int share = video ? options.extraVideoSamples() : options.extraAudioSamples();
    int count =
        options.samples() > 0 && video
            ? options.samples()
            : Math.min(MOST_SAMPLES, depth.kept() + depth.inFlight() + share);
    return replace(slab, size, depth, count);
  }

  private BufferSlab replace(@Nullable BufferSlab old, long size, DecoderDepth depth, int count) {
    boolean fixed = video && options.samples() > 0;
    int share =
        fixed
            ? Math.max(0, count - depth.kept() - depth.inFlight())
            : video ? options.extraVideoSamples() : options.extraAudioSamples();
    // Blocks of sound differ in length: with room to spare the first slab is also the last.
    long sampleSize = video ? size : Long.highestOneBit(Math.max(size, 4096) - 1) * 2;
    SampleAllocator allocator =
        hooks
            .profile()
            .build(
                SampleAllocator.builder(name)
                    .sampleSize(sampleSize)
                    .count(count)
                    // Encoders read pictures row by row: with small pages each row is a miss of
                    // the TLB.
                    .hugePages(video));
    allocator.setReleaseHandler(hooks.returns());
    BufferSlab slab = new BufferSlab(allocator, depth, share, !fixed && count < MOST_SAMPLES);
    if (old != null) {
      old.allocator().retire();
    }
    allocators.add(allocator);
    current = slab;
    return slab;
  }

  private void fallBack() {
    boolean first;
    String held = "";
    lock.lock();
    try {
      if (closed) {
        return; // nobody will see the frame
      }
      fallbacks++;
      first = !warned;
      warned = true;
      if (first && current != null) {
        held = "; held: " + current.allocator().holders();
      }
    } finally {
      lock.unlock();
    }
    if (first) {
      Log.LOGGER.log(
          Level.WARNING,
          "no sample of \"{0}\" was free for the {1}: FFmpeg''s own memory serves this frame, which"
              + " costs a copy{2}",
          name,
          decoder,
          held);
    }
  }

  /**
   * Waits until the decoder can take its next packet: until as many samples are free as it may ask
   * for, unless consumers hold no more than their share.
   *
   * @throws dev.sampan.AllocatorExhaustedException if consumers return nothing within the limit; it
   *     names them
   */
  void awaitRoom() throws InterruptedException {
    BufferSlab exhausted;
    lock.lockInterruptibly();
    try {
      BufferSlab slab = current;
      if (slab == null || !slab.isCrowded()) {
        return;
      }
      long seen = slab.returns();
      long nanos = options.exhaustionLimit().toNanos();
      AllocationWaitEvent wait = AllocationWaitEvent.beginIfOn();
      String outcome = AllocationWaitEvent.INTERRUPTED;
      try {
        while (!closed && slab == current && slab.isCrowded() && nanos > 0) {
          nanos = returned.awaitNanos(nanos);
          if (slab.returns() != seen) {
            seen = slab.returns();
            nanos = options.exhaustionLimit().toNanos();
          }
        }
        outcome = nanos > 0 ? AllocationWaitEvent.SERVED : AllocationWaitEvent.TIMED_OUT;
      } finally {
        if (wait != null) {
          end(wait, slab, outcome);
        }
      }
      if (nanos > 0) {
        return;
      }
      if (slab.allocator().freeCount() > 0) {
        slab.consumersKeepWhatTheyHave(); // waiting for it again would be as vain
        return;
      }
      exhausted = slab;
    } finally {
      lock.unlock();
    }
    exhausted.allocator().allocate(Duration.ZERO, decoder).close(); // throws, naming the holders
  }

  /**
   * Takes a sample for a copy of a frame that is not in one.
   *
   * @throws dev.sampan.AllocatorExhaustedException if none comes back within the limit; it names
   *     who holds them
   */
  SampleLease forCopy(long size, MemorySegment context, Holder holder) throws InterruptedException {
    SampleAllocator allocator;
    Duration limit;
    lock.lockInterruptibly();
    try {
      BufferSlab slab = slab(size, context);
      allocator = slab.allocator();
      limit = slab.onlyDecoderHolds() ? options.bufferLimit() : options.exhaustionLimit();
    } finally {
      lock.unlock();
    }
    return allocator.allocate(limit, holder);
  }

  /** Changes counts under the lock, and wakes who waits for them. */
  void update(Runnable change) {
    lock.lock();
    try {
      change.run();
      returned.signalAll();
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }

  long fallbacks() {
    lock.lock();
    try {
      return fallbacks;
    } finally {
      lock.unlock();
    }
  }

  List<SampleAllocator> allocators() {
    lock.lock();
    try {
      return List.copyOf(allocators);
    } finally {
      lock.unlock();
    }
  }

  /** Lends no more. What is out stays valid; its memory goes with the last of it. */
  void close() {
    lock.lock();
    try {
      closed = true;
      returned.signalAll();
      if (current != null) {
        current.allocator().retire();
      }
    } finally {
      lock.unlock();
    }
  }
}
