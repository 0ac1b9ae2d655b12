package dev.sampan.cli.report;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Numbers names in the order in which they appear, since each appears many times. */
final class Names<T> {

  private final Map<T, Integer> numbers = new HashMap<>();
  private final List<T> all = new ArrayList<>();

  int number(T name) {
    return numbers.computeIfAbsent(
        name,
        added -> {
          all.add(added);
          return all.size() - 1;
        });
  }

  T get(int number) {
    return all.get(number);
  }

  List<T> all() {
    return List.copyOf(all);
  }
}
