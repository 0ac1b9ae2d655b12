package dev.sampan.support;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/**
 * What is logged by {@code dev.sampan} while this is open. Through reflection, because the module
 * under test does not read java.logging.
 */
public final class CapturedLog implements AutoCloseable {

  /** One line of the log. */
  public record Line(String level, String message, Throwable thrown) {}

  private final List<Line> lines = new CopyOnWriteArrayList<>();

  /** Kept, since the log manager would forget the logger and its filter. */
  private final Object logger;

  private final Class<?> filterType;

  private CapturedLog() throws ReflectiveOperationException {
    filterType = Class.forName("java.util.logging.Filter");
    logger =
        Class.forName("java.util.logging.Logger")
            .getMethod("getLogger", String.class)
            .invoke(null, "dev.sampan");
  }

  /** Begins to capture. */
  public static CapturedLog open() throws ReflectiveOperationException {
    Assumptions.assumeTrue(
        ModuleLayer.boot().findModule("java.logging").isPresent(),
        "not on this machine: the module java.logging");
    CapturedLog log = new CapturedLog();
    log.setFilter(
        Proxy.newProxyInstance(
            CapturedLog.class.getClassLoader(),
            new Class<?>[] {log.filterType},
            (proxy, method, arguments) -> {
              if (method.getName().equals("isLoggable")) {
                log.add(arguments[0]);
              }
              return false;
            }));
    return log;
  }

  private void add(Object line) throws ReflectiveOperationException {
    lines.add(
        new Line(
            String.valueOf(get(line, "getLevel")),
            (String) get(line, "getMessage"),
            (Throwable) get(line, "getThrown")));
  }

  private static Object get(Object line, String getter) throws ReflectiveOperationException {
    Method method = Class.forName("java.util.logging.LogRecord").getMethod(getter);
    return method.invoke(line);
  }

  private void setFilter(Object filter) throws ReflectiveOperationException {
    Class.forName("java.util.logging.Logger")
        .getMethod("setFilter", filterType)
        .invoke(logger, filter);
  }

  /** The lines that contain a text. */
  public List<Line> lines(String text) {
    return lines.stream().filter(line -> line.message().contains(text)).toList();
  }

  @Override
  public void close() throws ReflectiveOperationException {
    setFilter(null);
  }
}
