package org.nodecustomize.site.recipe;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nodecustomize.site.yaml.Spot;

/** A value that has the shape that the table gives it, variables filled in. */
sealed interface Value {

  /** Where it was written. */
  Spot spot();

  /**
   * A text.
   *
   * @param plain whether it was written without quotes
   */
  record Word(Spot spot, String text, boolean plain) implements Value {}

  /** Values in order. */
  record Items(Spot spot, List<Value> items) implements Value {
    public Items {
      items = List.copyOf(items);
    }
  }

  /** Values by key, in order. */
  record Entries(Spot spot, Map<String, Value> values) implements Value {
    public Entries {
      values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }
  }
}
