package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.SiteException;

/** Saved plans as JSON. */
public final class SavedPlans {
  /** What the first key of the file says. */
  private static final String FORMAT = "node-customize-plan";

  private static final Pattern START =
      Pattern.compile("\\A\\s*\\{\\s*\"format\"\\s*:\\s*\"" + FORMAT + "\"");
  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
  private static final int MOST_ENTRIES = 100_000;

  private SavedPlans() {}

  /** Whether a text begins as a saved plan does, which no recipe does. */
  public static boolean isPlan(String start) {
    return START.matcher(start).find();
  }

  /** The file. */
  public static String json(SavedPlan plan) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("format", FORMAT);
          json.writeNumberField("version", SavedPlan.VERSION);
          json.writeStringField("tool", plan.tool());
          json.writeStringField("time", plan.time().toString());
          json.writeObjectFieldStart("image");
          json.writeStringField("name", plan.image().name());
          json.writeNumberField("size", plan.image().size());
          json.writeStringField("sha256", plan.image().sha256());
          json.writeEndObject();
          json.writeStringField("recipe", plan.recipe());
          json.writeBooleanField("commands", plan.commands());
          json.writeArrayFieldStart("variables");
          for (SavedPlan.Variable one : plan.variables()) {
            json.writeStartObject();
            json.writeStringField("name", one.name());
            if (one.value().isPresent()) {
              json.writeStringField("value", one.value().get());
            }
            json.writeStringField("sha256", one.sha256());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("inputs");
          for (SavedPlan.Input one : plan.inputs()) {
            json.writeStartObject();
            json.writeStringField("path", one.path());
            json.writeStringField("sha256", one.sha256());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("operations");
          for (SavedPlan.Operation one : plan.operations()) {
            json.writeStartObject();
            json.writeStringField("kind", one.kind());
            json.writeStringField("what", one.what());
            optional(json, "where", one.where());
            optional(json, "digest", one.digest());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void optional(JsonGenerator json, String name, String text) throws IOException {
    if (!text.isEmpty()) {
      json.writeStringField(name, text);
    }
  }

  /**
   * Reads a file that {@link #isPlan}.
   *
   * @param name of the file, for messages
   * @throws SiteException if it is damaged, or of another version
   */
  public static SavedPlan read(String name, String text) {
    Fields fields =
        new Fields(name, JsonFields.of(text).orElseThrow(() -> bad(name, "not whole, or no JSON")));
    String version = fields.text("/version");
    if (!version.equals(Integer.toString(SavedPlan.VERSION))) {
      throw new SiteException(
          Problem.at(
                  name,
                  "unsupported plan: expected version %d but was \"%s\""
                      .formatted(SavedPlan.VERSION, version))
              .withHint("plan again with this program: node-customize plan --save-plan FILE ..."));
    }
    return new SavedPlan(
        fields.text("/tool"),
        fields.time("/time"),
        new SavedPlan.Image(
            fields.text("/image/name"),
            fields.number("/image/size"),
            fields.digest("/image/sha256")),
        fields.text("/recipe"),
        fields.text("/commands").equals("true"),
        fields.list(
            "/variables",
            at ->
                new SavedPlan.Variable(
                    fields.text(at + "/name"),
                    fields.optional(at + "/value"),
                    fields.digest(at + "/sha256"))),
        fields.list(
            "/inputs",
            at -> new SavedPlan.Input(fields.text(at + "/path"), fields.digest(at + "/sha256"))),
        fields.list(
            "/operations",
            at ->
                new SavedPlan.Operation(
                    fields.text(at + "/kind"),
                    fields.text(at + "/what"),
                    fields.optional(at + "/where").orElse(""),
                    fields.optional(at + "/digest").orElse(""))));
  }

  private static SiteException bad(String name, String why) {
    return new SiteException(
        Problem.at(name, "bad plan: " + why)
            .withHint("plan again: node-customize plan --save-plan FILE SITE IMAGE"));
  }

  /** The values of a file, with what they have to be. */
  private record Fields(String name, Map<String, String> values) {
    Optional<String> optional(String field) {
      return Optional.ofNullable(values.get(field));
    }

    String text(String field) {
      return optional(field).orElseThrow(() -> bad(name, "no \"" + field.substring(1) + "\""));
    }

    String digest(String field) {
      String text = text(field);
      if (!DIGEST.matcher(text).matches()) {
        throw bad(name, "\"" + field.substring(1) + "\" is no sha256");
      }
      return text;
    }

    long number(String field) {
      String text = text(field);
      if (!text.matches("[0-9]{1,18}")) {
        throw bad(name, "\"" + field.substring(1) + "\" is no number of bytes");
      }
      return Long.parseLong(text);
    }

    Instant time(String field) {
      try {
        return Instant.parse(text(field));
      } catch (DateTimeException e) {
        throw bad(name, "\"" + field.substring(1) + "\" is no time");
      }
    }

    <T> List<T> list(String field, Function<String, T> entry) {
      long count = number(field + "/#");
      if (count > MOST_ENTRIES) {
        throw bad(
            name, "more than %,d entries of \"%s\"".formatted(MOST_ENTRIES, field.substring(1)));
      }
      List<T> entries = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        entries.add(entry.apply(field + "/" + i));
      }
      return entries;
    }
  }
}
