package dev.sampan.cli.report;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Chromium without a window, told what to do by the DevTools protocol over a pair of pipes: JSON
 * messages, each ended by a zero.
 */
final class Browser implements AutoCloseable {

  private static final long LIMIT_SECONDS = 60;

  private final Process process;
  private final OutputStream toBrowser;
  private final BlockingQueue<Map<String, Object>> received = new LinkedBlockingQueue<>();
  private final List<Map<String, Object>> events = new ArrayList<>();
  private String session = "";
  private int number;

  /** The program, where there is one. */
  static Optional<Path> program() {
    return Stream.of(System.getenv("PATH").split(":"))
        .flatMap(folder -> Stream.of("chromium", "chromium-browser").map(Path.of(folder)::resolve))
        .filter(Files::isExecutable)
        .findFirst();
  }

  Browser(Path program, Path profile) throws IOException, InterruptedException {
    // It reads from 3 and writes to 4, which a Java program cannot give to another.
    process =
        new ProcessBuilder(
                "sh",
                "-c",
                "exec \"$0\" \"$@\" 3<&0 4>&1 >/dev/null",
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-extensions",
                "--disable-background-networking",
                "--remote-debugging-pipe",
                "--window-size=1280,900",
                "--user-data-dir=" + profile)
            .redirectError(profile.resolveSibling("browser.log").toFile())
            .start();
    toBrowser = process.getOutputStream();
    Thread.ofPlatform().daemon().name("browser").start(this::receive);
    Object target = call("Target.createTarget", Map.of("url", "about:blank")).get("targetId");
    session =
        (String)
            call("Target.attachToTarget", Map.of("targetId", target, "flatten", true))
                .get("sessionId");
    for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
      call(domain + ".enable", Map.of());
    }
  }

  private void receive() {
    try (Reader in =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      StringBuilder message = new StringBuilder();
      int next;
      while ((next = in.read()) >= 0) {
        if (next == 0) {
          received.add(JSON.std.mapFrom(message.toString()));
          message.setLength(0);
        } else {
          message.append((char) next);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls a method of the protocol, and answers its result. */
  @SuppressWarnings("unchecked")
  Map<String, Object> call(String method, Map<String, ?> parameters)
      throws IOException, InterruptedException {
    int id = ++number;
    Map<String, Object> message = new LinkedHashMap<>();
    message.put("id", id);
    message.put("method", method);
    message.put("params", parameters);
    if (!session.isEmpty()) {
      message.put("sessionId", session);
    }
    toBrowser.write(JSON.std.asString(message).getBytes(StandardCharsets.UTF_8));
    toBrowser.write(0);
    toBrowser.flush();
    while (true) {
      Map<String, Object> answer = received.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
      if (answer == null) {
        throw new AssertionError("the browser does not answer " + method);
      }
      if (!Integer.valueOf(id).equals(answer.get("id"))) {
        events.add(answer);
      } else if (answer.containsKey("error")) {
        throw new AssertionError(method + ": " + answer.get("error"));
      } else {
        return (Map<String, Object>) answer.get("result");
      }
    }
  }

  /** Opens a page, and waits until it is drawn. */
  void open(Path page) throws IOException, InterruptedException {
    events.clear();
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    awaitTruth(
        "document.URL === '%s' && document.documentElement?.dataset.drawn".formatted(page.toUri()));
  }

  /** Waits until an expression is true. */
  void awaitTruth(String expression) throws IOException, InterruptedException {
    long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
    while (!Boolean.TRUE.equals(evaluate("!!(" + expression + ")"))) {
      if (System.nanoTime() > limit) {
        throw new AssertionError("never true: " + expression + "; " + complaints());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
  }

  /** Evaluates an expression in the page. */
  @SuppressWarnings("unchecked")
  Object evaluate(String expression) throws IOException, InterruptedException {
    Map<String, Object> answer =
        call("Runtime.evaluate", Map.of("expression", expression, "returnByValue", true));
    if (answer.containsKey("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return ((Map<String, Object>) answer.get("result")).get("value");
  }

  int number(String expression) throws IOException, InterruptedException {
    return ((Number) evaluate("Math.round(" + expression + ")")).intValue();
  }

  /** What the page or the browser complained about: exceptions, errors and warnings. */
  List<String> complaints() {
    return events.stream()
        .filter(
            event -> {
              String method = String.valueOf(event.get("method"));
              String text = String.valueOf(event.get("params"));
              return method.equals("Runtime.exceptionThrown")
                  || method.equals("Log.entryAdded")
                  || (method.equals("Runtime.consoleAPICalled")
                      && (text.contains("type=error") || text.contains("type=warning")));
            })
        .map(String::valueOf)
        .toList();
  }

  /** What the page asked for. */
  @SuppressWarnings("unchecked")
  List<String> requests() {
    return events.stream()
        .filter(event -> "Network.requestWillBeSent".equals(event.get("method")))
        .map(event -> (Map<String, Object>) event.get("params"))
        .map(parameters -> (Map<String, Object>) parameters.get("request"))
        .map(request -> String.valueOf(request.get("url")))
        .toList();
  }

  void mouse(String type, int x, int y, Map<String, ?> more)
      throws IOException, InterruptedException {
    Map<String, Object> parameters = new LinkedHashMap<>(more);
    parameters.put("type", type);
    parameters.put("x", x);
    parameters.put("y", y);
    call("Input.dispatchMouseEvent", parameters);
  }

  @Override
  public void close() {
    try {
      call(
          "Browser.close",
          Map.of()); // which takes away what it left in the folder of temporary files
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
