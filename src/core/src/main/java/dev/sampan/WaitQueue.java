package dev.sampan;

import java.util.ArrayDeque;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** Those who wait for a free slot, first come first served. */
final class WaitQueue {

  /** What a wait answers when time ran out. */
  static final int TIMED_OUT = -2;

  /** What a wait answers when the allocator was closed. */
  static final int CLOSED = -3;

  private static final int WAITING = -4;

  private static final class Waiter {
    final Thread thread = Thread.currentThread();
    volatile int answer = WAITING;
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();
  private final FreeList freeList;
  private final SlabAllocator allocator;
  private boolean closed;

  WaitQueue(SlabAllocator allocator, FreeList freeList) {
    this.allocator = allocator;
    this.freeList = freeList;
  }

  /**
   * Waits for a slot.
   *
   * @param nanos how long at most; Long.MAX_VALUE for as long as it takes
   * @return the slot, TIMED_OUT or CLOSED
   */
  int await(long nanos) throws InterruptedException {
    Waiter waiter = new Waiter();
    lock.lock();
    try {
      if (closed) {
        return CLOSED;
      }
      waiters.add(waiter);
      freeList.addWaiter();
    } finally {
      lock.unlock();
    }
    // Who gives a slot back from here on sees to it. One that was free before goes to whoever is
    // first.
    int found = freeList.search();
    if (found != FreeList.NONE) {
      allocator.settle(found);
    }
    long start = System.nanoTime();
    while (waiter.answer == WAITING) {
      if (Thread.interrupted()) {
        leave(waiter, true);
        throw new InterruptedException();
      }
      if (nanos == Long.MAX_VALUE) {
        LockSupport.park(this);
      } else {
        long left = nanos - (System.nanoTime() - start);
        if (left <= 0) {
          return leave(waiter, false);
        }
        LockSupport.parkNanos(this, left);
      }
    }
    return waiter.answer;
  }

  /** Gives up, unless an answer came meanwhile; a slot that is not wanted any more goes on. */
  private int leave(Waiter waiter, boolean passOn) {
    lock.lock();
    try {
      if (waiters.remove(waiter)) {
        freeList.removeWaiter();
        return TIMED_OUT;
      }
    } finally {
      lock.unlock();
    }
    int answer = waiter.answer;
    if (passOn && answer >= 0) {
      allocator.settle(answer);
    }
    return answer;
  }

  /** Gives a slot to the first waiter. Returns false if nobody waits. */
  boolean give(int slot) {
    Waiter first;
    lock.lock();
    try {
      first = waiters.poll();
      if (first == null) {
        return false;
      }
      freeList.removeWaiter();
      first.answer = slot;
    } finally {
      lock.unlock();
    }
    LockSupport.unpark(first.thread);
    return true;
  }

  /** Ends all waits, now and later. */
  void close() {
    lock.lock();
    try {
      closed = true;
      for (Waiter waiter : waiters) {
        freeList.removeWaiter();
        waiter.answer = CLOSED;
        LockSupport.unpark(waiter.thread);
      }
      waiters.clear();
    } finally {
      lock.unlock();
    }
  }
}
