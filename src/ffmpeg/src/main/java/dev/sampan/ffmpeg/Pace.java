package dev.sampan.ffmpeg;

import dev.sampan.ffmpeg.av.Rationals;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the streams of one job close together in time, so that the packets of the fast one do not
 * pile up in the muxer while it waits for the slow one, nor those of the slow one in the reader.
 */
final class Pace {

  /** How far a stream may be ahead of the slowest, in units of 100 ns. */
  private static final long LEAD = Rationals.TICK.denominator();

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition moved = lock.newCondition();
  private final long[] times;

  Pace(int streams) {
    times = new long[streams];
    Arrays.fill(times, Long.MIN_VALUE);
  }

  /** Says how far a stream is, and waits while the others are far behind. */
  void reached(int stream, long time) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      if (time > times[stream]) {
        times[stream] = time;
        moved.signalAll();
      }
      while (isAhead(times[stream])) {
        moved.await();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isAhead(long time) {
    for (long other : times) {
      // One that has not begun is waited for too; the subtraction cannot overflow there.
      if (other == Long.MIN_VALUE || other < time - LEAD) {
        return true;
      }
    }
    return false;
  }

  /** Says that nobody needs to wait for a stream any more. */
  void ended(int stream) {
    lock.lock();
    try {
      times[stream] = Long.MAX_VALUE;
      moved.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
