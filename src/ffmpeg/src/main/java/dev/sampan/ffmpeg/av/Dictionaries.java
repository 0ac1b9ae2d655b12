package dev.sampan.ffmpeg.av;

import dev.sampan.bindings.ffmpeg.AVDictionaryEntry;
import dev.sampan.bindings.ffmpeg.FFmpeg;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;

/** AVDictionary. */
public final class Dictionaries {

  private Dictionaries() {}

  /**
   * Copies a dictionary.
   *
   * @param dictionary may be null
   * @return keys and values in the dictionary's order
   */
  public static Map<String, String> toMap(MemorySegment dictionary) {
    Map<String, String> map = new LinkedHashMap<>();
    MemorySegment entry = FFmpeg.av_dict_iterate(dictionary, Pointers.NULL);
    while (!Pointers.isNull(entry)) {
      map.put(
          Pointers.string(AVDictionaryEntry.key(entry), ""),
          Pointers.string(AVDictionaryEntry.value(entry), ""));
      entry = FFmpeg.av_dict_iterate(dictionary, entry);
    }
    return map;
  }

  /**
   * Adds entries to the dictionary that a pointer in memory points to.
   *
   * @param slot where the pointer to the dictionary is, for example a field of a structure
   * @param entries what to add
   */
  public static void putAll(MemorySegment slot, Map<String, String> entries) {
    try (Arena arena = Arena.ofConfined()) {
      entries.forEach(
          (key, value) ->
              FFmpeg.av_dict_set(slot, arena.allocateFrom(key), arena.allocateFrom(value), 0));
    }
  }

  /**
   * Frees the dictionary that a pointer in memory points to, and sets the pointer to null.
   *
   * @param slot where the pointer to the dictionary is
   */
  public static void free(MemorySegment slot) {
    FFmpeg.av_dict_free(slot);
  }
}
