package org.nodecustomize.site.recipe;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;

/**
 * The variables of a recipe. A name in braces after a dollar becomes the value, two dollars before a
 * brace become one, and every other dollar stays. A value is not looked through again.
 */
final class Variables {
  private static final int LONGEST = 1 << 20;

  private final Faults faults;
  private final boolean expanding;
  private final SortedMap<String, String> values = new TreeMap<>();
  private final Map<String, String> given;
  private final Set<String> used = new HashSet<>();
  private final Set<String> missing = new HashSet<>();

  /**
   * @param given by {@code --set}: they win over those of recipes
   */
  Variables(Map<String, String> given, Faults faults) {
    this(given, faults, true);
  }

  private Variables(Map<String, String> given, Faults faults, boolean expanding) {
    this.given = Map.copyOf(given);
    this.faults = faults;
    this.expanding = expanding;
  }

  /** Nothing is filled in: a dollar is a dollar. */
  static Variables none(Faults faults) {
    return new Variables(Map.of(), faults, false);
  }

  /** A recipe sets a variable; a later one wins. An empty value must be given from outside. */
  void declare(String name, Optional<String> value, Spot spot) {
    used.add(name);
    if (given.containsKey(name)) {
      return;
    }
    if (value.isPresent()) {
      values.put(name, value.get());
    } else if (!values.containsKey(name)) {
      faults.add(
          SiteError.UNDEFINED_VARIABLE,
          spot,
          Complaint.of(
              "the variable " + Quoted.of(name) + " has no value", "--set " + name + "=VALUE"));
      missing.add(name);
    }
  }

  /** All that have a value. */
  SortedMap<String, String> all() {
    SortedMap<String, String> all = new TreeMap<>(values);
    all.putAll(given);
    return all;
  }

  /** The text with variables filled in; empty after a fault. */
  Optional<String> expand(String text, Spot spot) {
    if (!expanding || text.indexOf("${") < 0) {
      return Optional.of(text);
    }
    StringBuilder result = new StringBuilder(text.length());
    int at = 0;
    boolean whole = true;
    while (true) {
      int dollar = text.indexOf("${", at);
      if (dollar < 0) {
        result.append(text, at, text.length());
        break;
      }
      if (dollar > at && text.charAt(dollar - 1) == '$') {
        result.append(text, at, dollar - 1).append("${");
        at = dollar + 2;
        continue;
      }
      result.append(text, at, dollar);
      int end = text.indexOf('}', dollar);
      String name = end < 0 ? "" : text.substring(dollar + 2, end);
      if (NameKinds.VARIABLE.check().flaw(name, spot.place()).isPresent()) {
        badReference(text, dollar, spot);
        whole = false;
        at = dollar + 2;
        continue;
      }
      Optional<String> value = value(name, spot);
      whole &= value.isPresent();
      result.append(value.orElse(""));
      at = end + 1;
      if (result.length() > LONGEST) {
        faults.add(
            SiteError.TOO_LARGE,
            spot,
            Complaint.of("with its variables filled in, the text is longer than 1 MiB"));
        return Optional.empty();
      }
    }
    return whole ? Optional.of(result.toString()) : Optional.empty();
  }

  private void badReference(String text, int dollar, Spot spot) {
    String seen = text.substring(dollar, Math.min(text.length(), dollar + 40));
    faults.add(
        SiteError.BAD_VARIABLE,
        new Spot(spot.place().of("${"), spot.key()),
        Complaint.of(
            "expected a variable such as \"${name}\" but was " + Quoted.of(seen),
            "write \"$${\" for a plain \"${\""));
  }

  private Optional<String> value(String name, Spot spot) {
    used.add(name);
    String value = given.getOrDefault(name, values.get(name));
    if (value != null) {
      return Optional.of(value);
    }
    if (missing.contains(name)) {
      return Optional.empty();
    }
    Optional<String> meant = Spelling.nearest(name, all().keySet());
    faults.add(
        SiteError.UNDEFINED_VARIABLE,
        new Spot(spot.place().of("${" + name + "}"), spot.key()),
        Complaint.of(
            "the variable " + Quoted.of(name) + " is not defined",
            meant
                .map(other -> "did you mean \"${" + other + "}\"?")
                .orElse(
                    "define it in 'vars:' or by --set %s=VALUE, or write \"$${%s}\" for the text"
                        .formatted(name, name))));
    return Optional.empty();
  }

  /** Tells which of those from outside no recipe knows. */
  void reportUnused() {
    for (String name : new TreeMap<>(given).keySet()) {
      if (!used.contains(name)) {
        Complaint complaint = Complaint.of("no recipe has the variable " + Quoted.of(name));
        Optional<String> meant = Spelling.nearest(name, used);
        faults.add(
            SiteError.UNUSED_SETTING,
            new Origin("--set", ""),
            meant
                .map(other -> complaint.hint("did you mean " + Quoted.of(other) + "?"))
                .orElse(complaint.hint("leave --set " + name + " out")));
      }
    }
  }
}
