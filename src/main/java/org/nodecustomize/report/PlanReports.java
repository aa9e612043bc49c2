package org.nodecustomize.report;

import java.util.ArrayList;
import java.util.List;

/** Plans as text and JSON. */
public final class PlanReports {
  private static final int PATHS = 200;

  private PlanReports() {}

  /** For people. */
  public static String text(PlanReport plan) {
    List<String> lines = new ArrayList<>();
    lines.add("%s: layout %s".formatted(plan.image(), plan.profile()));
    if (plan.isEmpty()) {
      lines.add("nothing to do: the image is as the recipe wants it");
      return String.join("\n", lines) + "\n";
    }
    if (!plan.packages().isEmpty()) {
      lines.add("packages");
      plan.packages().forEach(line -> lines.add("  " + line));
    }
    String phase = "";
    for (PlanReport.PlannedStep step : plan.steps()) {
      if (!step.phase().equals(phase)) {
        phase = step.phase();
        lines.add("%s (%s)".formatted(phase, step.reason()));
      }
      lines.add(
          "  %s%s  [%s]"
              .formatted(step.title(), step.idle().map(why -> ": " + why).orElse(""), step.where()));
    }
    if (!plan.sealed().isEmpty()) {
      lines.add("so that it survives");
      plan.sealed().stream()
          .limit(PATHS)
          .forEach(one -> lines.add("  %s: %s [%s]".formatted(one.path(), one.text(), one.rule())));
      more(lines, plan.sealed().size());
    }
    lines.add("paths");
    plan.paths().stream()
        .limit(PATHS)
        .forEach(one -> lines.add("  %-6s %s".formatted(one.verb(), one.path())));
    more(lines, plan.paths().size());
    lines.add(
        "%s to be written beside packages, %s free in the image"
            .formatted(ByteSizes.text(plan.bytes()), ByteSizes.text(plan.freeBytes())));
    plan.notices().forEach(notice -> lines.add("note: " + notice));
    return String.join("\n", lines) + "\n";
  }

  private static void more(List<String> lines, int count) {
    if (count > PATHS) {
      lines.add("  ... and %d more (--format json has all)".formatted(count - PATHS));
    }
  }

  /** For programs. */
  public static String json(PlanReport plan) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("image", plan.image().toString());
          json.writeStringField("profile", plan.profile());
          json.writeBooleanField("changes", !plan.isEmpty());
          ChangeReports.strings(json, "packages", plan.packages());
          json.writeArrayFieldStart("steps");
          for (PlanReport.PlannedStep step : plan.steps()) {
            json.writeStartObject();
            json.writeStringField("phase", step.phase());
            json.writeStringField("reason", step.reason());
            json.writeStringField("title", step.title());
            json.writeStringField("where", step.where());
            json.writeBooleanField("due", step.due());
            if (step.idle().isPresent()) {
              json.writeStringField("idle", step.idle().get());
            }
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("paths");
          for (PlanReport.PlannedPath one : plan.paths()) {
            json.writeStartObject();
            json.writeStringField("verb", one.verb());
            json.writeStringField("path", one.path());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeArrayFieldStart("sealed");
          for (PlanReport.SealedPath one : plan.sealed()) {
            json.writeStartObject();
            json.writeStringField("rule", one.rule());
            json.writeStringField("path", one.path());
            json.writeStringField("text", one.text());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeNumberField("bytes", plan.bytes());
          json.writeNumberField("freeBytes", plan.freeBytes());
          ChangeReports.strings(json, "notices", plan.notices());
          json.writeEndObject();
        });
  }
}
