package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The values of a JSON text by where they are, as JSON pointers (RFC 6901) without its escapes:
 * {@code /change/steps/0/title}. A list has its length at {@code /steps/#}. For what somebody else may have written: depth, names
 * and values are bounded.
 */
final class JsonFields {
  private static final int MOST_DEPTH = 16;
  private static final int MOST_VALUES = 1_000_000;
  private static final int MOST_TEXT = 1 << 20;
  private static final int MOST_NAME = 4096;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(MOST_DEPTH)
                  .maxStringLength(MOST_TEXT)
                  .maxNameLength(MOST_NAME)
                  .maxNumberLength(32)
                  .build())
          .build();

  private JsonFields() {}

  private static final class Level {
    private final String path;
    private final boolean list;
    private int entries;

    Level(String path, boolean list) {
      this.path = path;
      this.list = list;
    }
  }

  /** Empty where the text is no JSON object, or one out of bounds, or a name is in it twice. */
  static Optional<Map<String, String>> of(String text) {
    Map<String, String> values = new LinkedHashMap<>();
    Deque<Level> levels = new ArrayDeque<>();
    try (JsonParser parser = FACTORY.createParser(text)) {
      parser.enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return Optional.empty();
      }
      levels.push(new Level("", false));
      while (!levels.isEmpty()) {
        JsonToken token = parser.nextToken();
        if (token == null || values.size() > MOST_VALUES) {
          return Optional.empty();
        }
        Level level = levels.element();
        if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
          levels.pop();
          if (level.list) {
            values.put(level.path + "/#", Integer.toString(level.entries));
          }
        } else if (token != JsonToken.FIELD_NAME) {
          String name = level.list ? Integer.toString(level.entries++) : parser.currentName();
          String path = level.path + "/" + name;
          if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            levels.push(new Level(path, token == JsonToken.START_ARRAY));
          } else if (token != JsonToken.VALUE_NULL) {
            values.put(path, parser.getText());
          }
        }
      }
      return parser.nextToken() == null ? Optional.of(values) : Optional.empty();
    } catch (IOException e) {
      // Whatever else it is, it is not what was looked for.
      return Optional.empty();
    }
  }
}
