package dev.sampan.ffmpeg;

import dev.sampan.jfr.CopyEvent;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * Watches when a consumer lets go of samples. Releases are reported by any thread, everything else
 * by the thread that submits.
 */
final class ConsumerObserver {

  private final String name;
  private final AtomicInteger held = new AtomicInteger();
  private final Map<String, LongAdder> releases = new ConcurrentHashMap<>();

  // Written by the submitting thread, read by whoever asks; each alone is a plain count.
  private volatile long samples;
  private volatile long bytes;
  private volatile long kept;
  private volatile long consumed;
  private volatile long copied;
  private volatile long bytesCopied;
  private volatile int mostHeld;
  private volatile int heldAfterDrain;

  ConsumerObserver(String name) {
    this.name = name;
  }

  String name() {
    return name;
  }

  /** A sample is about to be submitted. */
  void submitted() {
    held.incrementAndGet();
  }

  /** A sample was let go of. */
  void released() {
    held.decrementAndGet();
    releases.computeIfAbsent(ThreadNames.current(), key -> new LongAdder()).increment();
  }

  /**
   * The call that submitted a sample has returned.
   *
   * @param size bytes of the sample's planes
   * @param isReleased whether it was let go of meanwhile
   * @param outputIsThere whether everything submitted so far has come out
   */
  @SuppressWarnings("NonAtomicVolatileUpdate") // one thread at a time writes
  void returned(long size, boolean isReleased, boolean outputIsThere) {
    samples++;
    bytes += size;
    if (!isReleased) {
      kept++;
    } else if (outputIsThere) {
      consumed++;
    } else {
      copied++;
      bytesCopied += size;
      CopyEvent.report(
          name, size, "it let go inside the call that submitted the sample, before its output");
    }
    mostHeld = Math.max(mostHeld, held.get());
  }

  /** The consumer was drained. */
  void drained() {
    heldAfterDrain = held.get();
  }

  int held() {
    return held.get();
  }

  ConsumerUse use() {
    Map<String, Long> byThread = new TreeMap<>();
    releases.forEach((thread, count) -> byThread.put(thread, count.sum()));
    return new ConsumerUse(
        name,
        samples,
        bytes,
        kept,
        consumed,
        copied,
        bytesCopied,
        mostHeld,
        heldAfterDrain,
        byThread);
  }
}
