package dev.sampan.bindings.ffmpeg;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** A class that jextract made of a small structure. */
record Structure(Class<?> type) {

  static final List<Structure> ALL =
      List.of(
          new Structure(AVRational.class),
          new Structure(AVBufferRef.class),
          new Structure(AVPacket.class),
          new Structure(AVDictionaryEntry.class));

  String name() {
    return type.getSimpleName();
  }

  GroupLayout layout() throws Exception {
    return (GroupLayout) type.getMethod("layout").invoke(null);
  }

  List<String> fields() throws Exception {
    return layout().memberLayouts().stream().flatMap(member -> member.name().stream()).toList();
  }

  MemoryLayout layout(String field) throws Exception {
    return (MemoryLayout) type.getMethod(field + "$layout").invoke(null);
  }

  long offset(String field) throws Exception {
    return (long) type.getMethod(field + "$offset").invoke(null);
  }

  Object get(MemorySegment segment, String field) throws Exception {
    return type.getMethod(field, MemorySegment.class).invoke(null, segment);
  }

  void set(MemorySegment segment, String field, Object value) throws Exception {
    var kind = type.getMethod(field, MemorySegment.class).getReturnType();
    type.getMethod(field, MemorySegment.class, kind).invoke(null, segment, value);
  }
}
