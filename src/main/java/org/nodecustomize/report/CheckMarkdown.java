package org.nodecustomize.report;

import java.util.List;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

/** A check in Markdown, for a comment on a change or a page of a wiki. */
public final class CheckMarkdown {
  private static final int SHOWN = 20;

  private CheckMarkdown() {}

  /** The report. */
  public static String of(CheckReport report) {
    CheckResult result = report.result();
    StringBuilder text = new StringBuilder();
    text.append("# Check of %s%n%n".formatted(code(report.image().toString())));
    text.append(
        "Profile %s (%s).".formatted(result.profile().id(), escaped(result.profileReason())));
    report
        .base()
        .ifPresent(base -> text.append(" Compared with %s.".formatted(code(base.toString()))));
    text.append(
        "%n%n| errors | warnings | notes | could not check |%n|---|---|---|---|%n| %d | %d | %d | %d |%n"
            .formatted(
                result.count(Severity.ERROR),
                result.count(Severity.WARNING),
                result.count(Severity.INFO),
                result.uncheckedRules()));
    for (RuleResult one : result.results()) {
      if (!one.findings().isEmpty()) {
        rule(one, text);
      }
    }
    return text.toString();
  }

  private static void rule(RuleResult one, StringBuilder text) {
    text.append("%n## %s %s%n%n".formatted(one.rule().id(), one.rule().slug()));
    text.append(escaped(one.rule().summary())).append(".\n\n");
    text.append("| severity | path | evidence |\n|---|---|---|\n");
    List<Finding> findings = one.findings();
    for (Finding finding : findings.subList(0, Math.min(SHOWN, findings.size()))) {
      text.append(
          "| %s | %s | %s |%n"
              .formatted(
                  finding.severity().id() + (finding.inherited() ? " (inherited)" : ""),
                  code(finding.path()),
                  escaped(finding.evidence())));
    }
    int omitted = one.outcome() instanceof Outcome.Failed failed ? failed.omitted() : 0;
    int more = Math.max(0, findings.size() - SHOWN) + omitted;
    if (more > 0) {
      text.append("%n…and %d more%n".formatted(more));
    }
    text.append("%nFix: %s.%n".formatted(escaped(findings.get(0).fix())));
  }

  /** A code span that a back quote in the text cannot end. */
  private static String code(String text) {
    return "`" + plain(text).replace("`", "'").replace("|", "\\|") + "`";
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    plain(text)
        .chars()
        .forEach(
            c -> {
              if ("\\`*_{}[]<>#|!".indexOf(c) >= 0) {
                escaped.append('\\');
              }
              escaped.append((char) c);
            });
    return escaped.toString();
  }

  private static String plain(String text) {
    return text.replaceAll("\\p{Cntrl}", "?");
  }
}
