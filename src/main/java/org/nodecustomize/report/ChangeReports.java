package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Reports of changes as text and JSON. */
public final class ChangeReports {
  private ChangeReports() {}

  /** For people: what was done and where the result is. */
  public static String text(ChangeReport report) {
    List<String> lines = new ArrayList<>(report.alreadyDone());
    report
        .record()
        .ifPresent(
            record -> {
              record
                  .installed()
                  .forEach(nevra -> lines.add("installed " + nevra + note(record, nevra)));
              record.removed().forEach(nevra -> lines.add("removed " + nevra));
              record.steps().forEach(step -> lines.add(step.title()));
            });
    if (report.record().isEmpty()) {
      lines.add("nothing to do");
    }
    report
        .output()
        .ifPresent(
            output ->
                lines.add("wrote %s (%s)".formatted(output, ByteSizes.text(report.outputSize()))));
    return TextLines.of(lines);
  }

  private static String note(ChangeRecord record, String nevra) {
    return record.packages().stream()
        .filter(file -> file.nevra().equals(nevra))
        .map(file -> (file.dependency() ? " as a dependency" : "") + " (" + file.signature() + ")")
        .findFirst()
        .orElse("");
  }

  /** For programs. */
  public static String json(ChangeReport report) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("input", report.input().toString());
          if (report.output().isPresent()) {
            json.writeStringField("output", report.output().get().toString());
            json.writeNumberField("outputSize", report.outputSize());
          }
          json.writeBooleanField("changed", report.record().isPresent());
          if (report.record().isPresent()) {
            json.writeFieldName("change");
            write(json, report.record().get());
          }
          strings(json, "alreadyDone", report.alreadyDone());
          json.writeBooleanField("emulated", report.emulated());
          json.writeNumberField("seconds", report.took().toMillis() / 1000.0);
          json.writeEndObject();
        });
  }

  static void write(JsonGenerator json, ChangeRecord record) throws IOException {
    json.writeStartObject();
    json.writeStringField("operation", record.operation());
    json.writeArrayFieldStart("packages");
    for (ChangeRecord.PackageFile file : record.packages()) {
      json.writeStartObject();
      json.writeStringField("nevra", file.nevra());
      json.writeStringField("sha256", file.sha256());
      json.writeStringField("signature", file.signature());
      json.writeBooleanField("dependency", file.dependency());
      json.writeEndObject();
    }
    json.writeEndArray();
    strings(json, "installed", record.installed());
    strings(json, "removed", record.removed());
    if (!record.steps().isEmpty()) {
      json.writeArrayFieldStart("steps");
      for (ChangeRecord.DoneStep step : record.steps()) {
        json.writeStartObject();
        json.writeStringField("title", step.title());
        json.writeStringField("where", step.where());
        if (step.once().isPresent()) {
          json.writeStringField(ImageRecord.ONCE, step.once().get());
        }
        if (!step.paths().isEmpty()) {
          strings(json, "paths", step.paths());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!record.inputs().isEmpty()) {
      json.writeArrayFieldStart("inputs");
      for (ChangeRecord.InputFile input : record.inputs()) {
        json.writeStartObject();
        json.writeStringField("name", input.name());
        json.writeStringField("sha256", input.sha256());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (record.base().isPresent()) {
      json.writeStringField("base", record.base().get());
    }
    if (!record.sealed().isEmpty()) {
      json.writeArrayFieldStart("sealed");
      for (ChangeRecord.SealedPaths sealed : record.sealed()) {
        json.writeStartObject();
        json.writeStringField("rule", sealed.rule());
        strings(json, "paths", sealed.paths());
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    if (!record.byPrograms().isEmpty()) {
      strings(json, "byPrograms", record.byPrograms());
    }
    if (!record.packageOrigins().isEmpty()) {
      json.writeArrayFieldStart("packageOrigins");
      for (ChangeRecord.PackageOrigin origin : record.packageOrigins()) {
        json.writeStartObject();
        json.writeStringField("nevra", origin.nevra());
        json.writeStringField("where", origin.where());
        if (origin.neededBy().isPresent()) {
          json.writeStringField("neededBy", origin.neededBy().get());
        }
        json.writeEndObject();
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  static void strings(JsonGenerator json, String name, List<String> values) throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
