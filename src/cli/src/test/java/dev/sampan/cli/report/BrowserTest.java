package dev.sampan.cli.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sampan.AllocatorStatistics;
import dev.sampan.Holder;
import dev.sampan.HolderProfile;
import dev.sampan.cli.Text;
import dev.sampan.ffmpeg.ConsumerUse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Tag("I10")
@DisplayName("I10: in a real browser the page shows who had which sample")
@Timeout(300)
class BrowserTest {

  @TempDir static Path folder;

  private static Path page;
  private static AllocatorStatistics ledger;
  private static List<HolderProfile> profiles;
  private static Browser browser;

  @BeforeAll
  static void draw() throws Exception {
    Path recording = folder.resolve("scene.jfr");
    Scene.Ledger scene = Scene.record(recording);
    ledger = scene.statistics();
    profiles = scene.profiles();
    page = folder.resolve("scene.html");
    SampleReport.read(recording, "scene.jfr").write(page);
    Optional<Path> program = Browser.program();
    if (program.isPresent()) {
      browser = new Browser(program.get(), folder.resolve("profile"));
    }
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void needsABrowser() {
    assumeTrue(browser != null, "not on this machine: command chromium");
  }

  @Test
  void itOpensWithoutErrorsAndAsksForNothing() throws Exception {
    browser.open(page);
    assertThat(browser.complaints()).isEmpty();
    assertThat(browser.requests()).containsExactly(page.toUri().toString());
    assertThat(browser.evaluate("document.title")).isEqualTo("scene.jfr: samples");
  }

  @Test
  void itShowsARowPerSlot() throws Exception {
    browser.open(page);
    assertThat(browser.evaluate("timeline.getOption().yAxis[1].data.join()"))
        .isEqualTo("0,1,2,3,4,5");
    // Each row is drawn where its slot is: its own background, from the left to the right.
    assertThat(browser.number("timeline.getOption().series[1].data.length")).isEqualTo(Scene.SLOTS);
    for (int slot = 0; slot < Scene.SLOTS; slot++) {
      assertThat(browser.evaluate("data.pools[0].rows[%d].count > 0".formatted(slot)))
          .as("slot %d", slot)
          .isEqualTo(true);
    }
  }

  @Test
  void itsNumbersAreTheLedgers() throws Exception {
    browser.open(page);
    assertThat(cells("allocators", 0))
        .containsExactly(
            "pictures",
            "8.0 KiB",
            "6",
            String.valueOf(ledger.highWater()),
            String.valueOf(ledger.allocated()),
            String.valueOf(ledger.returned()),
            "1",
            String.valueOf(ledger.waits()),
            "2",
            String.valueOf(ledger.exhausted()),
            String.valueOf(ledger.recovered()));
    assertThat(ledger.highWater()).isEqualTo(Scene.SLOTS);
    assertThat(cells("leaks", 0)).contains("pictures", "keeper", "unreachable");
    assertThat(cells("exhaustions", 0)).contains("pictures");
    assertThat(cells("waits", 0)).startsWith("pictures", "wmv2 encoder", "served", "1");
    assertThat(String.valueOf(browser.evaluate("document.querySelector('.verdict').innerText")))
        .contains(
            "1 lease or hold was lost",
            "1 sample was not back",
            "1 call was refused",
            "1 allocation waited");
  }

  @Test
  @DisplayName("I10: what each holder had, and how many at once, is what the allocator counted")
  void theHoldersRowsAreTheLedgers() throws Exception {
    browser.open(page);
    Map<String, List<String>> rows = new HashMap<>();
    int count = browser.number("document.querySelectorAll('#holders tbody tr').length");
    for (int i = 0; i < count; i++) {
      List<String> row = cells("holders", i);
      rows.put(row.get(0), row);
    }
    assertThat(profiles)
        .extracting(profile -> profile.holder())
        .containsExactlyInAnyOrder(Scene.PAINTER, Scene.ENCODER, Scene.MUXER, Scene.KEEPER);
    assertThat(rows).hasSameSizeAs(profiles);
    for (HolderProfile profile : profiles) {
      List<String> row = rows.get(profile.holder().name());
      assertThat(row).as("%s", profile).isNotNull();
      assertThat(Long.parseLong(row.get(2)) + Long.parseLong(row.get(3)))
          .as("leases and holds that ended: %s in %s", profile, row)
          .isEqualTo(profile.times().ended());
      assertThat(Integer.parseInt(row.get(4)))
          .as("most at once: %s in %s", profile, row)
          .isEqualTo(profile.mostHeld());
    }
    assertThat(rows.get(Scene.PAINTER.name())).contains("the program itself", "6");
    assertThat(rows.get(Scene.MUXER.name())).contains("stream of a muxer", "6");
  }

  @Test
  @DisplayName("I10: each holder has a histogram of its own, in which is all that it had")
  void theHistogramsAreTheLedgers() throws Exception {
    browser.open(page);
    for (HolderProfile profile : profiles) {
      String name = profile.holder().name();
      // The bars of this holder that the chart has, all and those of more than half a millisecond.
      String bars =
          "(() => { const option = echarts.getInstanceByDom(histogramElement).getOption();"
              + " const i = option.series.findIndex(one => one.name === '%s');"
              + " const from = %s;"
              + " return option.series[i].data.slice(from).reduce((a, b) => a + b, 0); })()";
      assertThat(browser.number(bars.formatted(name, "0")))
          .as("%s", profile)
          .isEqualTo((int) profile.times().ended());
      if (!profile.holder().equals(Scene.KEEPER)) {
        assertThat(
                browser.number(
                    bars.formatted(
                        name, "option.xAxis[i].data.indexOf('≤ 500 µs') + 1 || Infinity")))
            .as("those of a frame are a millisecond long: %s", profile)
            .isGreaterThanOrEqualTo(Scene.FRAMES)
            .isLessThanOrEqualTo((int) profile.times().ended());
      }
      assertThat(
              browser.evaluate(
                  "echarts.getInstanceByDom(histogramElement).getOption().series"
                      + ".find(one => one.name === '%s').itemStyle.color".formatted(name)))
          .isEqualTo(
              browser.evaluate(
                  "partyColour(data.parties.findIndex(party => party[0] === '%s'))"
                      .formatted(name)));
    }
  }

  @Test
  @DisplayName(
      "I10: where nothing was free is a red line, and where somebody waited an amber strip")
  void exhaustionsAndWaitsAreMarked() throws Exception {
    browser.open(page);
    assertThat(browser.number("data.exhaustions.length")).isEqualTo(2);
    String bad = String.valueOf(browser.evaluate("colour('bad')"));
    for (int i = 0; i < 2; i++) {
      String time = "data.exhaustions[%d][1]".formatted(i);
      assertThat(at(free(time, "data.pools[0].slots", 3))).as("exhaustion %d", i).isEqualTo(bad);
      String line = at(free(time, "data.pools[0].slots / 2", 0)); // a pixel and a half wide
      assertThat(difference(line, bad)).as("%s for %s", line, bad).isLessThan(40);
    }
    // The heads of two lines are all that there is of this colour.
    assertThat(inLine("bad", free("0", "data.pools[0].slots", 3))).isBetween(4, 14);

    assertThat(browser.number("data.waits.length")).isEqualTo(1);
    String warn = String.valueOf(browser.evaluate("colour('warn')"));
    assertThat(at(free("(data.waits[0][1] + data.waits[0][2] / 2)", "0", -3))).isEqualTo(warn);
    // The strip is as long as the wait, but for the line that begins with it.
    assertThat(inLine("warn", free("0", "0", -3)))
        .isCloseTo(
            browser.number(
                free("data.waits[0][1] + data.waits[0][2]", "0", 0)
                    + "[0] - "
                    + free("data.waits[0][1]", "0", 0)
                    + "[0]"),
            within(4));
  }

  /** Where in the picture of the free count a time and a count are. */
  private static String free(String ticks, String count, int below) {
    return "timeline.convertToPixel({gridIndex: 0}, [(%s) / TICKS_PER_MS, %s]).map((part, i) => part + i * %d)"
        .formatted(ticks, count, below);
  }

  /**
   * A copy of what is shown, to read from: the browser complains about whoever reads much from what
   * is shown.
   */
  private static final String PICTURE =
      " const shown = timelineElement.querySelector('canvas');"
          + " const ratio = shown.width / shown.clientWidth;"
          + " const pen = Object.assign(document.createElement('canvas'),"
          + " {width: shown.width, height: shown.height}).getContext('2d', {willReadFrequently: true});"
          + " pen.drawImage(shown, 0, 0);"
          + " const hex = parts => '#'"
          + " + Array.from(parts).map(part => part.toString(16).padStart(2, '0')).join('');";

  /** How many pixels of the line of a place have a colour of the page. */
  private static int inLine(String colour, String place) throws Exception {
    return browser.number(
        "(() => { const y = %s[1];".formatted(place)
            + PICTURE
            + " const line = pen.getImageData(0, y * ratio, shown.width, 1).data;"
            + " const wanted = colour('%s'); let count = 0;".formatted(colour)
            + " for (let i = 0; i < line.length; i += 4) {"
            + " count += hex(line.slice(i, i + 3)) === wanted; }"
            + " return count / ratio; })()");
  }

  @Test
  @DisplayName("I10: who copied, how often, how much, and why it is known, is in a table")
  void copiesAreTheObservers() throws Exception {
    Path recording = folder.resolve("copies.jfr");
    ConsumerUse use = Scene.recordCopies(recording, folder.resolve("copies.mkv"));
    assertThat(use.copied()).as("%s", use).isPositive();
    Path copies = folder.resolve("copies.html");
    SampleReport.read(recording, "copies.jfr").write(copies);
    browser.open(copies);
    assertThat(browser.number("document.querySelectorAll('#copies tbody tr').length")).isEqualTo(1);
    assertThat(cells("copies", 0))
        .containsExactly(
            "libsvtav1 encoder",
            String.valueOf(use.copied()),
            Text.bytes(use.bytesCopied()),
            "it let go inside the call that submitted the sample, before its output");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  void whatIsDrawnIsWhatWasRecorded() throws Exception {
    browser.open(page);
    // As many leases and holds as were recorded, of which none is lost on the way into the page.
    assertThat(
            browser.number(
                "data.pools[0].rows.reduce((n, row) => n + row.flags.filter(f => f & LEASE).length, 0)"))
        .isEqualTo((int) ledger.allocated());
    // The free count goes down to nothing and ends where the kept sample leaves it.
    assertThat(browser.number("Math.min(...data.pools[0].steps.map(step => step[1]))")).isZero();
    assertThat(browser.number("data.pools[0].steps.findLast(() => true)[1]"))
        .isEqualTo(Scene.SLOTS - 1);
    assertThat(
            browser.number(
                "data.histograms.reduce((n, one) => n + one.counts.reduce((a, b) => a + b), 0)"))
        .isEqualTo(
            browser.number(
                "data.pools[0].rows.reduce((n, row) => n + row.party.filter(p => p !== data.unknown).length, 0)"));
    // In the middle of a long hold is its holder's colour.
    assertThat(at(place())).isEqualTo(browser.evaluate("partyColour(" + LONG + ".party)"));
  }

  /** The longest hold of the muxer: its slot, its number in the row, and its middle. */
  private static final String LONG =
      "(() => { let best = {time: 0}; data.pools[0].rows.forEach((row, slot) => { for (let i = 0; i < row.count; i++) {"
          + " const time = row.end[i] - row.start[i];"
          + " if (data.parties[row.party[i]][0] === 'asf muxer stream 0' && time > best.time) {"
          + " best = {time, slot, party: row.party[i], middle: (row.start[i] + row.end[i]) / 2}; } } }); return best; })()";

  /** Where that is on the canvas. */
  private static String place() {
    return "(() => { const found = "
        + LONG
        + "; return timeline.convertToPixel({gridIndex: 1}, [found.middle / TICKS_PER_MS, found.slot]); })()";
  }

  /** Which colour a place has. */
  private static String at(String place) throws Exception {
    return String.valueOf(
        browser.evaluate(
            "(() => { const [x, y] = %s;".formatted(place)
                + PICTURE
                + " return hex(pen.getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)); })()"));
  }

  @Test
  void whatIsNarrowReachesNoFurtherThanItsPixel() throws Exception {
    browser.open(page);
    // The sliver at 10 is drawn when that at 60 begins, after what lies between.
    assertThat(
            browser.evaluate(
                "(() => { const brush = new Brush({x: 0, y: 0, width: 100, height: 9});"
                    + " brush.sliver(1, 10.2, 0.5, 0, 9); brush.rectangle(1, 50, 0, 1.5, 9);"
                    + " brush.sliver(1, 60.1, 0.5, 0, 9); brush.sliver(1, 61.3, 0.2, 0, 9);"
                    + " brush.flush(0, 9); return brush.lists.get(1).join(); })()"))
        .isEqualTo("50,0,1.5,9,10,0,1,9,60,0,2,9");
  }

  @Test
  void hoveringSaysWhoHasIt() throws Exception {
    browser.open(page);
    browser.evaluate("timelineElement.scrollIntoView({block: 'start'})");
    int x = browser.number(place() + "[0] + timelineElement.getBoundingClientRect().left");
    int y = browser.number(place() + "[1] + timelineElement.getBoundingClientRect().top");
    browser.mouse("mouseMoved", x - 1, y, Map.of());
    browser.mouse("mouseMoved", x, y, Map.of());
    browser.awaitTruth("timelineElement.innerText.includes('asf muxer stream 0')");
    assertThat(String.valueOf(browser.evaluate("timelineElement.innerText")))
        .contains("pictures, slot", "muxer stream", "hold", "released", "generation");
  }

  @Test
  void wheelAndButtonsZoom() throws Exception {
    browser.open(page);
    Object whole = browser.evaluate("document.getElementById('shown').textContent");
    browser.evaluate("document.getElementById('in').click()");
    browser.awaitTruth("Math.abs(zoom[0] - 25) < 0.01 && Math.abs(zoom[1] - 75) < 0.01");
    assertThat(browser.evaluate("document.getElementById('shown').textContent"))
        .isNotEqualTo(whole);
    browser.evaluate("document.getElementById('whole').click()");
    browser.awaitTruth("zoom[0] === 0 && zoom[1] === 100");
    browser.evaluate("timelineElement.scrollIntoView({block: 'start'})");
    int x = browser.number(place() + "[0] + timelineElement.getBoundingClientRect().left");
    int y = browser.number(place() + "[1] + timelineElement.getBoundingClientRect().top");
    int ctrl = 2;
    browser.mouse("mouseMoved", x, y, Map.of());
    browser.mouse("mouseWheel", x, y, Map.of("deltaX", 0, "deltaY", -240, "modifiers", ctrl));
    browser.awaitTruth("zoom[1] - zoom[0] < 99");
    browser.evaluate(
        "timelineElement.dispatchEvent(new KeyboardEvent('keydown', {key: '0', cancelable: true}))");
    browser.awaitTruth("zoom[0] === 0 && zoom[1] === 100");
    assertThat(browser.complaints()).isEmpty();
  }

  @Test
  @DisplayName("of one holder alone the pieces keep their colour, and those of the others fade")
  void aHolderCanBeShownAlone() throws Exception {
    browser.open(page);
    String muxer = at(place());
    assertThat(muxer).isEqualTo(browser.evaluate("partyColour(" + LONG + ".party)"));

    press("keeper", true);
    assertThat(at(place())).isNotEqualTo(muxer);
    assertThat(at(place())).isEqualTo(faded(muxer));
    press("keeper", false);
    assertThat(at(place())).isEqualTo(muxer);

    press("asf muxer stream 0", true);
    assertThat(at(place())).isEqualTo(muxer);
    press("asf muxer stream 0", false);
    assertThat(browser.complaints()).isEmpty();
  }

  /** Presses the button of a holder, and waits for nothing: the chart draws at once. */
  private static void press(String holder, boolean pressed) throws Exception {
    String button =
        "Array.from(document.querySelectorAll('#legend button')).find(one => one.innerText === '%s')"
            .formatted(holder);
    browser.evaluate(button + ".click()");
    browser.evaluate("timeline.getZr().flush()");
    assertThat(browser.evaluate(button + ".ariaPressed")).isEqualTo(String.valueOf(pressed));
  }

  /** What an eighth of a colour leaves of it on the background of a row. */
  private static String faded(String colour) throws Exception {
    String track = String.valueOf(browser.evaluate("colour('track')"));
    StringBuilder text = new StringBuilder("#");
    for (int i = 1; i < 7; i += 2) {
      int above = Integer.parseInt(colour.substring(i, i + 2), 16);
      int below = Integer.parseInt(track.substring(i, i + 2), 16);
      text.append("%02x".formatted(Math.round(above * 0.12f + below * 0.88f)));
    }
    return text.toString();
  }

  @Test
  @DisplayName("twenty holders have twenty colours, and none of them means something else")
  void noTwoHoldersShareAColour() throws Exception {
    int count = 20;
    SampleEvents events = new SampleEvents();
    int thread = events.threads.number("main");
    Pool pool = new Pool(1, "pictures");
    events.pools.put(1, pool);
    long now = 1_800_000_000_000_000_000L;
    for (int i = 0; i < count; i++) {
      int party = events.parties.number(new Party("holder " + i, "application"));
      pool.saw(i);
      events.intervals.add(
          new Interval(
              1, i, 1, false, party, thread, now, now + 1_000_000, 4096, Outcome.RELEASED));
      events.cover(now, now + 1_000_000);
      events.count++;
    }
    Path many = folder.resolve("many.html");
    Files.writeString(many, Page.html(new Analysis(events), "many holders"));
    browser.open(many);
    List<String> colours = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      // As it is drawn in the middle of its row, and in the legend.
      String drawn =
          at(
              "timeline.convertToPixel({gridIndex: 1}, [0.5, data.pools[0].rows.findIndex(row => row.party[0] === %d)])"
                  .formatted(i));
      assertThat(
              browser.evaluate(
                  "getComputedStyle(document.querySelectorAll('#legend button i')[%d]).backgroundColor.match(/\\d+/g)"
                          .formatted(i)
                      + ".map(part => (+part).toString(16).padStart(2, '0')).join('')"))
          .isEqualTo(drawn.substring(1));
      colours.add(drawn);
    }
    assertThat(colours).doesNotHaveDuplicates();
    for (String meaning : List.of("bad", "warn", "unknown", "track", "paper")) {
      colours.add(String.valueOf(browser.evaluate("colour('%s')".formatted(meaning))));
    }
    for (int i = 0; i < count; i++) {
      for (int j = i + 1; j < colours.size(); j++) {
        assertThat(difference(colours.get(i), colours.get(j)))
            .as("%s beside %s", colours.get(i), colours.get(j))
            .isGreaterThan(40);
      }
    }
    assertThat(browser.complaints()).isEmpty();
  }

  /** How much red, green and blue two colours have more or less, together. */
  private static int difference(String one, String other) {
    int sum = 0;
    for (int i = 1; i < 7; i += 2) {
      sum +=
          Math.abs(
              Integer.parseInt(one.substring(i, i + 2), 16)
                  - Integer.parseInt(other.substring(i, i + 2), 16));
    }
    return sum;
  }

  @Test
  void itIsDarkWhereThatIsWanted() throws Exception {
    String brightness =
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).reduce((a, b) => a + +b, 0)";
    for (boolean dark : List.of(false, true)) {
      browser.call(
          "Emulation.setEmulatedMedia",
          Map.of(
              "features",
              List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
      browser.open(page);
      if (dark) {
        assertThat(browser.number(brightness)).isLessThan(150);
      } else {
        assertThat(browser.number(brightness)).isGreaterThan(600);
      }
      assertThat(browser.complaints()).isEmpty();
    }
  }

  @Test
  @DisplayName("ten thousand frames are drawn two seconds after their page was asked for")
  void tenThousandFramesOpenQuickly() throws Exception {
    SampleEvents events = tenThousandFrames();
    assertThat(events.intervals).hasSizeGreaterThanOrEqualTo(50_000);
    Path large = folder.resolve("large.html");
    Files.writeString(large, Page.html(new Analysis(events), "ten thousand frames"));
    assertThat(Files.size(large)).isLessThan(4 << 20);
    int best = Integer.MAX_VALUE;
    for (int i = 0; i < 5 && best >= 2000; i++) { // others may use the processors too
      browser.open(large);
      best = Math.min(best, browser.number("Number(document.documentElement.dataset.drawn)"));
    }
    System.out.println("ten thousand frames were drawn after " + best + " ms");
    assertThat(best).isLessThan(2000);
    assertThat(
            browser.number(
                "data.pools.reduce((n, p) => n + p.rows.reduce((m, r) => m + r.count, 0), 0)"))
        .isEqualTo(events.intervals.size());
    assertThat(browser.complaints()).isEmpty();
  }

  /** 400 s of a film: a decoder fills, a writer and an encoder hold, and a muxer keeps. */
  private static SampleEvents tenThousandFrames() {
    SampleEvents events = new SampleEvents();
    List<Integer> parties = new ArrayList<>();
    for (Holder.Kind kind : Holder.Kind.values()) {
      parties.add(events.parties.number(new Party("the " + kind, kind.name())));
    }
    int thread = events.threads.number("main");
    int slots = 24;
    long frame = 40_000_000;
    long now = 1_800_000_000_000_000_000L;
    for (int i = 0; i < 10_000; i++) {
      long start = now + i * frame + (i * 7919L) % 9_000_000;
      int pool = 1 + i % 2;
      int slot = (i / 2) % slots;
      for (int step = 0; step < 5; step++) {
        long from = start + step * 30_000_000L;
        long to = from + 10_000_000L + (i * 104_729L + step * 31L) % 70_000_000;
        events.intervals.add(
            new Interval(
                pool,
                slot,
                1 + i / slots,
                step == 0,
                parties.get((step + pool) % parties.size()),
                thread,
                from,
                to,
                460_800,
                step == 0 ? Outcome.HANDED_OVER : Outcome.RELEASED));
        events.cover(from, to);
        events.count++;
      }
    }
    for (int pool = 1; pool <= 2; pool++) {
      Pool added = new Pool(pool, "pool " + pool);
      added.saw(slots - 1);
      events.pools.put(pool, added);
    }
    return events;
  }

  private static List<String> cells(String table, int row) throws Exception {
    Object cells =
        browser.evaluate(
            "Array.from(document.querySelectorAll('#%s tbody tr')[%d].cells).map(cell => cell.innerText)"
                .formatted(table, row));
    return ((List<?>) cells).stream().map(cell -> String.valueOf(cell).strip()).toList();
  }
}
