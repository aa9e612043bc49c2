package org.nodecustomize.site.recipe;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.site.yaml.Complaint;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.Quoted;
import org.nodecustomize.site.yaml.SiteError;
import org.nodecustomize.site.yaml.SourceText;
import org.nodecustomize.site.yaml.Spot;
import org.nodecustomize.site.yaml.YamlNode;
import org.nodecustomize.site.yaml.YamlReader;

/** Reads a recipe and those that it includes; each file counts once, where it is named first. */
final class IncludeLoader {
  private static final int MOST_FILES = 64;
  private static final int DEEPEST = 8;

  private final Faults faults;
  private final List<Path> read = new ArrayList<>();
  private final List<Path> open = new ArrayList<>();

  IncludeLoader(Faults faults) {
    this.faults = faults;
  }

  /** All files that were read, in that order. */
  List<Path> files() {
    return List.copyOf(read);
  }

  /** The recipe, or empty after a fault. */
  Optional<RecipeFile> load(Path file) {
    return load(file.toString(), file, Optional.empty());
  }

  private Optional<RecipeFile> load(String shown, Path file, Optional<Spot> named) {
    YamlReader reader = new YamlReader(faults);
    Optional<SourceText> source = reader.load(shown, file, named);
    if (source.isEmpty()) {
      return Optional.empty();
    }
    faults.read(source.get());
    Path real = real(file);
    read.add(real);
    Optional<YamlNode> node = reader.parse(source.get());
    Spot top = new Spot(new org.nodecustomize.site.yaml.Place(source.get(), 1, 1), "");
    if (node.isEmpty()) {
      if (faults.isEmpty()) {
        faults.add(
            SiteError.MISSING_KEY,
            top,
            Complaint.of(
                "the recipe is empty",
                "begin with \"apiVersion: " + RecipeFields.API_VERSION + "\""));
      }
      return Optional.empty();
    }
    if (!(node.get() instanceof YamlNode.Mapping mapping)) {
      faults.add(
          SiteError.WRONG_TYPE,
          top,
          Complaint.of(
              "expected a mapping of keys and values but was " + node.get().kind(),
              "begin with \"apiVersion: " + RecipeFields.API_VERSION + "\""));
      return Optional.empty();
    }
    open.add(real);
    List<RecipeFile> included = included(mapping, source.get());
    open.remove(open.size() - 1);
    return Optional.of(new RecipeFile(source.get(), mapping, included));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  private List<RecipeFile> included(YamlNode.Mapping mapping, SourceText source) {
    List<RecipeFile> included = new ArrayList<>();
    for (YamlNode.Pair pair : mapping.pairs()) {
      if (pair.key().text().equals("include")
          && pair.value() instanceof YamlNode.Sequence sequence) {
        int index = 0;
        for (YamlNode item : sequence.items()) {
          Spot spot = new Spot(item.place(), "include[" + index++ + "]");
          if (item instanceof YamlNode.Scalar scalar && !scalar.text().isBlank()) {
            include(scalar.text(), source, spot).ifPresent(included::add);
          } else {
            faults.add(
                SiteError.WRONG_TYPE,
                spot,
                Complaint.of("expected a file name but was " + item.kind()));
          }
        }
      }
    }
    return included;
  }

  private Optional<RecipeFile> include(String name, SourceText from, Spot spot) {
    if (name.contains("${")) {
      faults.add(
          SiteError.BAD_INCLUDE,
          spot,
          Complaint.of(
              "expected a file name without variables but was " + Quoted.of(name),
              "included recipes are read before variables are known"));
      return Optional.empty();
    }
    Path file;
    String shown;
    try {
      file = from.directory().resolve(name).normalize();
      shown = String.valueOf(Path.of(from.shown()).resolveSibling(name).normalize());
    } catch (InvalidPathException e) {
      faults.add(SiteError.BAD_INCLUDE, spot, Complaint.expected("a file name", name));
      return Optional.empty();
    }
    Path real = real(file);
    if (open.contains(real)) {
      faults.add(
          SiteError.INCLUDE_CYCLE,
          spot,
          Complaint.of(Quoted.of(name) + " is already being read: recipes include each other"));
      return Optional.empty();
    }
    if (read.contains(real)) {
      return Optional.empty();
    }
    if (read.size() >= MOST_FILES || open.size() >= DEEPEST) {
      String limit = open.size() >= DEEPEST ? DEEPEST + " levels" : MOST_FILES + " files";
      faults.add(
          SiteError.TOO_MANY_INCLUDES,
          spot,
          Complaint.of("expected at most " + limit + " of included recipes"));
      return Optional.empty();
    }
    Optional<TextKind.Flaw> flaw = HostKinds.FILE.check().flaw(name, spot.place());
    if (flaw.isPresent()) {
      faults.add(SiteError.BAD_INCLUDE, spot, flaw.get().complaint());
      return Optional.empty();
    }
    return load(shown, file, Optional.of(spot));
  }
}
