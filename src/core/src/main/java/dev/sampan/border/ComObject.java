package dev.sampan.border;

import dev.sampan.bindings.sampan.Sampan;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An object that native code sees, other than a buffer: its references, and which of its interface
 * pointers has which interfaces.
 */
abstract class ComObject {

  private final AtomicInteger references = new AtomicInteger(1);
  private final long[] tables;

  /** Where native code sees it; written before anybody can find it there. */
  private long block;

  /**
   * Makes an object with one reference, which is the caller's. Nobody sees it yet.
   *
   * @param tables the tables of its interface pointers, in their order
   */
  ComObject(long... tables) {
    this.tables = tables;
  }

  /**
   * Shows the object to native code. Not done by the constructor: an old pointer to the block could
   * find an object that is half made.
   *
   * @return its first interface pointer, which has the one reference
   */
  final long show() {
    return ObjectBlocks.put(this);
  }

  final void setBlock(long address) {
    block = address;
  }

  final long[] tables() {
    return tables;
  }

  /** By identifier, which interface pointer: 0 for the first. */
  abstract Map<Iid, Integer> interfaces();

  /** The last reference is gone. */
  abstract void end();

  /** Says which samples of the object's native code or others hold; null if none is out. */
  @Nullable String held() {
    return null;
  }

  /** The virtual machine ends: calls that wait in the object shall return. */
  void cancelWaits() {}

  /** Takes all references away. Returns false if there was none. */
  final boolean endReferences() {
    return references.getAndSet(0) != 0;
  }

  /** One of the object's interface pointers. */
  final long pointer(int index) {
    return block + 8L * index;
  }

  /** Adds a reference; 0 if the object has none any more, or has too many. */
  final int addRef() {
    while (true) {
      int present = references.get();
      if (present == 0 || present == Integer.MAX_VALUE) {
        return 0;
      }
      if (references.compareAndSet(present, present + 1)) {
        return present + 1;
      }
    }
  }

  /** Takes a reference away. Returns how many are left, or -1 if there was none. */
  final int release() {
    while (true) {
      int present = references.get();
      if (present == 0) {
        return -1;
      }
      if (references.compareAndSet(present, present - 1)) {
        if (present == 1) {
          ObjectBlocks.remove(block);
          end();
        }
        return present - 1;
      }
    }
  }

  final int queryInterface(long iid, long out) {
    Out.check(out, "ppvObject");
    Out.pointer(out, 0);
    Out.check(iid, "riid");
    Iid wanted = Iid.at(iid);
    Integer index = interfaces().get(wanted);
    if (index == null) {
      return LastError.refuse(
          Sampan.E_NOINTERFACE(), "%s has no interface %s".formatted(this, wanted));
    }
    if (addRef() == 0) {
      ObjectBlocks.refused(pointer(0));
      return Sampan.E_HANDLE();
    }
    Out.pointer(out, pointer(index));
    return Sampan.S_OK();
  }
}
