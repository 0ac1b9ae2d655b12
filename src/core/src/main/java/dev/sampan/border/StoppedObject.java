package dev.sampan.border;

import java.util.Map;

/** What stands where an object was when the runtime was stopped. It has no references. */
final class StoppedObject extends ComObject {

  StoppedObject() {
    super(new long[ObjectBlocks.POINTERS]);
    endReferences();
  }

  @Override
  Map<Iid, Integer> interfaces() {
    return Map.of();
  }

  @Override
  void end() {}

  @Override
  public String toString() {
    return "an object of a runtime that was stopped";
  }
}
