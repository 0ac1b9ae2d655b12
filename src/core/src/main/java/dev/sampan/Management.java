package dev.sampan;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Pattern;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.ObjectName;
import org.jspecify.annotations.Nullable;

/**
 * Shows allocators to JMX, once the program or a tool uses it: starting it unasked would load some
 * hundred classes. Loaded only where the module {@code java.management} is there, and used on the
 * {@link ObserverThread}, so that nobody waits for it.
 */
final class Management {

  /** An allocator's registration. */
  static final class Registration {
    private static final boolean PRESENT =
        ModuleLayer.boot().findModule("java.management").isPresent();

    private boolean begun;
    private boolean ended;

    /** Read and written on the observer's thread. */
    private @Nullable Object name;

    /** Shows an allocator, if that was not done and there is somebody to show it to. */
    synchronized void look(SlabAllocator allocator) {
      if (PRESENT && !begun && !ended && isUsed()) {
        begun = true;
        ObserverThread.execute(() -> name = register(allocator));
      }
    }

    /** Shows it no longer. */
    synchronized void end() {
      ended = true;
      if (begun) {
        ObserverThread.execute(
            () -> {
              if (name != null) {
                unregister(name);
              }
            });
      }
    }
  }

  private static final Logger LOGGER = System.getLogger("dev.sampan");
  private static final Pattern PLAIN = Pattern.compile("[^,=:\"*?\\n]+");

  private Management() {}

  private static boolean isUsed() {
    return !MBeanServerFactory.findMBeanServer(null).isEmpty();
  }

  private static @Nullable Object register(SlabAllocator allocator) {
    String name = allocator.name();
    String value = PLAIN.matcher(name).matches() ? name : ObjectName.quote(name);
    String plain = "dev.sampan:type=SampleAllocator,name=" + value;
    try {
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      Bean bean = new Bean(allocator);
      try {
        return server.registerMBean(bean, new ObjectName(plain)).getObjectName();
      } catch (InstanceAlreadyExistsException sameName) {
        ObjectName numbered = new ObjectName(plain + ",id=" + allocator.id());
        return server.registerMBean(bean, numbered).getObjectName();
      }
    } catch (JMException | RuntimeException e) {
      LOGGER.log(Level.WARNING, "allocator \"" + name + "\" cannot be shown to JMX", e);
      return null;
    }
  }

  private static void unregister(Object name) {
    try {
      ManagementFactory.getPlatformMBeanServer().unregisterMBean((ObjectName) name);
    } catch (JMException | RuntimeException e) { // somebody else did
      LOGGER.log(Level.DEBUG, name + " was not there any more", e);
    }
  }

  /** What JMX asks. */
  private record Bean(SlabAllocator allocator) implements SampleAllocatorMXBean {

    @Override
    public String getName() {
      return allocator.name();
    }

    @Override
    public long getSampleSize() {
      return allocator.sampleSize();
    }

    @Override
    public int getCapacity() {
      return allocator.capacity();
    }

    @Override
    public int getFree() {
      return allocator.freeCount();
    }

    @Override
    public int getOut() {
      return allocator.out();
    }

    @Override
    public int getHighWater() {
      return allocator.highWater();
    }

    @Override
    public long getAllocated() {
      return allocator.statistics().allocated();
    }

    @Override
    public long getReturned() {
      return allocator.counts().returns();
    }

    @Override
    public long getWaits() {
      return allocator.statistics().waits();
    }

    @Override
    public long getExhausted() {
      return allocator.statistics().exhausted();
    }

    @Override
    public long getLeaks() {
      return allocator.statistics().recovered();
    }

    @Override
    public long getMisuses() {
      return allocator.statistics().misuses();
    }

    @Override
    public @Nullable String getLastMisuse() {
      return allocator.lastMisuse();
    }

    @Override
    public List<String> getHolders() {
      return allocator.holders().stream().map(Holding::toString).toList();
    }
  }
}
