package org.nodecustomize.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

/** A check for people: what failed by rule, worst first, a few findings of each. */
public final class CheckText {
  private static final int SHOWN = 5;

  private CheckText() {}

  /**
   * The report.
   *
   * @param all whether every finding is to be shown
   */
  public static String of(CheckReport report, boolean all) {
    CheckResult result = report.result();
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s: profile %s (%s)%s"
            .formatted(
                report.image(),
                result.profile().id(),
                result.profileReason(),
                report.base().map(base -> ", compared with " + base).orElse("")));
    for (Severity severity : Severity.values()) {
      for (RuleResult one : result.results()) {
        rule(one, severity, all, lines);
      }
    }
    unchecked(result, lines);
    waived(result, lines);
    lines.add("");
    lines.add(summary(result));
    return TextLines.of(lines);
  }

  /** A rule's findings of one severity. */
  private static void rule(RuleResult one, Severity severity, boolean all, List<String> lines) {
    List<Finding> findings =
        one.findings().stream().filter(finding -> finding.severity() == severity).toList();
    if (findings.isEmpty()) {
      return;
    }
    RuleDescription rule = one.rule();
    lines.add("");
    lines.add("%s %s %s: %s".formatted(severity.id(), rule.id(), rule.slug(), rule.summary()));
    int shown = all ? findings.size() : Math.min(SHOWN, findings.size());
    for (Finding finding : findings.subList(0, shown)) {
      lines.add(
          "  %s: %s%s"
              .formatted(
                  finding.path(), finding.evidence(), finding.inherited() ? " (inherited)" : ""));
    }
    boolean last =
        one.findings().stream().noneMatch(finding -> finding.severity().compareTo(severity) > 0);
    // What is not kept is no worse than what is.
    int omitted = last && one.outcome() instanceof Outcome.Failed failed ? failed.omitted() : 0;
    int more = findings.size() - shown + omitted;
    if (more > 0) {
      lines.add("  …and " + more + " more");
    }
    lines.add("  hurts: " + rule.consumer());
    lines.add("  fix: " + findings.get(0).fix());
  }

  private static void unchecked(CheckResult result, List<String> lines) {
    Map<String, List<String>> rules = new TreeMap<>();
    for (RuleResult one : result.results()) {
      if (one.outcome() instanceof Outcome.CouldNotCheck unchecked) {
        rules.computeIfAbsent(unchecked.why(), why -> new ArrayList<>()).add(one.rule().id());
      }
    }
    if (!rules.isEmpty()) {
      lines.add("");
      lines.add("could not check:");
      rules.forEach((why, ids) -> lines.add("  %s: %s".formatted(String.join(" ", ids), why)));
    }
  }

  private static void waived(CheckResult result, List<String> lines) {
    if (!result.waived().isEmpty()) {
      lines.add("");
      lines.add("waived:");
      result
          .waived()
          .forEach(
              one ->
                  lines.add(
                      "  %s %s: %s"
                          .formatted(one.finding().rule(), one.finding().path(), one.reason())));
    }
    result.remarks().forEach(remark -> lines.add("notice: " + remark));
  }

  private static String summary(CheckResult result) {
    long passed = count(result, Outcome.Passed.class);
    long none = count(result, Outcome.NotApplicable.class);
    return "%d rules: %d passed, %d not applicable, %d could not check; %s, %s, %s"
        .formatted(
            result.results().size(),
            passed,
            none,
            result.uncheckedRules(),
            number(result.count(Severity.ERROR), "error"),
            number(result.count(Severity.WARNING), "warning"),
            number(result.count(Severity.INFO), "note"));
  }

  private static long count(CheckResult result, Class<? extends Outcome> kind) {
    return result.results().stream().filter(one -> kind.isInstance(one.outcome())).count();
  }

  private static String number(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
