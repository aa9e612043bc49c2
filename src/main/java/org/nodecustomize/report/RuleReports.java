package org.nodecustomize.report;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.Severity;

/** The catalogue of rules as text and JSON. */
public final class RuleReports {
  private RuleReports() {}

  /**
   * One line a rule: number, worst severity, kind, {@code fix} where check --fix repairs what it
   * finds or some of it, name and summary.
   */
  public static String text(List<RuleDescription> rules, Optional<LayoutProfile> profile) {
    StringBuilder text = new StringBuilder();
    for (RuleDescription rule : rules) {
      String severity =
          profile.isPresent()
              ? rule.severity(profile.get()).map(Severity::id).orElse("-")
              : rule.severities().values().stream()
                  .sorted()
                  .findFirst()
                  .map(Severity::id)
                  .orElse("-");
      text.append(
          "%s  %-7s  %-6s  %-3s  %-34s %s%n"
              .formatted(
                  rule.id(),
                  severity,
                  rule.kind().id(),
                  rule.fixable() ? "fix" : "",
                  rule.slug(),
                  rule.summary()));
    }
    return text.toString();
  }

  /** For programs. */
  public static String json(List<RuleDescription> rules) {
    return JsonText.pretty(
        json -> {
          json.writeStartArray();
          for (RuleDescription rule : rules) {
            json.writeStartObject();
            json.writeStringField("id", rule.id());
            json.writeStringField("slug", rule.slug());
            json.writeStringField("summary", rule.summary());
            json.writeStringField("kind", rule.kind().id());
            json.writeObjectFieldStart("severity");
            for (Map.Entry<LayoutProfile, Severity> entry : rule.severities().entrySet()) {
              json.writeStringField(entry.getKey().id(), entry.getValue().id());
            }
            json.writeEndObject();
            json.writeStringField("consumer", rule.consumer());
            json.writeStringField("fix", rule.fix());
            json.writeBooleanField("fixable", rule.fixable());
            json.writeStringField("since", rule.since());
            json.writeEndObject();
          }
          json.writeEndArray();
        });
  }
}
