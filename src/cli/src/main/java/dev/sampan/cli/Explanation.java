package dev.sampan.cli;

import dev.sampan.ledger.CrashLedger.Entry;
import dev.sampan.ledger.CrashLedger.Place;
import dev.sampan.ledger.CrashLedger.Section;
import dev.sampan.ledger.CrashLedger.Slot;
import dev.sampan.ledger.LedgerSection.Access;
import dev.sampan.ledger.LedgerSection.What;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** A crash, in words. */
final class Explanation {

  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneId.systemDefault());

  /** What the virtual machine puts between a program and a native function that it calls. */
  private static final Pattern CALLING =
      Pattern.compile("java\\.lang\\.invoke\\.|jdk\\.internal\\.|Stub");

  /** Frames of the stack that are shown. */
  private static final int FRAMES = 5;

  /** What happened. */
  private enum Finding {
    OVERRUN("overrun", "It was behind the end of a sample, in the guard page."),
    UNDERRUN("underrun", "It was before the start of a sample, in the guard page."),
    AFTER_RELEASE("after release", "The sample was free: its last holder had let go of it."),
    AFTER_HAND_OFF(
        "write after hand-off", "The sample was handed over, and may only be read since."),
    GONE("after close", "The allocator was closed, all samples were back, and its memory is gone."),
    ALLOWED(
        "allowed",
        "The sample was lent, and its pages could be read and written: what crashed was not checked"
            + " mode, unless another thread changed the state of the sample meanwhile.");

    final String name;
    final String sentence;

    Finding(String name, String sentence) {
      this.name = name;
      this.sentence = sentence;
    }
  }

  private final CrashLog crash;
  private final Place place;
  private final Finding finding;

  Explanation(CrashLog crash, Place place) {
    this.crash = crash;
    this.place = place;
    this.finding = finding();
  }

  private Finding finding() {
    if (!place.section().mapped()) {
      return Finding.GONE;
    }
    return switch (place.area()) {
      case GUARD_AFTER -> Finding.OVERRUN;
      case GUARD_BEFORE -> Finding.UNDERRUN;
      case SAMPLE, CANARY ->
          switch (place.slot().access()) {
            case NONE -> Finding.AFTER_RELEASE;
            case READ -> Finding.AFTER_HAND_OFF;
            case WRITE -> Finding.ALLOWED;
          };
    };
  }

  private String title() {
    return finding == Finding.AFTER_RELEASE || finding == Finding.GONE
        ? crash.access().word + " " + finding.name
        : finding.name;
  }

  private String state() {
    return switch (place.slot().access()) {
      case NONE -> "free";
      case READ -> "handed over";
      case WRITE -> "leased";
    };
  }

  /**
   * The generation in which somebody had the slot last, which is before the present one if it is
   * free.
   */
  private long generation() {
    List<Entry> entries = place.slot().entries();
    return place.slot().access() == Access.NONE && !entries.isEmpty()
        ? entries.get(0).generation()
        : place.slot().word() >>> 24;
  }

  private String area() {
    return switch (place.area()) {
      case SAMPLE -> "byte %d of its %d".formatted(place.offset(), place.section().sampleSize());
      case CANARY ->
          "byte %d, behind its %d bytes and within its last page (canary)"
              .formatted(place.offset(), place.section().sampleSize());
      case GUARD_AFTER ->
          "byte %d, in the guard page behind its %d bytes"
              .formatted(place.offset(), place.section().sampleSize());
      case GUARD_BEFORE -> "byte %d, in the guard page before it".formatted(place.offset());
    };
  }

  private String remedy() {
    return switch (finding) {
      case OVERRUN ->
          "Write no more than the sample's size (GetMaxLength, SampleLease.size()), or build the allocator with larger samples.";
      case UNDERRUN ->
          "Look at the arithmetic of addresses: a negative stride or offset that begins at the sample's start ends before it.";
      case AFTER_RELEASE, GONE ->
          "Keep a reference (AddRef, retain()) until the last access, and release it then; "
              + "if another thread or a codec still works, wait for it before letting go.";
      case AFTER_HAND_OFF ->
          "Write everything before the hand-off, and hand over after the last write; to change a picture, lease another sample and copy.";
      case ALLOWED -> "Look at the crash log itself.";
    };
  }

  /** Those who had it on the thread that crashed. */
  private List<Entry> ofThread() {
    return place.slot().entries().stream()
        .filter(entry -> !crash.thread().isEmpty() && entry.thread().equals(crash.thread()))
        .toList();
  }

  private String suspect() {
    List<Entry> own = ofThread();
    if (crash.thread().isEmpty()) {
      return "The thread that crashed is one that the virtual machine did not know.";
    }
    if (own.isEmpty()) {
      return place.slot().returned() != 0 && place.slot().returnedBy().equals(crash.thread())
          ? "The thread that crashed, \"%s\", let go of it last; it had it from another thread."
              .formatted(crash.thread())
          : "The thread that crashed, \"%s\", took none of these: it has the address from another thread, or from nobody."
              .formatted(crash.thread());
    }
    Entry entry = own.get(0);
    return "The thread that crashed, \"%s\", had it as \"%s\" %s."
        .formatted(
            crash.thread(),
            entry.holder(),
            entry.until() == 0 ? "and still has it" : "until " + time(entry.until()));
  }

  private static String time(long millis) {
    return CLOCK.format(Instant.ofEpochMilli(millis));
  }

  private static String what(Entry entry) {
    return entry.what() == What.LEASE ? "lease" : "hold";
  }

  private static String ending(Entry entry) {
    return switch (entry.ending()) {
      case NOT_YET -> "";
      case HANDED_OVER -> "handed over";
      case PASSED_ON -> "passed on";
      case RELEASED -> "released";
      case CANCELLED -> "cancelled";
      case RECOVERED -> "lost, and recovered";
    };
  }

  String text() {
    Section section = place.section();
    Slot slot = place.slot();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: 0x%x, by %s%s"
            .formatted(
                title(),
                crash.address(),
                crash.thread().isEmpty()
                    ? "a thread that the virtual machine did not know"
                    : "thread \"" + crash.thread() + "\"",
                crash.time().isEmpty() ? "" : ", " + crash.time()));
    lines.add(finding.sentence);
    lines.add("");
    lines.add(
        "allocator  %s (%d samples of %d bytes)"
            .formatted(section.name(), section.slots().size(), section.sampleSize()));
    lines.add("slot       %d, generation %d, %s".formatted(slot.number(), generation(), state()));
    lines.add("address    " + area());
    if (slot.returned() != 0) {
      lines.add(
          "came back  %s, on thread \"%s\"".formatted(time(slot.returned()), slot.returnedBy()));
    }
    lines.add("");
    if (slot.entries().isEmpty()) {
      lines.add("Nobody has had this slot.");
    } else {
      lines.addAll(table().text("").lines().toList());
      lines.add("");
      lines.add(suspect());
    }
    if (!crash.frames().isEmpty()) {
      lines.add("");
      lines.add("stack");
      crash.frames().stream()
          .filter(frame -> !CALLING.matcher(frame).find())
          .limit(FRAMES)
          .forEach(frame -> lines.add("  " + frame));
    }
    lines.add("");
    lines.add("What helps: " + remedy());
    return String.join(System.lineSeparator(), lines) + System.lineSeparator();
  }

  private Table table() {
    Table table =
        new Table()
            .left("Holder")
            .left("had a")
            .right("generation")
            .left("thread")
            .left("since")
            .left("until")
            .left("end");
    for (Entry entry : place.slot().entries()) {
      table.row(
          entry.holder(),
          what(entry),
          Long.toString(entry.generation()),
          entry.thread(),
          time(entry.since()),
          entry.until() == 0 ? "" : time(entry.until()),
          ending(entry));
    }
    return table;
  }

  Json json() {
    Section section = place.section();
    Slot slot = place.slot();
    Json json =
        Json.object()
            .put("finding", title())
            .put("explanation", finding.sentence)
            .put("remedy", remedy())
            .put("pid", crash.pid())
            .put("signal", crash.signal())
            .put("address", "0x%x".formatted(crash.address()))
            .put("access", crash.access().word)
            .put("thread", crash.thread())
            .put("time", crash.time())
            .put("allocator", section.name())
            .put("sampleSize", section.sampleSize())
            .put("slot", slot.number())
            .put("generation", generation())
            .put("offset", place.offset())
            .put(
                "area",
                switch (place.area()) {
                  case SAMPLE -> "sample";
                  case CANARY -> "canary";
                  case GUARD_BEFORE, GUARD_AFTER -> "guard page";
                })
            .put("state", state());
    if (slot.returned() != 0) {
      json.put("returned", instant(slot.returned())).put("returnedBy", slot.returnedBy());
    }
    json.put("holders", slot.entries(), Explanation::json);
    json.put("frames", crash.frames(), frame -> Json.object().put("frame", frame));
    return json;
  }

  private static Json json(Entry entry) {
    Json json =
        Json.object()
            .put("holder", entry.holder())
            .put("had", what(entry))
            .put("generation", entry.generation())
            .put("thread", entry.thread())
            .put("since", instant(entry.since()));
    if (entry.until() != 0) {
      json.put("until", instant(entry.until())).put("end", ending(entry));
    }
    return json;
  }

  private static String instant(long millis) {
    return Instant.ofEpochMilli(millis).toString();
  }
}
