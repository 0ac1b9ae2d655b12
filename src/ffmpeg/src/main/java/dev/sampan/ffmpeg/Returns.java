package dev.sampan.ffmpeg;

import dev.sampan.Release;
import dev.sampan.ReleaseHandler;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts on which threads samples come back. It only counts, so that it may run under FFmpeg's
 * locks.
 */
final class Returns implements ReleaseHandler {

  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  @Override
  public void released(Release release) {
    counts.computeIfAbsent(ThreadNames.current(), key -> new LongAdder()).increment();
  }

  Map<String, Long> byThread() {
    Map<String, Long> result = new TreeMap<>();
    counts.forEach((thread, count) -> result.put(thread, count.sum()));
    return result;
  }
}
