package org.nodecustomize.site.yaml;

import java.util.List;

/** A value of a YAML file as it is written. */
public sealed interface YamlNode {

  /** Where it begins. */
  Place place();

  /**
   * A scalar.
   *
   * @param text as it is written, without quotes
   * @param plain whether it has no quotes and is no block
   */
  record Scalar(Place place, String text, boolean plain) implements YamlNode {

    /** Whether this is the absence of a value. */
    public boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equalsIgnoreCase("null"));
    }
  }

  /** A sequence. */
  record Sequence(Place place, List<YamlNode> items) implements YamlNode {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /** A mapping, in the order of the file; a key may be there twice. */
  record Mapping(Place place, List<Pair> pairs) implements YamlNode {
    public Mapping {
      pairs = List.copyOf(pairs);
    }
  }

  /** A key and its value. */
  record Pair(Scalar key, YamlNode value) {}

  /** What this is, for messages. */
  default String kind() {
    if (this instanceof Sequence) {
      return "a list";
    }
    if (this instanceof Mapping) {
      return "a mapping";
    }
    Scalar scalar = (Scalar) this;
    return scalar.isNull() ? "nothing" : Quoted.of(scalar.text());
  }
}
