package org.nodecustomize.site.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a command line says about one item of a list of sections: values by the names of the fields of
 * a recipe, each with the option or the argument that gave it, for messages.
 */
public final class ItemWish {
  /** Nothing said yet. */
  public static final ItemWish EMPTY = new ItemWish(Map.of());

  private final Map<String, Said> fields;

  private ItemWish(Map<String, Said> fields) {
    this.fields = fields;
  }

  /**
   * Values of a field.
   *
   * @param where {@code --uid}, {@code NAME}
   */
  record Said(String where, List<String> values) {
    Said {
      values = List.copyOf(values);
    }
  }

  Map<String, Said> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /**
   * The same, and a field with values: several where the field is a list, {@code name=value} where it has
   * names with values. Without values the field is not there.
   *
   * @param where the option or argument that gave them, for messages
   */
  public ItemWish with(String field, String where, List<String> values) {
    if (values.isEmpty()) {
      return this;
    }
    Map<String, Said> more = new LinkedHashMap<>(fields);
    more.put(field, new Said(where, values));
    return new ItemWish(more);
  }

  /** The same, and a field with a value. */
  public ItemWish with(String field, String where, String value) {
    return with(field, where, List.of(value));
  }

  /** The same, and a field if there is a value. */
  public ItemWish with(String field, String where, Optional<String> value) {
    return with(field, where, value.stream().toList());
  }

  /** The same, and a yes or no. */
  public ItemWish with(String field, String where, boolean value) {
    return with(field, where, Boolean.toString(value));
  }
}
