package org.nodecustomize.site.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.diag.SiteException;
import org.nodecustomize.diag.UsageException;
import org.nodecustomize.site.Provenance;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;

/**
 * Collects what a command line or a command file wants, held against the table as a recipe is: the same
 * checks, the same words, the same records. Nothing is taken as a variable.
 */
public final class Wishes {
  private final SourceText source;
  private final Faults faults;
  private final Variables variables;
  private final Validator validator;
  private final Map<String, List<Value>> lists = new LinkedHashMap<>();
  private final Map<String, Value> words = new LinkedHashMap<>();
  private final Map<String, List<YamlNode.Pair>> named = new LinkedHashMap<>();

  Wishes(SourceText source, Faults faults) {
    this.source = source;
    this.faults = faults;
    this.variables = Variables.none(faults);
    this.validator = new Validator(faults, variables);
  }

  /**
   * Wishes of a command line.
   *
   * @param command as the user typed it, for messages: {@code add-user}
   * @param directory where relative paths of this machine begin
   */
  public static Wishes of(String command, Path directory) {
    return new Wishes(new SourceText(command, directory.resolve(command), List.of()), new Faults());
  }

  /**
   * An item of a list of sections.
   *
   * @param list its key, for instance {@code users} or {@code services.dropIns}
   * @param fields values by field; several where the field is a list, {@code name=value} where it
   *     has names with values; a field without values is not there
   */
  public Wishes item(String list, Map<String, List<String>> fields) {
    Shape shape = RecipeFields.item(list);
    Map<String, Field> known = shape instanceof Shape.Section section ? section.byName() : Map.of();
    List<YamlNode.Pair> pairs = new ArrayList<>();
    fields.forEach(
        (name, values) -> {
          Field field = known.get(name);
          if (field == null) {
            throw new IllegalArgumentException("no field " + list + "." + name);
          }
          if (!values.isEmpty()) {
            pairs.add(new YamlNode.Pair(scalar(name), node(field.shape(), values)));
          }
        });
    add(list, new Spot(place(), ""), new YamlNode.Mapping(place(), pairs));
    return this;
  }

  /** An item of a list of words, for instance of {@code services.enabled}. */
  public Wishes word(String list, String word) {
    add(list, new Spot(place(), ""), scalar(word));
    return this;
  }

  /** A value by its name where a section has such, for instance one of {@code kernel.sysctl}. */
  public Wishes named(String key, String name, String value) {
    named
        .computeIfAbsent(key, none -> new ArrayList<>())
        .add(new YamlNode.Pair(scalar(name), scalar(value)));
    return this;
  }

  /**
   * The value of a key at the top, for instance of {@code hostname}, or in a section: {@code
   * selinux.mode}.
   */
  public Wishes value(String key, String value) {
    set(key, new Spot(place(), key), scalar(value));
    return this;
  }

  /**
   * All of it.
   *
   * @throws UsageException with everything that is wrong
   */
  public Site site() {
    try {
      return site(Provenance.NONE);
    } catch (SiteException e) {
      throw new UsageException(e.problems());
    }
  }

  Site site(Provenance provenance) {
    Spot top = new Spot(place(), "");
    Site site =
        RecipeFields.bind(new Entry(top(top), faults), provenance, new Binding(faults, variables));
    faults.throwIfAny();
    return site;
  }

  private Place place() {
    return new Place(source, 1, 1);
  }

  private YamlNode.Scalar scalar(String text) {
    return new YamlNode.Scalar(place(), text, false);
  }

  private YamlNode node(Shape shape, List<String> values) {
    if (shape instanceof Shape.ListOf) {
      return new YamlNode.Sequence(place(), values.stream().<YamlNode>map(this::scalar).toList());
    }
    if (shape instanceof Shape.Named) {
      List<YamlNode.Pair> pairs = new ArrayList<>();
      for (String value : values) {
        int equals = value.indexOf('=');
        String name = equals < 0 ? value : value.substring(0, equals);
        pairs.add(new YamlNode.Pair(scalar(name), scalar(value.substring(equals + 1))));
      }
      return new YamlNode.Mapping(place(), pairs);
    }
    return scalar(values.get(values.size() - 1));
  }

  /** Takes an item of a list if nothing is wrong with it. */
  void add(String list, Spot spot, YamlNode node) {
    int before = faults.count();
    validator
        .check(node, RecipeFields.item(list), spot)
        .filter(value -> faults.count() == before)
        .ifPresent(value -> lists.computeIfAbsent(list, key -> new ArrayList<>()).add(value));
  }

  /** Takes the value of a key at the top if nothing is wrong with it. */
  void set(String key, Spot spot, YamlNode node) {
    validator.check(node, RecipeFields.shape(key), spot).ifPresent(value -> words.put(key, value));
  }

  private Value.Entries top(Spot spot) {
    Map<String, Value> values = new LinkedHashMap<>();
    Map<String, Map<String, Value>> sections = new TreeMap<>();
    named.forEach(
        (name, pairs) -> set(name, new Spot(place(), name), new YamlNode.Mapping(place(), pairs)));
    words.forEach(
        (name, value) -> {
          String[] parts = name.split("\\.", 2);
          if (parts.length == 1) {
            values.put(name, value);
          } else {
            sections.computeIfAbsent(parts[0], key -> new LinkedHashMap<>()).put(parts[1], value);
          }
        });
    lists.forEach(
        (name, items) -> {
          String[] parts = name.split("\\.", 2);
          Value.Items list = new Value.Items(items.get(0).spot(), items);
          if (parts.length == 1) {
            values.put(name, list);
          } else {
            sections.computeIfAbsent(parts[0], key -> new LinkedHashMap<>()).put(parts[1], list);
          }
        });
    sections.forEach((name, section) -> values.put(name, new Value.Entries(spot, section)));
    return new Value.Entries(spot, values);
  }
}
