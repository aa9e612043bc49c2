package org.nodecustomize.site.recipe;

import java.util.List;
import java.util.stream.Collectors;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;

/** Holds a section against what must hold between its keys. */
final class Constraints {
  private final Faults faults;

  Constraints(Faults faults) {
    this.faults = faults;
  }

  /**
   * Tells what does not hold.
   *
   * @param seen the known keys that are there
   * @param all whether these are all
   */
  void check(
      Shape.Section shape, Spot spot, YamlNode.Mapping mapping, List<String> seen, boolean all) {
    for (Shape.Constraint constraint : shape.constraints()) {
      if (constraint instanceof Shape.ExactlyOne one) {
        List<String> there = seen.stream().filter(one.names()::contains).toList();
        if (there.size() > 1) {
          Spot second = new Spot(keyPlace(mapping, there.get(1)), spot.key());
          faults.add(
              SiteError.CHOOSE_ONE,
              second,
              Complaint.of(
                  "expected one of " + Wording.words(one.names()) + " but was " + and(there)));
        } else if (there.isEmpty() && all) {
          none(shape, spot, mapping, one.names(), "one of ");
        }
      } else if (constraint instanceof Shape.AtLeastOne some) {
        if (all && seen.stream().noneMatch(some.names()::contains)) {
          none(shape, spot, mapping, some.names(), "at least one of ");
        }
      } else if (constraint instanceof Shape.Needs needs
          && seen.contains(needs.name())
          && seen.stream().noneMatch(needs.others()::contains)) {
        faults.add(
            SiteError.NOT_APPLICABLE,
            new Spot(keyPlace(mapping, needs.name()), spot.key()),
            Complaint.of(
                "the key \"%s\" applies only beside %s"
                    .formatted(needs.name(), Wording.words(needs.others()))));
      }
    }
  }

  private void none(
      Shape.Section shape,
      Spot spot,
      YamlNode.Mapping mapping,
      List<String> names,
      String expected) {
    faults.add(
        SiteError.MISSING_KEY,
        new Spot(mapping.place(), spot.key()),
        Complaint.of(
            "%s has none of the keys %s".formatted(shape.noun(), Wording.words(names)),
            "give " + expected + "them"));
  }

  private static Place keyPlace(YamlNode.Mapping mapping, String name) {
    return mapping.pairs().stream()
        .filter(pair -> pair.key().text().equals(name))
        .findFirst()
        .map(pair -> pair.key().place())
        .orElse(mapping.place());
  }

  private static String and(List<String> names) {
    return names.stream().map(name -> '"' + name + '"').collect(Collectors.joining(" and "));
  }
}
