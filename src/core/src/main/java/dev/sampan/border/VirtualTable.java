package dev.sampan.border;

import dev.sampan.memory.RawMemory;
import dev.sampan.memory.Upcalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A table of functions, as an interface pointer's object begins with: an upcall for each slot, to
 * the static method of the slot's name.
 *
 * <p>Pointers are numbers here, so that a call makes no garbage. Whatever a method throws becomes
 * an {@code HRESULT}; for AddRef and Release, which have none, it becomes 0.
 */
final class VirtualTable {

  /** The methods of IUnknown, with which every table begins. */
  private static final Set<String> UNKNOWN = Set.of("QueryInterface", "AddRef", "Release");

  private static final MethodHandle TO_CODE;

  static {
    try {
      TO_CODE =
          MethodHandles.lookup()
              .findStatic(
                  LastError.class,
                  "of",
                  MethodType.methodType(int.class, String.class, Throwable.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private VirtualTable() {}

  /** Puts something between native code and the functions of a table. */
  interface Gate {

    /**
     * Makes functions that lead to others.
     *
     * @param slots names and types, ending with 0
     * @param targets where to
     * @param table becomes their addresses
     */
    void make(MemorySegment slots, MemorySegment targets, MemorySegment table);
  }

  /** A table, and what its functions would be if nothing were in between. */
  private record Table(MemorySegment slots, MemorySegment targets, MemorySegment functions) {}

  private static final ReentrantLock LOCK = new ReentrantLock();
  private static final List<Table> TABLES = new ArrayList<>();
  private static @Nullable Gate gate;

  /** One slot: a name, and the types of its arguments by letters, the object's first. */
  private record Method(String name, String types) {}

  /**
   * Makes a table.
   *
   * @param slots what the header's list of slots says, for example {@code AddRef(p) SetLength(pd)}
   * @param lookup of the class that has the methods
   * @return its address
   */
  static long of(MemorySegment slots, MethodHandles.Lookup lookup) {
    return of(slots.getString(0), lookup);
  }

  static long of(String slots, MethodHandles.Lookup lookup) {
    List<Method> methods = methods(slots);
    MemorySegment targets = Arena.global().allocate(ValueLayout.JAVA_LONG, methods.size());
    for (int i = 0; i < methods.size(); i++) {
      targets.setAtIndex(ValueLayout.JAVA_LONG, i, stub(methods.get(i), lookup));
    }
    MemorySegment functions = Arena.global().allocate(ValueLayout.JAVA_LONG, methods.size());
    functions.copyFrom(targets);
    Table table = new Table(Arena.global().allocateFrom(slots), targets, functions);
    LOCK.lock();
    try {
      TABLES.add(table);
      if (gate != null) {
        gate.make(table.slots, table.targets, table.functions);
      }
    } finally {
      LOCK.unlock();
    }
    return functions.address();
  }

  /** Puts a gate before the functions of all tables, those that are there and those to come. */
  static void leadThrough(Gate theGate) {
    LOCK.lock();
    try {
      gate = theGate;
      for (Table table : TABLES) {
        theGate.make(table.slots, table.targets, table.functions);
      }
    } finally {
      LOCK.unlock();
    }
  }

  private static List<Method> methods(String slots) {
    List<Method> methods = new ArrayList<>();
    for (String slot : slots.split(" ", -1)) {
      int types = slot.indexOf('(');
      methods.add(
          new Method(slot.substring(0, types), slot.substring(types + 1, slot.length() - 1)));
    }
    return methods;
  }

  private static long stub(Method method, MethodHandles.Lookup lookup) {
    FunctionDescriptor type = type(method.types);
    String name = Character.toLowerCase(method.name.charAt(0)) + method.name.substring(1);
    MethodHandle target = target(method, name, type.toMethodType(), lookup);
    MethodHandle toCode = MethodHandles.insertArguments(TO_CODE, 0, method.name);
    MethodHandle failed =
        method.name.equals("AddRef") || method.name.equals("Release")
            ? MethodHandles.filterReturnValue(
                toCode,
                MethodHandles.dropArguments(MethodHandles.constant(int.class, 0), 0, int.class))
            : toCode;
    return Upcalls.immortal(MethodHandles.catchException(target, Throwable.class, failed), type);
  }

  /** What a class does not have itself of IUnknown is the same for all objects. */
  private static MethodHandle target(
      Method method, String name, MethodType type, MethodHandles.Lookup lookup) {
    try {
      return lookup.findStatic(lookup.lookupClass(), name, type);
    } catch (NoSuchMethodException e) {
      if (UNKNOWN.contains(method.name)) {
        return ObjectBlocks.method(name, type);
      }
      throw new LinkageError("no method for slot " + method, e);
    } catch (IllegalAccessException e) {
      throw new LinkageError("the method for slot " + method + " is out of reach", e);
    }
  }

  private static FunctionDescriptor type(String letters) {
    MemoryLayout[] arguments = new MemoryLayout[letters.length()];
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] =
          switch (letters.charAt(i)) {
            case 'p', 'q' -> ValueLayout.JAVA_LONG;
            case 'd' -> ValueLayout.JAVA_INT;
            case 'w' -> ValueLayout.JAVA_SHORT;
            case 'g' -> dev.sampan.bindings.sampan.GUID.layout();
            default -> throw new AssertionError(letters);
          };
    }
    return FunctionDescriptor.of(ValueLayout.JAVA_INT, arguments);
  }

  /** The function in a slot of an object that native code made. */
  static long slot(long object, int index) {
    long table = RawMemory.ALL.get(ValueLayout.JAVA_LONG, object);
    return RawMemory.ALL.get(ValueLayout.JAVA_LONG, table + 8L * index);
  }
}
