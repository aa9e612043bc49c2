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

  /** The spot of a value by its key. */
  public Spot child(String name, Place at) {
    String plain = PLAIN.matcher(name).matches() ? name : Quoted.of(name);
    return new Spot(at, key.isEmpty() ? plain : key + "." + plain);
  }

  /** The spot of an item by its index. */
  public Spot item(int index, Place at) {
    return new Spot(at, key + "[" + index + "]");
  }

  /** For later messages. */
  public Origin origin() {
    return new Origin(place.where(), key);
  }
}
