package dev.sampan.io;

import dev.sampan.memory.RawMemory;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A {@link FileChannel} and threads of its own, few of them: an interrupt closes a channel, and
 * nobody interrupts these.
 */
final class ChannelEngine implements Engine {

  private static final Logger LOGGER = System.getLogger("dev.sampan");

  private static final int MOST_THREADS = 4;

  /** The threads of this engine, by their group. */
  private final ThreadGroup group;

  private final FileChannel channel;
  private final EngineChoice choice;
  private final ThreadPoolExecutor threads;

  /** So that either all of several transfers are started or none. */
  private final ReentrantLock starting = new ReentrantLock();

  /** Takes a channel over. */
  ChannelEngine(String name, FileChannel channel, int depth, EngineChoice choice) {
    this.channel = channel;
    this.choice = choice;
    this.group = new ThreadGroup(name);
    int count = Math.min(depth, MOST_THREADS);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            count,
            count,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task ->
                Thread.ofPlatform()
                    .group(group)
                    .daemon()
                    .name(name + " " + number.incrementAndGet())
                    .unstarted(task)) {
          @Override
          protected void terminated() {
            closeChannel();
          }
        };
  }

  @Override
  public EngineChoice choice() {
    return choice;
  }

  @Override
  public void start(List<? extends Transfer> transfers) {
    starting.lock();
    try {
      if (threads.isShutdown()) {
        throw new IllegalStateException("the file is closed");
      }
      for (Transfer transfer : transfers) {
        threads.execute(() -> run(transfer));
      }
    } finally {
      starting.unlock();
    }
  }

  private void run(Transfer transfer) {
    if (Thread.interrupted()) {
      LOGGER.log(Level.WARNING, "a release handler left its thread interrupted");
    }
    long moved;
    do {
      try {
        moved = move(transfer);
      } catch (IOException e) {
        transfer.failed(e);
        return;
      } catch (RuntimeException | Error e) { // the JDK's temporary memory is used up, for one
        transfer.failed(new IOException(e));
        return;
      }
    } while (transfer.advance(moved, choice.alignment()));
  }

  private int move(Transfer transfer) throws IOException {
    ByteBuffer memory = RawMemory.at(transfer.restAddress(), transfer.rest()).asByteBuffer();
    return transfer.write
        ? channel.write(memory, transfer.restPosition())
        : channel.read(memory, transfer.restPosition());
  }

  /** A call that is not transfer, on a thread that nobody interrupts. */
  private interface Call {
    void run() throws IOException;
  }

  private void call(Call call) throws IOException {
    try {
      CompletableFuture.runAsync(
              () -> {
                try {
                  call.run();
                } catch (IOException e) {
                  throw new CompletionException(e);
                }
              },
              threads)
          .join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw e;
    }
  }

  @Override
  public boolean preallocate(long length) {
    return false; // the JDK has no call for it
  }

  @Override
  public void truncate(long length) throws IOException {
    call(() -> channel.truncate(length));
  }

  @Override
  public void sync() throws IOException {
    call(() -> channel.force(false));
  }

  @Override
  public void close() {
    starting.lock();
    try {
      threads.shutdown();
    } finally {
      starting.unlock();
    }
    // A release handler that runs on one of the threads cannot wait for itself.
    if (group.equals(Thread.currentThread().getThreadGroup())) {
      return;
    }
    try {
      boolean ended = false;
      while (!ended) {
        ended = threads.awaitTermination(1, TimeUnit.DAYS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void closeChannel() {
    try {
      channel.close();
    } catch (IOException e) {
      LOGGER.log(Level.WARNING, "could not close a file", e);
    }
  }
}
