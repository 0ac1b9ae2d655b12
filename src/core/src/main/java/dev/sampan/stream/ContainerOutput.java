package dev.sampan.stream;

import java.io.IOException;
import java.lang.foreign.MemorySegment;

/**
 * Where the bytes of a container go that a {@link ContainerProvider} writes: header, then units in
 * their order, and perhaps the header again. One call at a time, from any thread.
 */
public interface ContainerOutput {

  /**
   * Takes the header: everything before the first unit. The second time, after the last unit, it
   * replaces the first and is as long.
   *
   * @param bytes valid until this returns
   * @throws IOException if it cannot be taken; nothing more comes then
   */
  void header(MemorySegment bytes) throws IOException;

  /**
   * Takes a unit: an ASF packet, all of which have one size, or after the last of them a piece of
   * an index, which is no larger.
   *
   * @param bytes valid until this returns
   * @param sendTime when the packet is to be sent, in units of 100 ns from the start; 0 for an
   *     index
   * @throws IOException if it cannot be taken; nothing more comes then
   */
  void unit(MemorySegment bytes, long sendTime) throws IOException;
}
