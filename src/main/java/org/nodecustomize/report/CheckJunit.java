package org.nodecustomize.report;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

/** A check as a test suite in the XML that continuous integration reads: one case a rule. */
public final class CheckJunit {
  private CheckJunit() {}

  /**
   * The suite.
   *
   * @param failOn the least bad finding that fails a case; empty for none
   */
  public static String of(CheckReport report, Optional<Severity> failOn) {
    List<RuleResult> results = report.result().results();
    StringBuilder xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml.append(
        "<testsuite name=\"%s\" tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\">%n"
            .formatted(
                escaped("node-customize check " + report.image()),
                results.size(),
                results.stream().filter(one -> !failing(one, failOn).isEmpty()).count(),
                report.result().uncheckedRules(),
                results.stream()
                    .filter(one -> one.outcome() instanceof Outcome.NotApplicable)
                    .count()));
    for (RuleResult one : results) {
      xml.append(
          "  <testcase classname=\"node-customize.%s\" name=\"%s %s\">%n"
              .formatted(
                  report.result().profile().id(), one.rule().id(), escaped(one.rule().slug())));
      body(one, failOn, xml);
      xml.append("  </testcase>\n");
    }
    return xml.append("</testsuite>\n").toString();
  }

  private static List<Finding> failing(RuleResult one, Optional<Severity> failOn) {
    return one.findings().stream()
        .filter(f -> failOn.filter(limit -> f.severity().compareTo(limit) <= 0).isPresent())
        .toList();
  }

  private static void body(RuleResult one, Optional<Severity> failOn, StringBuilder xml) {
    if (one.outcome() instanceof Outcome.NotApplicable none) {
      xml.append("    <skipped message=\"%s\"/>%n".formatted(escaped(none.why())));
    } else if (one.outcome() instanceof Outcome.CouldNotCheck unchecked) {
      xml.append(
          "    <error message=\"%s\"/>%n"
              .formatted(escaped("could not check: " + unchecked.why())));
    }
    List<Finding> failing = failing(one, failOn);
    if (!failing.isEmpty()) {
      xml.append(
          "    <failure message=\"%s\">%s</failure>%n"
              .formatted(escaped(one.rule().summary()), escaped(lines(failing))));
    }
    List<Finding> others =
        one.findings().stream().filter(finding -> !failing.contains(finding)).toList();
    if (!others.isEmpty()) {
      xml.append("    <system-out>%s</system-out>%n".formatted(escaped(lines(others))));
    }
  }

  private static String lines(List<Finding> findings) {
    return findings.stream()
        .map(f -> TextLines.line(f.severity().id() + " " + f.path() + ": " + f.evidence()))
        .collect(Collectors.joining("\n"));
  }

  /** Text of XML 1.0; characters that it cannot hold are told by their number. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append('\n');
                default -> {
                  boolean legal =
                      c >= ' ' && !(c >= 0xd800 && c <= 0xdfff) && c != 0xfffe && c != 0xffff;
                  if (legal) {
                    escaped.appendCodePoint(c);
                  } else {
                    escaped.append(String.format(Locale.ROOT, "\\u{%04x}", c));
                  }
                }
              }
            });
    return escaped.toString();
  }
}
