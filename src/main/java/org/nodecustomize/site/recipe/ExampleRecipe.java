package org.nodecustomize.site.recipe;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes the recipe that shows every key, from the table. */
public final class ExampleRecipe {
  private static final int WIDTH = 100;

  private final StringBuilder text = new StringBuilder();
  private final Set<String> explained = new HashSet<>();

  private ExampleRecipe() {}

  /** The whole file. */
  public static String text() {
    return new ExampleRecipe().write();
  }

  private String write() {
    text.append("# yaml-language-server: $schema=site.schema.json\n");
    comment(
        "",
        "Every key of a recipe, to look up and to copy from; not a recipe to apply. Made by"
            + " scripts/generate-docs from the table that the reader uses: do not edit. Begin with"
            + " one of the other recipes in this directory.");
    for (Field field : RecipeFields.RECIPE.fields()) {
      text.append('\n');
      field("", "", field, field.example());
    }
    return text.toString();
  }

  /**
   * Writes a key with its value.
   *
   * @param indent of the key
   * @param first what stands before it on its line, where that is the first of an item
   */
  private void field(String indent, String first, Field field, String example) {
    String lead = first.isEmpty() ? indent : first;
    Shape shape = field.shape() instanceof Shape.Either either ? either.section() : field.shape();
    if (shape instanceof Shape.ListOf list && list.item() instanceof Shape.Section section) {
      text.append(explain(lead, field)).append(lead).append(field.name()).append(":\n");
      items(indent + "  ", section);
    } else if (shape instanceof Shape.Section section) {
      text.append(explain(lead, field)).append(lead).append(field.name()).append(":\n");
      section(indent + "  ", section);
    } else {
      text.append(explain(lead, field)).append(lead);
      text.append(field.name()).append(": ").append(example).append('\n');
    }
  }

  /** A comment on the key, the first time that it is shown. */
  private String explain(String lead, Field field) {
    String indent = lead.replace("- ", "");
    if (!explained.add(field.name() + ": " + field.doc())) {
      return "";
    }
    StringBuilder words = new StringBuilder(field.doc());
    if (field.required()) {
      words.append(" Required.");
    }
    if (!field.applies().isEmpty()) {
      words.append(" Only ").append(field.applies()).append('.');
    }
    if (!field.standard().isEmpty()) {
      words.append(" Default: ").append(field.standard()).append('.');
    }
    if (field.shape() instanceof Shape.Choice choice && choice.words().size() > 1) {
      words.append(" One of ").append(Wording.words(choice.words())).append('.');
    }
    StringBuilder lines = new StringBuilder();
    wrap(indent, words.toString(), lines);
    return lines.toString();
  }

  private void comment(String indent, String words) {
    wrap(indent, words, text);
  }

  private static void wrap(String indent, String words, StringBuilder lines) {
    StringBuilder line = new StringBuilder(indent).append('#');
    for (String word : words.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.append(line).append('\n');
        line = new StringBuilder(indent).append('#');
      }
      line.append(' ').append(word);
    }
    lines.append(line).append('\n');
  }

  private void items(String indent, Shape.Section section) {
    for (List<Field> variant : variants(section)) {
      boolean first = true;
      for (Field field : variant) {
        if (first) {
          field(indent + "  ", indent + "- ", field, field.example());
        } else {
          field(indent + "  ", "", field, field.example());
        }
        first = false;
      }
    }
  }

  /** A section that is no list item shows what its form leaves out as comments. */
  private void section(String indent, Shape.Section section) {
    List<Field> shown = variants(section).get(0);
    List<String> names = shown.stream().map(Field::name).toList();
    shown.forEach(field -> field(indent, "", field, field.example()));
    for (Field field : section.fields()) {
      if (!names.contains(field.name())) {
        text.append(explain(indent, field));
        text.append(indent).append("# ").append(field.name());
        text.append(": ").append(field.example()).append('\n');
      }
    }
  }

  private static List<List<Field>> variants(Shape.Section section) {
    if (section.variants().isEmpty()) {
      return List.of(section.fields());
    }
    Map<String, Field> fields = new LinkedHashMap<>(section.byName());
    List<List<Field>> variants = new ArrayList<>();
    for (List<String> names : section.variants()) {
      List<Field> variant = new ArrayList<>();
      for (String name : names) {
        String[] parts = name.split("=", 2);
        Field field = fields.get(parts[0]);
        if (field == null) {
          throw new IllegalStateException("no field " + parts[0] + " of " + section.noun());
        }
        variant.add(parts.length == 1 ? field : field.example(parts[1]));
      }
      variants.add(variant);
    }
    return variants;
  }
}
