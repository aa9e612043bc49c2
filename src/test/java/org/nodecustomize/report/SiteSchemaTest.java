package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.nodecustomize.site.recipe.Field;
import org.nodecustomize.site.recipe.RecipeFields;
import org.nodecustomize.site.recipe.Shape;

final class SiteSchemaTest {
  private final String schema = SiteSchema.text();

  @Test
  void theFileIsWhatTheTableSays() throws IOException {
    assertEquals(
        Files.readString(Path.of("customizations/site.schema.json")),
        schema,
        "run scripts/generate-docs");
  }

  @Test
  void everyKeyOfTheTableIsAProperty() throws IOException {
    Set<String> names = new TreeSet<>();
    collect(RecipeFields.RECIPE, names);
    Set<String> properties = new TreeSet<>();
    try (JsonParser parser = new JsonFactory().createParser(schema)) {
      while (parser.nextToken() != null) {
        if (parser.currentToken() == JsonToken.FIELD_NAME) {
          properties.add(parser.currentName());
        }
      }
    }
    assertTrue(properties.containsAll(names), names + " in " + properties);
  }

  private static void collect(Shape shape, Set<String> names) {
    if (shape instanceof Shape.ListOf list) {
      collect(list.item(), names);
    } else if (shape instanceof Shape.Either either) {
      collect(either.section(), names);
    } else if (shape instanceof Shape.Section section) {
      for (Field field : section.fields()) {
        names.add(field.name());
        collect(field.shape(), names);
      }
    }
  }

  @Test
  void patternsAreInTheWordsThatEditorsShareWithJava() throws IOException {
    List<String> odd = new ArrayList<>();
    try (JsonParser parser = new JsonFactory().createParser(schema)) {
      while (parser.nextToken() != null) {
        if ("pattern".equals(parser.currentName())
            && parser.currentToken() == JsonToken.VALUE_STRING) {
          String pattern = parser.getText();
          Pattern.compile(pattern);
          if (pattern.contains("\\p{") || pattern.contains("&&") || pattern.contains("(?<=")) {
            odd.add(pattern);
          }
        }
      }
    }
    assertEquals(List.of(), odd);
  }
}
