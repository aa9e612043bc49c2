package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import org.nodecustomize.site.recipe.Field;
import org.nodecustomize.site.recipe.RecipeFields;
import org.nodecustomize.site.recipe.Shape;
import org.nodecustomize.site.recipe.Wording;

/**
 * The JSON Schema of recipes (draft 2020-12), for editors. It is as strict as an editor can be without
 * the image and without variables: wherever a text has a form, one with a variable in it passes too.
 */
public final class SiteSchema {
  private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
  private static final String VARIABLE = "\\$\\{[A-Za-z_][A-Za-z0-9_.-]*\\}";

  private final JsonGenerator json;

  private SiteSchema(JsonGenerator json) {
    this.json = json;
  }

  /** The text of the schema. */
  public static String text() {
    return JsonText.pretty(json -> new SiteSchema(json).document());
  }

  private void document() throws IOException {
    json.writeStartObject();
    json.writeStringField("$schema", DRAFT);
    json.writeStringField("title", "A recipe of node-customize");
    body(RecipeFields.RECIPE);
    json.writeEndObject();
  }

  private void shape(Shape shape) throws IOException {
    if (shape instanceof Shape.Section section) {
      section(section);
    } else if (shape instanceof Shape.Either either) {
      json.writeArrayFieldStart("anyOf");
      object(either.word());
      object(either.section());
      json.writeEndArray();
    } else if (shape instanceof Shape.ListOf list) {
      types("array", "null");
      json.writeObjectFieldStart("items");
      shape(list.item());
      json.writeEndObject();
    } else if (shape instanceof Shape.Named named) {
      types("object", "null");
      if (named.name().pattern().isPresent()) {
        json.writeObjectFieldStart("propertyNames");
        json.writeStringField("pattern", anchored(named.name().pattern().get()));
        json.writeEndObject();
      }
      json.writeObjectFieldStart("additionalProperties");
      // A variable may be left without a value, to be given from outside.
      shape(named.value());
      json.writeEndObject();
    } else {
      word(shape);
    }
  }

  private void object(Shape shape) throws IOException {
    json.writeStartObject();
    shape(shape);
    json.writeEndObject();
  }

  private void word(Shape shape) throws IOException {
    if (shape instanceof Shape.Text text) {
      types("string", "number", "boolean");
      if (text.kind().pattern().isPresent()) {
        json.writeStringField("pattern", orVariable(text.kind().pattern().get()));
      }
    } else if (shape instanceof Shape.Choice choice) {
      json.writeArrayFieldStart("anyOf");
      json.writeStartObject();
      strings("enum", choice.words());
      json.writeEndObject();
      variable();
      json.writeEndArray();
    } else {
      json.writeArrayFieldStart("anyOf");
      json.writeStartObject();
      if (shape instanceof Shape.Whole whole) {
        json.writeStringField("type", "integer");
        json.writeNumberField("minimum", whole.least());
        json.writeNumberField("maximum", whole.most());
      } else {
        json.writeStringField("type", "boolean");
      }
      json.writeEndObject();
      variable();
      json.writeEndArray();
    }
  }

  private void variable() throws IOException {
    json.writeStartObject();
    json.writeStringField("type", "string");
    json.writeStringField("pattern", VARIABLE);
    json.writeEndObject();
  }

  private static String anchored(String pattern) {
    return "^(?:" + pattern + ")$";
  }

  private static String orVariable(String pattern) {
    return anchored(pattern) + "|" + VARIABLE;
  }

  private void types(String... names) throws IOException {
    strings("type", List.of(names));
  }

  private void strings(String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }

  private void section(Shape.Section section) throws IOException {
    if (section.shorthand().isPresent()) {
      Field field = section.byName().get(section.shorthand().get());
      json.writeArrayFieldStart("anyOf");
      if (field != null) {
        object(field.shape());
      }
      json.writeStartObject();
      body(section);
      json.writeEndObject();
      json.writeEndArray();
    } else {
      body(section);
    }
  }

  private void body(Shape.Section section) throws IOException {
    boolean mayBeEmpty =
        section.constraints().isEmpty() && section.fields().stream().noneMatch(Field::required);
    if (mayBeEmpty) {
      types("object", "null");
    } else {
      json.writeStringField("type", "object");
    }
    json.writeBooleanField("additionalProperties", false);
    List<String> required =
        section.fields().stream().filter(Field::required).map(Field::name).toList();
    if (!required.isEmpty()) {
      strings("required", required);
    }
    json.writeObjectFieldStart("properties");
    for (Field field : section.fields()) {
      json.writeObjectFieldStart(field.name());
      json.writeStringField("description", description(field));
      if (field.name().equals("vars")) {
        variables();
      } else {
        shape(field.shape());
      }
      json.writeEndObject();
    }
    json.writeEndObject();
    constraints(section);
  }

  /** Values of variables may be missing. */
  private void variables() throws IOException {
    types("object", "null");
    json.writeObjectFieldStart("additionalProperties");
    types("string", "number", "boolean", "null");
    json.writeEndObject();
  }

  private static String description(Field field) {
    StringBuilder text = new StringBuilder(field.doc());
    text.append(" Expects ").append(Wording.of(field.shape())).append('.');
    if (!field.applies().isEmpty()) {
      text.append(" Only ").append(field.applies()).append('.');
    }
    if (!field.standard().isEmpty()) {
      text.append(" Default: ").append(field.standard()).append('.');
    }
    return text.toString();
  }

  private void constraints(Shape.Section section) throws IOException {
    if (section.constraints().isEmpty()) {
      return;
    }
    json.writeArrayFieldStart("allOf");
    for (Shape.Constraint constraint : section.constraints()) {
      json.writeStartObject();
      if (constraint instanceof Shape.ExactlyOne one) {
        alternatives("oneOf", one.names());
      } else if (constraint instanceof Shape.AtLeastOne some) {
        alternatives("anyOf", some.names());
      } else if (constraint instanceof Shape.Needs needs) {
        json.writeObjectFieldStart("dependentSchemas");
        json.writeObjectFieldStart(needs.name());
        alternatives("anyOf", needs.others());
        json.writeEndObject();
        json.writeEndObject();
      }
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void alternatives(String keyword, List<String> names) throws IOException {
    json.writeArrayFieldStart(keyword);
    for (String name : names) {
      json.writeStartObject();
      strings("required", List.of(name));
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
