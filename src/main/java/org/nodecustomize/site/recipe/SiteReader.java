package org.nodecustomize.site.recipe;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.nodecustomize.site.Provenance;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Place;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;

/** Reads recipes. */
public final class SiteReader {
  private final Faults faults = new Faults();
  private final Map<String, String> settings;

  private SiteReader(Map<String, String> settings) {
    this.settings = settings;
  }

  /**
   * Reads a recipe with all that it includes.
   *
   * @param recipe the file as the user named it
   * @param settings variables by name that win over those of the recipe
   * @throws org.nodecustomize.diag.SiteException with everything that is wrong
   */
  public static Site read(Path recipe, Map<String, String> settings) {
    return new SiteReader(settings).read(recipe);
  }

  private Site read(Path recipe) {
    IncludeLoader loader = new IncludeLoader(faults);
    Optional<RecipeFile> loaded = loader.load(recipe);
    if (loaded.isEmpty()) {
      faults.throwIfAny();
      throw new IllegalStateException("no recipe and no fault");
    }
    Variables variables = new Variables(settings, faults);
    List<RecipeFile> order = new ArrayList<>();
    includedFirst(loaded.get(), order);
    SortedMap<String, YamlNode.Pair> declared = new java.util.TreeMap<>();
    order.forEach(file -> declare(file, declared));
    declared.forEach((name, pair) -> variables.declare(name, value(pair), spot(pair)));
    Value.Entries all = merged(loaded.get(), new Validator(faults, variables));
    Provenance provenance = new Provenance(loader.files(), variables.all());
    Site site =
        RecipeFields.bind(new Entry(all, faults), provenance, new Binding(faults, variables));
    variables.reportUnused();
    faults.throwIfAny();
    return site;
  }

  private static void includedFirst(RecipeFile file, List<RecipeFile> order) {
    file.included().forEach(included -> includedFirst(included, order));
    order.add(file);
  }

  private void declare(RecipeFile file, Map<String, YamlNode.Pair> declared) {
    for (YamlNode.Pair pair : file.content().pairs()) {
      if (pair.key().text().equals("vars") && pair.value() instanceof YamlNode.Mapping vars) {
        for (YamlNode.Pair one : vars.pairs()) {
          boolean empty = one.value() instanceof YamlNode.Scalar scalar && scalar.isNull();
          if (!empty || !declared.containsKey(one.key().text())) {
            declared.put(one.key().text(), one);
          }
        }
      }
    }
  }

  private static Spot spot(YamlNode.Pair pair) {
    return new Spot(pair.key().place(), "vars");
  }

  private Optional<String> value(YamlNode.Pair pair) {
    if (!(pair.value() instanceof YamlNode.Scalar scalar)) {
      faults.add(
          SiteError.WRONG_TYPE,
          new Spot(pair.value().place(), "vars." + pair.key().text()),
          Complaint.of("expected text but was " + pair.value().kind()));
      return Optional.of("");
    }
    if (scalar.text().contains("${")) {
      faults.add(
          SiteError.BAD_VARIABLE,
          new Spot(scalar.place(), "vars." + pair.key().text()),
          Complaint.of(
              "expected a value without variables but was " + Quoted.of(scalar.text()),
              "write the whole value"));
      return Optional.of("");
    }
    return scalar.isNull() ? Optional.empty() : Optional.of(scalar.text());
  }

  private Value.Entries merged(RecipeFile file, Validator validator) {
    Merger merger = new Merger(faults);
    Optional<Value.Entries> included = Optional.empty();
    for (RecipeFile one : file.included()) {
      Value.Entries next = merged(one, validator);
      included = Optional.of(included.isPresent() ? merger.beside(included.get(), next) : next);
    }
    Value.Entries own = own(file, validator);
    return included.isPresent() ? merger.over(included.get(), own) : own;
  }

  private Value.Entries own(RecipeFile file, Validator validator) {
    Spot top = new Spot(new Place(file.source(), 1, 1), "");
    // Variables are looked at apart, since their values hold before anything else is read.
    List<YamlNode.Pair> rest =
        file.content().pairs().stream()
            .filter(pair -> !isVariables(pair) && !isIncludes(pair))
            .toList();
    checkVariableNames(file);
    return validator
        .check(new YamlNode.Mapping(file.content().place(), rest), RecipeFields.RECIPE, top)
        .filter(Value.Entries.class::isInstance)
        .map(Value.Entries.class::cast)
        .orElseGet(() -> new Value.Entries(top, Map.of()));
  }

  private static boolean isVariables(YamlNode.Pair pair) {
    return pair.key().text().equals("vars") && pair.value() instanceof YamlNode.Mapping;
  }

  /** These are read before variables are known. */
  private static boolean isIncludes(YamlNode.Pair pair) {
    return pair.key().text().equals("include") && pair.value() instanceof YamlNode.Sequence;
  }

  private void checkVariableNames(RecipeFile file) {
    List<String> seen = new ArrayList<>();
    for (YamlNode.Pair pair : file.content().pairs()) {
      if (isVariables(pair) && pair.value() instanceof YamlNode.Mapping vars) {
        if (seen.contains("vars")) {
          faults.add(
              SiteError.DUPLICATE_KEY,
              new Spot(pair.key().place(), ""),
              Complaint.of("the key \"vars\" is there twice"));
        }
        List<String> names = new ArrayList<>();
        for (YamlNode.Pair one : vars.pairs()) {
          String name = one.key().text();
          NameKinds.VARIABLE
              .check()
              .flaw(name, one.key().place())
              .ifPresent(flaw -> faults.add(flaw.error(), spot(one), flaw.complaint()));
          if (names.contains(name)) {
            faults.add(
                SiteError.DUPLICATE_KEY,
                spot(one),
                Complaint.of("the key " + Quoted.of(name) + " is there twice"));
          }
          names.add(name);
        }
        seen.add("vars");
      }
    }
  }
}
