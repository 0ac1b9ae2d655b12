package dev.sampan.benchmarks;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Repeated measurements of several competitors, in the order in which they came first. */
final class Samples {

  private final Map<String, List<Double>> values = new LinkedHashMap<>();

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
