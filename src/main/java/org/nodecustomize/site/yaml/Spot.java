package org.nodecustomize.site.yaml;

import java.util.regex.Pattern;
import org.nodecustomize.diag.Origin;

/**
 * Where a value is, both ways.
 *
 * @param key from the top of its file, for instance {@code services.enabled[2]}; empty at the top
 */
public record Spot(Place place, String key) {
  private static final Pattern PLAIN = Pattern.compile("[\\w-]+");

  /**
   * The spot of a value by its key. A value that comes from an option has no key besides: the name of
   * the option says it all.
   */
  public Spot child(String name, Place at) {
    if (at.source().isArgument() && !at.source().equals(place.source())) {
      return new Spot(at, "");
    }
    String plain = PLAIN.matcher(name).matches() ? name : Quoted.of(name);
    return new Spot(at, key.isEmpty() ? plain : key + "." + plain);
  }

  /** The spot of an item by its index. */
  public Spot item(int index, Place at) {
    return key.isEmpty() ? new Spot(at, "") : new Spot(at, key + "[" + index + "]");
  }

  /** What a message calls it: by its key, or by the option that gave it. */
  public String name() {
    return key.isEmpty() ? place.where() : key;
  }

  /** For later messages. */
  public Origin origin() {
    return new Origin(place.where(), key);
  }
}
