package dev.sampan.cli.report;

/** One allocator: what its statistics said last, and what the other events say. */
final class Pool {

  final int id;
  final String name;

  /** Bytes of a sample, 0 if no statistics were recorded. */
  long sampleSize;

  /** One more than the highest slot that any event names. */
  int slotsSeen;

  /** What the statistics said last; all 0 without any. Counts are since the allocator was made. */
  long statisticsAt;

  int capacity;
  int out;
  String holders = "";
  int highWater;
  long leases;
  long returns;
  long waits;
  long exhausted;
  long recovered;
  long misuses;

  Pool(int id, String name) {
    this.id = id;
    this.name = name;
  }

  void saw(int slot) {
    slotsSeen = Math.max(slotsSeen, slot + 1);
  }

  /** How many rows it has in the picture. */
  int slots() {
    return Math.max(capacity, slotsSeen);
  }

  boolean hasStatistics() {
    return statisticsAt != 0;
  }
}
