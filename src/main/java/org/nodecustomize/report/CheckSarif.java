package org.nodecustomize.report;

import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.INFO;
import static org.nodecustomize.rule.Severity.WARNING;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.tree.TreeNames;

/**
 * A check in the Static Analysis Results Interchange Format 2.1.0 of OASIS. Paths of the image are
 * relative to a base called IMAGE; what is waived is suppressed, what is inherited is unchanged.
 */
public final class CheckSarif {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

  private CheckSarif() {}

  /**
   * The log.
   *
   * @param version of this program
   */
  public static String of(CheckReport report, String version) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("$schema", SCHEMA);
          json.writeStringField("version", "2.1.0");
          json.writeArrayFieldStart("runs");
          json.writeStartObject();
          driver(json, report.result(), version);
          invocation(json, report);
          results(json, report.result());
          json.writeEndObject();
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static void driver(JsonGenerator json, CheckResult result, String version)
      throws IOException {
    json.writeObjectFieldStart("tool");
    json.writeObjectFieldStart("driver");
    json.writeStringField("name", "node-customize");
    json.writeStringField("version", version);
    json.writeArrayFieldStart("rules");
    for (RuleResult one : result.results()) {
      RuleDescription rule = one.rule();
      json.writeStartObject();
      json.writeStringField("id", rule.id());
      json.writeStringField("name", rule.slug());
      text(json, "shortDescription", rule.summary());
      text(json, "fullDescription", rule.summary() + "; hurts: " + rule.consumer());
      json.writeObjectFieldStart("help");
      json.writeStringField("text", "node-customize explain " + rule.id());
      json.writeStringField("markdown", rule.page());
      json.writeEndObject();
      json.writeObjectFieldStart("defaultConfiguration");
      json.writeStringField(
          "level", rule.severity(result.profile()).map(CheckSarif::level).orElse("none"));
      json.writeEndObject();
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  /** What could not be checked is a notification, since it is no result. */
  private static void invocation(JsonGenerator json, CheckReport report) throws IOException {
    json.writeArrayFieldStart("invocations");
    json.writeStartObject();
    json.writeBooleanField("executionSuccessful", true);
    json.writeArrayFieldStart("toolExecutionNotifications");
    for (RuleResult one : report.result().results()) {
      if (one.outcome() instanceof Outcome.CouldNotCheck unchecked) {
        json.writeStartObject();
        json.writeStringField("level", "warning");
        text(json, "message", "could not check: " + unchecked.why());
        json.writeObjectFieldStart("associatedRule");
        json.writeStringField("id", one.rule().id());
        json.writeEndObject();
        json.writeEndObject();
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void results(JsonGenerator json, CheckResult result) throws IOException {
    json.writeArrayFieldStart("results");
    int index = 0;
    Map<String, Integer> indexes = new HashMap<>();
    for (RuleResult one : result.results()) {
      indexes.put(one.rule().id(), index++);
      for (Finding finding : one.findings()) {
        finding(json, finding, indexes.getOrDefault(finding.rule(), 0), Optional.empty());
      }
    }
    for (CheckResult.WaivedFinding one : result.waived()) {
      finding(
          json,
          one.finding(),
          indexes.getOrDefault(one.finding().rule(), 0),
          Optional.of(one.reason()));
    }
    json.writeEndArray();
  }

  private static void finding(
      JsonGenerator json, Finding finding, int index, Optional<String> waived) throws IOException {
    json.writeStartObject();
    json.writeStringField("ruleId", finding.rule());
    json.writeNumberField("ruleIndex", index);
    json.writeStringField("level", level(finding.severity()));
    text(json, "message", finding.path() + ": " + finding.evidence() + "; fix: " + finding.fix());
    if (finding.path().startsWith("/")) {
      json.writeArrayFieldStart("locations");
      json.writeStartObject();
      json.writeObjectFieldStart("physicalLocation");
      json.writeObjectFieldStart("artifactLocation");
      json.writeStringField("uri", uri(finding.path().substring(1)));
      json.writeStringField("uriBaseId", "IMAGE");
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeObjectFieldStart("partialFingerprints");
    json.writeStringField(
        "rulePathEvidence/v1", finding.rule() + " " + finding.path() + " " + finding.evidence());
    json.writeEndObject();
    if (finding.inherited()) {
      json.writeStringField("baselineState", "unchanged");
    }
    if (waived.isPresent()) {
      json.writeArrayFieldStart("suppressions");
      json.writeStartObject();
      json.writeStringField("kind", "external");
      json.writeStringField("justification", waived.get());
      json.writeEndObject();
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private static void text(JsonGenerator json, String field, String text) throws IOException {
    json.writeObjectFieldStart(field);
    json.writeStringField("text", text);
    json.writeEndObject();
  }

  private static String level(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case INFO -> "note";
    };
  }

  /** A relative reference of RFC 3986; a bare {@code .} is the root itself. */
  private static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte b : TreeNames.encode(path)) {
      char c = (char) (b & 0xff);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-._~/@+".indexOf(c) >= 0;
      if (plain) {
        uri.append(c);
      } else {
        uri.append(String.format(Locale.ROOT, "%%%02X", (int) c));
      }
    }
    return uri.isEmpty() ? "." : uri.toString();
  }
}
