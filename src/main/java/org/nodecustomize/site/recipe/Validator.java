package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;

/**
 * Holds what is written against the table. What is wrong is told and left out; an item of a list goes
 * as a whole, so that nothing is said about what is missing from it.
 */
final class Validator {
  private final Faults faults;
  private final Variables variables;

  Validator(Faults faults, Variables variables) {
    this.faults = faults;
    this.variables = variables;
  }

  /** The value, or empty where something is wrong with it. */
  Optional<Value> check(YamlNode node, Shape shape, Spot spot) {
    if (shape instanceof Shape.ListOf list) {
      return items(node, list, spot);
    }
    if (shape instanceof Shape.Named named) {
      return named(node, named, spot);
    }
    if (shape instanceof Shape.Section section) {
      return section(node, section, spot);
    }
    if (shape instanceof Shape.Either either) {
      return node instanceof YamlNode.Mapping
          ? section(node, either.section(), spot)
          : check(node, either.word(), spot);
    }
    return word(node, shape, spot);
  }

  private Optional<Value> word(YamlNode node, Shape shape, Spot spot) {
    if (!(node instanceof YamlNode.Scalar scalar) || scalar.isNull()) {
      faults.add(
          SiteError.WRONG_TYPE,
          spot,
          Complaint.of("expected " + Wording.of(shape) + " but was " + node.kind()));
      return Optional.empty();
    }
    Optional<String> expanded = variables.expand(scalar.text(), spot);
    if (expanded.isEmpty()) {
      return Optional.empty();
    }
    String text = expanded.get();
    Optional<TextKind.Flaw> flaw = Words.flaw(shape, text, scalar.plain(), spot.place());
    if (flaw.isPresent()) {
      report(flaw.get(), spot);
      return Optional.empty();
    }
    return Optional.of(new Value.Word(spot, text, scalar.plain()));
  }

  private void report(TextKind.Flaw flaw, Spot spot) {
    if (flaw.secret()) {
      faults.addSecret(flaw.error(), spot, flaw.complaint());
    } else {
      faults.add(flaw.error(), spot, flaw.complaint());
    }
  }

  private Optional<Value> items(YamlNode node, Shape.ListOf list, Spot spot) {
    if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      return Optional.of(new Value.Items(spot, List.of()));
    }
    if (!(node instanceof YamlNode.Sequence sequence)) {
      Complaint complaint =
          Complaint.of("expected " + Wording.of(list) + " but was " + node.kind());
      boolean short1 = node instanceof YamlNode.Scalar scalar && scalar.text().length() < 40;
      faults.add(
          SiteError.WRONG_TYPE,
          spot,
          short1
              ? complaint.hint("write [" + ((YamlNode.Scalar) node).text().strip() + "]")
              : complaint.hint("begin each item with \"- \""));
      return Optional.empty();
    }
    List<Value> items = new ArrayList<>();
    int index = 0;
    for (YamlNode item : sequence.items()) {
      check(item, list.item(), spot.item(index++, item.place())).ifPresent(items::add);
    }
    return Optional.of(new Value.Items(spot, items));
  }

  private Optional<Value> named(YamlNode node, Shape.Named shape, Spot spot) {
    if (node instanceof YamlNode.Scalar scalar && scalar.isNull()) {
      return Optional.of(new Value.Entries(spot, Map.of()));
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      faults.add(
          SiteError.WRONG_TYPE,
          spot,
          Complaint.of(
              "expected " + Wording.of(shape) + " but was " + node.kind(),
              "write \"name: value\""));
      return Optional.empty();
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (YamlNode.Pair pair : mapping.pairs()) {
      String name = pair.key().text();
      Spot at = spot.child(name, pair.value().place());
      if (values.containsKey(name)) {
        duplicate(spot, pair.key());
        continue;
      }
      Optional<TextKind.Flaw> flaw = shape.name().check().flaw(name, pair.key().place());
      if (flaw.isPresent()) {
        report(flaw.get(), new Spot(pair.key().place(), spot.key()));
      } else {
        check(pair.value(), shape.value(), at).ifPresent(value -> values.put(name, value));
      }
    }
    return Optional.of(new Value.Entries(spot, values));
  }

  private void duplicate(Spot section, YamlNode.Scalar key) {
    faults.add(
        SiteError.DUPLICATE_KEY,
        new Spot(key.place(), section.key()),
        Complaint.of("the key " + Quoted.of(key.text()) + " is there twice"));
  }

  private Optional<Value> section(YamlNode node, Shape.Section shape, Spot spot) {
    if (node instanceof YamlNode.Scalar scalar) {
      if (shape.shorthand().isPresent() && !scalar.isNull()) {
        Field field = shape.byName().get(shape.shorthand().get());
        return field == null
            ? Optional.empty()
            : check(node, field.shape(), spot)
                .map(value -> new Value.Entries(spot, Map.of(field.name(), value)));
      }
      if (scalar.isNull()
          && shape.fields().stream().noneMatch(Field::required)
          && shape.constraints().isEmpty()) {
        return Optional.of(new Value.Entries(spot, Map.of()));
      }
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      faults.add(
          SiteError.WRONG_TYPE,
          spot,
          Complaint.of("expected " + Wording.of(shape) + " but was " + node.kind()));
      return Optional.empty();
    }
    int before = faults.count();
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, Field> fields = shape.byName();
    List<String> seen = new ArrayList<>();
    for (YamlNode.Pair pair : mapping.pairs()) {
      String name = pair.key().text();
      Field field = fields.get(name);
      if (field == null) {
        unknown(shape, spot, pair.key(), seen);
      } else if (seen.contains(name)) {
        duplicate(spot, pair.key());
      } else {
        seen.add(name);
        Place at = place(pair);
        check(pair.value(), field.shape(), spot.child(name, at))
            .ifPresent(value -> values.put(name, value));
      }
    }
    // A key that is not known may be meant for the one that is missing.
    boolean allKnown = seen.size() == mapping.pairs().size();
    if (faults.count() == before || spot.key().isEmpty()) {
      missing(shape, spot, mapping, seen);
    }
    new Constraints(faults).check(shape, spot, mapping, seen, allKnown);
    boolean whole = faults.count() == before || !spot.key().endsWith("]");
    return whole ? Optional.of(new Value.Entries(spot, values)) : Optional.empty();
  }

  /** An empty value has no place of its own that a reader would look at. */
  private static Place place(YamlNode.Pair pair) {
    return pair.value() instanceof YamlNode.Scalar scalar && scalar.isNull()
        ? pair.key().place()
        : pair.value().place();
  }

  private void unknown(Shape.Section shape, Spot spot, YamlNode.Scalar key, List<String> seen) {
    List<String> names = shape.fields().stream().map(Field::name).toList();
    Complaint complaint = Complaint.of("unknown key " + Quoted.of(key.text()));
    Optional<String> meant =
        Spelling.nearest(key.text(), names).or(() -> Synonyms.of(key.text(), names));
    String known =
        names.stream().filter(name -> !seen.contains(name)).collect(Collectors.joining(", "));
    faults.add(
        SiteError.UNKNOWN_KEY,
        new Spot(key.place(), spot.key()),
        meant
            .map(name -> complaint.hint("did you mean " + Quoted.of(name) + "?"))
            .orElseGet(() -> complaint.hint("known here: " + known)));
  }

  private void missing(
      Shape.Section shape, Spot spot, YamlNode.Mapping mapping, List<String> seen) {
    for (Field field : shape.fields()) {
      if (field.required() && !seen.contains(field.name())) {
        Complaint complaint =
            Complaint.of(
                "the key " + Quoted.of(field.name()) + " of " + shape.noun() + " is missing");
        faults.add(
            SiteError.MISSING_KEY,
            new Spot(mapping.place(), spot.key()),
            field.example().isEmpty()
                ? complaint
                : complaint.hint("for instance \"" + field.name() + ": " + field.example() + "\""));
      }
    }
  }
}
