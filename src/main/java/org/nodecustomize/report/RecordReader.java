package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads the record that is in a changed image. Lines of other versions and damaged ones are left
 * out: a record explains an image and does not decide anything.
 */
public final class RecordReader {
  private static final int DEEPEST = 16;
  private static final int MOST_LINES = 10_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(DEEPEST).build())
          .build();

  private RecordReader() {}

  /** The runs, oldest first. */
  public static List<RecordedRun> read(String text) {
    List<RecordedRun> runs = new ArrayList<>();
    text.lines().limit(MOST_LINES).forEach(line -> run(line).ifPresent(runs::add));
    return List.copyOf(runs);
  }

  private static Optional<RecordedRun> run(String line) {
    try (JsonParser json = FACTORY.createParser(line)) {
      json.nextToken();
      Map<?, ?> whole = map(value(json));
      Map<?, ?> change = map(at(whole, "change"));
      return change.isEmpty()
          ? Optional.empty()
          : Optional.of(new RecordedRun(text(whole, "time"), change(change)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static ChangeRecord change(Map<?, ?> change) {
    return new ChangeRecord(
        text(change, "operation"),
        maps(change, "packages").stream()
            .map(
                one ->
                    new ChangeRecord.PackageFile(
                        text(one, "nevra"),
                        text(one, "sha256"),
                        text(one, "signature"),
                        Boolean.TRUE.equals(one.get("dependency"))))
            .toList(),
        texts(change, "installed"),
        texts(change, "removed"),
        maps(change, "steps").stream()
            .map(
                one ->
                    new ChangeRecord.DoneStep(
                        text(one, "title"),
                        text(one, "where"),
                        optional(one, ImageRecord.ONCE),
                        texts(one, "paths")))
            .toList(),
        maps(change, "inputs").stream()
            .map(one -> new ChangeRecord.InputFile(text(one, "name"), text(one, "sha256")))
            .toList(),
        optional(change, "base"),
        maps(change, "sealed").stream()
            .map(one -> new ChangeRecord.SealedPaths(text(one, "rule"), texts(one, "paths")))
            .toList(),
        texts(change, "byPrograms"),
        maps(change, "packageOrigins").stream()
            .map(
                one ->
                    new ChangeRecord.PackageOrigin(
                        text(one, "nevra"), text(one, "where"), optional(one, "neededBy")))
            .toList());
  }

  /** The value at the current token; numbers and nulls are empty text, since the record has none. */
  private static Object value(JsonParser json) throws IOException {
    JsonToken token = json.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Object> map = new LinkedHashMap<>();
      while (json.nextToken() == JsonToken.FIELD_NAME) {
        String name = json.currentName();
        json.nextToken();
        map.put(name, value(json));
      }
      return map;
    }
    if (token == JsonToken.START_ARRAY) {
      List<Object> list = new ArrayList<>();
      while (json.nextToken() != JsonToken.END_ARRAY) {
        list.add(value(json));
      }
      return list;
    }
    if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
      return token == JsonToken.VALUE_TRUE;
    }
    return token == JsonToken.VALUE_STRING ? json.getText() : "";
  }

  private static Map<?, ?> map(Object value) {
    return value instanceof Map<?, ?> map ? map : Map.of();
  }

  private static Object at(Map<?, ?> map, String name) {
    return Optional.<Object>ofNullable(map.get(name)).orElse("");
  }

  private static String text(Map<?, ?> map, String name) {
    return at(map, name) instanceof String text ? text : "";
  }

  private static Optional<String> optional(Map<?, ?> map, String name) {
    return Optional.of(text(map, name)).filter(text -> !text.isEmpty());
  }

  private static List<String> texts(Map<?, ?> map, String name) {
    return at(map, name) instanceof List<?> list
        ? list.stream().filter(String.class::isInstance).map(String.class::cast).toList()
        : List.of();
  }

  private static List<Map<?, ?>> maps(Map<?, ?> map, String name) {
    List<Map<?, ?>> maps = new ArrayList<>();
    if (at(map, name) instanceof List<?> list) {
      list.forEach(one -> maps.add(map(one)));
    }
    return maps;
  }
}
