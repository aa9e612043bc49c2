package org.nodecustomize.site.recipe;

import java.util.HashMap;
import java.util.Map;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;

/** What turns values into records: variables for templates, and who has laid claim to what. */
final class Binding {
  private final Faults faults;
  private final Variables variables;
  private final Map<String, Spot> claims = new HashMap<>();

  Binding(Faults faults, Variables variables) {
    this.faults = faults;
    this.variables = variables;
  }

  Faults faults() {
    return faults;
  }

  Variables variables() {
    return variables;
  }

  /**
   * Something that only one wish may be about.
   *
   * @param kind the space in which names are unique: {@code path}
   * @param verb for the message: {@code is written}
   */
  void claim(String kind, String name, Spot spot, String verb) {
    Spot first = claims.putIfAbsent(kind + " " + name, spot);
    if (first != null) {
      faults.add(
          SiteError.WRITTEN_TWICE,
          spot,
          Complaint.of("%s %s twice, first in %s".formatted(Quoted.of(name), verb, told(first))));
    }
  }

  /** Something that contradicts a claim of another kind, if there is one. */
  void exclude(String kind, String name, Spot spot, String message) {
    Spot other = claims.get(kind + " " + name);
    if (other != null) {
      faults.add(
          SiteError.CONTRADICTION,
          spot,
          Complaint.of("%s %s in %s".formatted(Quoted.of(name), message, told(other))));
    }
  }

  private static String told(Spot spot) {
    return spot.key().isEmpty()
        ? "'" + spot.place().where() + "'"
        : spot.key() + " (" + spot.place().where() + ")";
  }
}
