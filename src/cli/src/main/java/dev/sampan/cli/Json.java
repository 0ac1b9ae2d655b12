package dev.sampan.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A JSON object, in the order in which it was filled. */
final class Json {

  /** Units of 100 ns in a second. */
  private static final double TICKS = 1e7;

  private final Map<String, Object> members = new LinkedHashMap<>();

  private Json() {}

  static Json object() {
    return new Json();
  }

  Json put(String name, String value) {
    members.put(name, value);
    return this;
  }

  Json put(String name, long value) {
    members.put(name, value);
    return this;
  }

  Json put(String name, boolean value) {
    members.put(name, value);
    return this;
  }

  /** Rounds to thousandths, which is finer than what is measured. */
  Json put(String name, double value) {
    members.put(name, Math.round(value * 1000) / 1000.0);
    return this;
  }

  /** Writes a time as seconds, or leaves it out if it is not known. */
  Json putSeconds(String name, long ticks) {
    if (ticks >= 0) {
      members.put(name, ticks / TICKS);
    }
    return this;
  }

  Json put(String name, Json value) {
    members.put(name, value.members);
    return this;
  }

  Json put(String name, Map<String, ?> value) {
    members.put(name, new LinkedHashMap<>(value));
    return this;
  }

  <T> Json put(String name, List<T> rows, Function<T, Json> form) {
    members.put(name, rows.stream().map(row -> form.apply(row).members).toList());
    return this;
  }

  /** The object on one line. */
  String text() {
    try {
      return JSON.std.asString(members);
    } catch (IOException impossible) { // it goes into a string
      throw new UncheckedIOException(impossible);
    }
  }
}
