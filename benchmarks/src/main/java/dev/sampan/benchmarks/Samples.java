package dev.sampan.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Repeated measurements of several competitors, in the order in which they came first. */
final class Samples {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

  /**
   * Who is measured in a round, in which order: each comes before the other as often as after it.
   *
   * @param names all competitors
   * @param round the round's number, from 0
   * @param isFar who is there to be seen from afar, and is measured every third time
   */
  static List<String> turns(Collection<String> names, int round, Predicate<String> isFar) {
    List<String> turns = new ArrayList<>(names);
    if (round % 3 != 0) {
      turns.removeIf(isFar);
    }
    if (round % 2 != 0) {
      Collections.reverse(turns);
    }
    return turns;
  }

  void add(String name, double value) {
    values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
  }

  Set<String> names() {
    return values.keySet();
  }

  double least(String name) {
    return sorted(name)[0];
  }

  double most(String name) {
    double[] sorted = sorted(name);
    return sorted[sorted.length - 1];
  }

  double median(String name) {
    double[] sorted = sorted(name);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private double[] sorted(String name) {
    return values.get(name).stream().mapToDouble(Double::doubleValue).sorted().toArray();
  }

  /** All of them; the names hold nothing that JSON would have escaped. */
  String json() {
    return values.entrySet().stream()
        .map(entry -> "  \"" + entry.getKey() + "\": " + entry.getValue())
        .collect(Collectors.joining(",\n", "{\n", "\n}\n"));
  }
}
