package dev.sampan.jfr;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordingFile;
import org.openjdk.jmc.common.item.IAccessorKey;
import org.openjdk.jmc.common.item.IItem;
import org.openjdk.jmc.common.item.IItemCollection;
import org.openjdk.jmc.common.item.IItemIterable;
import org.openjdk.jmc.common.item.IMemberAccessor;
import org.openjdk.jmc.common.item.IType;
import org.openjdk.jmc.common.item.ItemFilters;
import org.openjdk.jmc.common.item.ItemToolkit;
import org.openjdk.jmc.common.unit.ContentType;
import org.openjdk.jmc.flightrecorder.CouldNotLoadRecordingException;
import org.openjdk.jmc.flightrecorder.JfrLoaderToolkit;
import org.openjdk.jmc.flightrecorder.parser.IEventSink;
import org.openjdk.jmc.flightrecorder.parser.IEventSinkFactory;
import org.openjdk.jmc.flightrecorder.parser.IParserExtension;
import org.openjdk.jmc.flightrecorder.parser.ParserExtensionRegistry;
import org.openjdk.jmc.flightrecorder.parser.ValueField;

/** A recording as JDK Mission Control understands it. */
final class MissionControl {

  private static final Set<String> OF_EVERY_EVENT =
      Set.of("startTime", "duration", "eventThread", "stackTrace");

  private final IItemCollection items;
  private final Map<String, List<String>> categories;

  private MissionControl(IItemCollection items, Map<String, List<String>> categories) {
    this.items = items;
    this.categories = categories;
  }

  static MissionControl open(Path recording) throws IOException, CouldNotLoadRecordingException {
    Map<String, List<String>> categories = new HashMap<>();
    List<IParserExtension> extensions =
        new ArrayList<>(ParserExtensionRegistry.getParserExtensions());
    extensions.add(new Categories(categories));
    return new MissionControl(
        JfrLoaderToolkit.loadEvents(List.of(recording.toFile()), extensions), categories);
  }

  /** The types of Sampan's events that a recording has events of, as the JDK reads them. */
  static List<EventType> recordedTypes(Path recording) throws IOException {
    return RecordingFile.readAllEvents(recording).stream()
        .map(event -> event.getEventType())
        .filter(type -> type.getName().startsWith("sampan."))
        .collect(Collectors.toMap(EventType::getName, type -> type, (one, other) -> one))
        .values()
        .stream()
        .toList();
  }

  /** The labels of an event's fields by their names, without those that every event has. */
  static Map<String, String> ownFieldLabels(EventType type) {
    return type.getFields().stream()
        .filter(field -> !OF_EVERY_EVENT.contains(field.getName()))
        .collect(Collectors.toMap(ValueDescriptor::getName, ValueDescriptor::getLabel));
  }

  List<IItem> items(String name) {
    return items.apply(ItemFilters.type(name)).stream().flatMap(IItemIterable::stream).toList();
  }

  private IType<IItem> type(String name) {
    return ItemToolkit.getItemType(items(name).get(0));
  }

  List<String> categories(String name) {
    return categories.get(name);
  }

  String label(String name) {
    return type(name).getName();
  }

  Map<String, String> fieldLabels(String name) {
    Map<String, String> labels = new HashMap<>();
    type(name)
        .getAccessorKeys()
        .forEach((key, text) -> labels.put(key.getIdentifier(), text.getName()));
    return labels;
  }

  /** All values of a field, which must be of a type. */
  <T> List<T> values(String name, String field, ContentType<T> ofType) {
    List<T> values = new ArrayList<>();
    for (IItem item : items(name)) {
      values.add(value(ItemToolkit.getItemType(item), item, field, ofType));
    }
    return values;
  }

  private static <T> T value(IType<IItem> type, IItem item, String field, ContentType<T> ofType) {
    for (IAccessorKey<?> key : type.getAccessorKeys().keySet()) {
      if (key.getIdentifier().equals(field)) {
        if (!key.getContentType().equals(ofType)) {
          throw new AssertionError(field + " is of " + key.getContentType() + ", not " + ofType);
        }
        @SuppressWarnings("unchecked") // just compared
        IMemberAccessor<T, IItem> accessor = type.getAccessor((IAccessorKey<T>) key);
        return accessor.getMember(item);
      }
    }
    throw new AssertionError("no " + field + " in " + type.getIdentifier());
  }

  /** Notes under which categories the events are shown. */
  private record Categories(Map<String, List<String>> byName) implements IParserExtension {

    @Override
    public IEventSinkFactory getEventSinkFactory(IEventSinkFactory next) {
      return new IEventSinkFactory() {
        @Override
        public IEventSink create(
            String name,
            String label,
            String[] category,
            String description,
            List<ValueField> fields) {
          byName.put(name, List.of(category));
          return next.create(name, label, category, description, fields);
        }

        @Override
        public void flush() {
          next.flush();
        }
      };
    }
  }
}
