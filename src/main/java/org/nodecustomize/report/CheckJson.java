package org.nodecustomize.report;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

/** A check for programs. */
public final class CheckJson {
  private CheckJson() {}

  /** Everything that is known, rules that passed included. */
  public static String of(CheckReport report) {
    return JsonText.pretty(json -> write(json, report));
  }

  static void write(JsonGenerator json, CheckReport report) throws IOException {
    CheckResult result = report.result();
    json.writeStartObject();
    json.writeStringField("image", report.image().toString());
    if (report.base().isPresent()) {
      json.writeStringField("base", report.base().get().toString());
    }
    json.writeStringField("profile", result.profile().id());
    json.writeStringField("profileReason", result.profileReason());
    json.writeObjectFieldStart("summary");
    json.writeNumberField("errors", result.count(Severity.ERROR));
    json.writeNumberField("warnings", result.count(Severity.WARNING));
    json.writeNumberField("notes", result.count(Severity.INFO));
    json.writeNumberField("couldNotCheck", result.uncheckedRules());
    json.writeEndObject();
    json.writeArrayFieldStart("rules");
    for (RuleResult one : result.results()) {
      rule(json, one);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("waived");
    for (CheckResult.WaivedFinding one : result.waived()) {
      json.writeStartObject();
      json.writeStringField("rule", one.finding().rule());
      json.writeStringField("path", one.finding().path());
      json.writeStringField("reason", one.reason());
      json.writeEndObject();
    }
    json.writeEndArray();
    ChangeReports.strings(json, "remarks", result.remarks());
    json.writeEndObject();
  }

  private static void rule(JsonGenerator json, RuleResult one) throws IOException {
    json.writeStartObject();
    json.writeStringField("id", one.rule().id());
    json.writeStringField("slug", one.rule().slug());
    Outcome outcome = one.outcome();
    if (outcome instanceof Outcome.Failed failed) {
      json.writeStringField("outcome", "failed");
      json.writeArrayFieldStart("findings");
      for (Finding finding : failed.findings()) {
        json.writeStartObject();
        json.writeStringField("severity", finding.severity().id());
        json.writeStringField("path", finding.path());
        json.writeStringField("evidence", finding.evidence());
        json.writeStringField("fix", finding.fix());
        json.writeBooleanField("inherited", finding.inherited());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeNumberField("omitted", failed.omitted());
    } else if (outcome instanceof Outcome.NotApplicable none) {
      json.writeStringField("outcome", "not applicable");
      json.writeStringField("why", none.why());
    } else if (outcome instanceof Outcome.CouldNotCheck unchecked) {
      json.writeStringField("outcome", "could not check");
      json.writeStringField("why", unchecked.why());
    } else {
      json.writeStringField("outcome", "passed");
    }
    json.writeEndObject();
  }
}
