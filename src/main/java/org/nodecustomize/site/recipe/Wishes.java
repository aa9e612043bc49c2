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
    return new Wishes(SourceText.ofArgument(command, directory), new Faults());
  }

  /** An item of a list of sections, for instance of {@code users} or {@code services.dropIns}. */
  public Wishes item(String list, ItemWish item) {
    Shape shape = RecipeFields.item(list);
    Map<String, Field> known = shape instanceof Shape.Section section ? section.byName() : Map.of();
    List<YamlNode.Pair> pairs = new ArrayList<>();
    item.fields()
        .forEach(
            (name, said) -> {
              Field field = known.get(name);
              if (field == null) {
                throw new IllegalArgumentException("no field " + list + "." + name);
              }
              pairs.add(
                  new YamlNode.Pair(
                      scalar(place(), name),
                      node(place(said.where()), field.shape(), said.values())));
            });
    add(list, new Spot(place(), ""), new YamlNode.Mapping(place(), pairs));
    return this;
  }

  /**
   * An item of a list of words, for instance of {@code services.enabled}.
   *
   * @param where for messages: {@code enable chronyd}
   */
  public Wishes word(String list, String where, String word) {
    add(list, new Spot(place(where), ""), scalar(place(where), word));
    return this;
  }

  /** A value by its name where a section has such, for instance one of {@code kernel.sysctl}. */
  public Wishes named(String key, String name, String value) {
    named
        .computeIfAbsent(key, none -> new ArrayList<>())
        .add(new YamlNode.Pair(scalar(place(), name), scalar(place(), value)));
    return this;
  }

  /**
   * The value of a key at the top, for instance of {@code hostname}, or in a section: {@code
   * selinux.mode}.
   */
  public Wishes value(String key, String value) {
    set(key, new Spot(place(), key), scalar(place(), value));
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

  /** A part of the command line. */
  private Place place(String where) {
    return new Place(SourceText.ofArgument(where, source.directory()), 1, 1);
  }

  private static YamlNode.Scalar scalar(Place at, String text) {
    return new YamlNode.Scalar(at, text, false);
  }

  private static YamlNode node(Place at, Shape shape, List<String> values) {
    if (shape instanceof Shape.ListOf) {
      return new YamlNode.Sequence(
          at, values.stream().<YamlNode>map(value -> scalar(at, value)).toList());
    }
    if (shape instanceof Shape.Named) {
      List<YamlNode.Pair> pairs = new ArrayList<>();
      for (String value : values) {
        int equals = value.indexOf('=');
        String name = equals < 0 ? value : value.substring(0, equals);
        pairs.add(new YamlNode.Pair(scalar(at, name), scalar(at, value.substring(equals + 1))));
      }
      return new YamlNode.Mapping(at, pairs);
    }
    return scalar(at, values.get(values.size() - 1));
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
