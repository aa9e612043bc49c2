package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.site.Site;
import org.nodecustomize.site.yaml.Faults;
import org.nodecustomize.site.yaml.YamlNode;
import org.nodecustomize.site.yaml.YamlReader;

final class ExampleRecipeTest {
  private static final Path FILE = Path.of("customizations/example.yaml");

  @TempDir private Path rpms;

  @Test
  void theFileIsWhatTheTableSays() throws IOException {
    assertEquals(Files.readString(FILE), ExampleRecipe.text(), "run scripts/generate-docs");
  }

  @Test
  void itIsReadWithoutAComplaintAndEverySectionHasSomething() throws IOException {
    Files.writeString(rpms.resolve("nc-demo-agent-1.0-1.noarch.rpm"), "");

    Site site = SiteReader.read(FILE, Map.of("rpms", rpms.toString()));

    assertEquals(2, site.packages().install().size());
    assertEquals(3, site.packages().repos().size());
    assertEquals(3, site.files().files().size());
    assertEquals(7, site.files().edits().size());
    assertEquals(3, site.network().keyfiles().size());
    assertEquals(2, site.trust().size());
    assertEquals(3, site.repositories().size());
    assertEquals(3, site.scripts().offline().size());
    assertEquals(3, site.scripts().firstboot().size());
    assertEquals(1, site.accounts().users().size());
    assertEquals(1, site.checks().waive().size());
    assertTrue(site.settings().hostname().isPresent());
    assertTrue(site.release().isPresent());
  }

  @Test
  void everyKeyOfTheTableIsInIt() throws IOException {
    Faults faults = new Faults();
    YamlReader reader = new YamlReader(faults);
    YamlNode node =
        reader
            .load("example.yaml", FILE, Optional.empty())
            .flatMap(reader::parse)
            .orElseThrow(AssertionError::new);
    Set<String> seen = new TreeSet<>();
    collect(node, RecipeFields.RECIPE, "", seen);
    Set<String> all = new TreeSet<>();
    names(RecipeFields.RECIPE, "", all);
    String text = Files.readString(FILE);

    List<String> missing = new ArrayList<>();
    for (String name : all) {
      // A section that has one form only shows the others as comments.
      String last = name.substring(name.lastIndexOf('.') + 1);
      if (!seen.contains(name) && !text.contains("# " + last + ": ")) {
        missing.add(name);
      }
    }
    assertEquals(List.of(), missing);
    assertTrue(all.size() > 130, all.size() + " keys");
  }

  private static void names(Shape shape, String prefix, Set<String> names) {
    Shape inner = inner(shape);
    if (inner instanceof Shape.Section section) {
      for (Field field : section.fields()) {
        names.add(prefix + field.name());
        names(field.shape(), prefix + field.name() + ".", names);
      }
    }
  }

  private static Shape inner(Shape shape) {
    Shape inner = shape instanceof Shape.ListOf list ? list.item() : shape;
    return inner instanceof Shape.Either either ? either.section() : inner;
  }

  private static void collect(YamlNode node, Shape shape, String prefix, Set<String> seen) {
    if (node instanceof YamlNode.Sequence sequence) {
      sequence.items().forEach(item -> collect(item, shape, prefix, seen));
    } else if (node instanceof YamlNode.Mapping mapping
        && inner(shape) instanceof Shape.Section section) {
      for (YamlNode.Pair pair : mapping.pairs()) {
        String name = prefix + pair.key().text();
        seen.add(name);
        Field field = section.byName().get(pair.key().text());
        if (field != null) {
          collect(pair.value(), field.shape(), name + ".", seen);
        }
      }
    }
  }

  @Test
  void everyFieldIsTold() {
    List<String> untold = new ArrayList<>();
    check(RecipeFields.RECIPE, untold);
    assertEquals(List.of(), untold);
  }

  private static void check(Shape shape, List<String> untold) {
    if (inner(shape) instanceof Shape.Section section) {
      for (Field field : section.fields()) {
        boolean sentence = field.doc().endsWith(".") && field.doc().length() > 8;
        boolean leaf = !(inner(field.shape()) instanceof Shape.Section);
        if (!sentence || (leaf && field.example().isEmpty())) {
          untold.add(section.noun() + ": " + field.name());
        }
        check(field.shape(), untold);
      }
    }
  }
}
