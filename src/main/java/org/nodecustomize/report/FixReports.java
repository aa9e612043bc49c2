package org.nodecustomize.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nodecustomize.rule.RuleDescription;

/** Repairs as text and JSON. */
public final class FixReports {
  private static final int SHOWN = 5;

  private FixReports() {}

  /**
   * For people: what was repaired by rule, then the check of the result.
   *
   * @param all whether everything is to be shown, not the first five of each rule
   */
  public static String text(FixReport report, boolean all) {
    List<String> lines = new ArrayList<>();
    String image = report.before().image().toString();
    if (report.fixes().isEmpty()) {
      lines.add(image + ": nothing that can be fixed; nothing was written");
    } else {
      lines.add(image + (report.dryRun() ? ": would be fixed" : ": fixed"));
      Map<RuleDescription, List<FixReport.Fix>> byRule = new LinkedHashMap<>();
      report
          .fixes()
          .forEach(fix -> byRule.computeIfAbsent(fix.rule(), rule -> new ArrayList<>()).add(fix));
      byRule.forEach((rule, fixes) -> rule(rule, fixes, all, lines));
    }
    lines.add("");
    lines.add(report.dryRun() && !report.fixes().isEmpty() ? "would be left" : "left");
    String rest = CheckText.of(report.after(), all);
    String written =
        report
            .output()
            .map(
                output ->
                    "\nwrote %s (%s)\n".formatted(output, ByteSizes.text(report.outputSize())))
            .orElse("");
    return TextLines.of(lines) + "\n" + rest + written;
  }

  private static void rule(
      RuleDescription rule, List<FixReport.Fix> fixes, boolean all, List<String> lines) {
    lines.add("");
    lines.add("%s %s: %s".formatted(rule.id(), rule.slug(), rule.summary()));
    int shown = all ? fixes.size() : Math.min(SHOWN, fixes.size());
    fixes.subList(0, shown).forEach(fix -> lines.add("  " + fix.path() + ": " + fix.done()));
    if (shown < fixes.size()) {
      lines.add("  …and " + (fixes.size() - shown) + " more");
    }
  }

  /** For programs. */
  public static String json(FixReport report) {
    return JsonText.pretty(
        json -> {
          json.writeStartObject();
          json.writeStringField("image", report.before().image().toString());
          json.writeBooleanField("dryRun", report.dryRun());
          if (report.output().isPresent()) {
            json.writeStringField("output", report.output().get().toString());
            json.writeNumberField("outputSize", report.outputSize());
          }
          json.writeArrayFieldStart("fixed");
          for (FixReport.Fix fix : report.fixes()) {
            json.writeStartObject();
            json.writeStringField("rule", fix.rule().id());
            json.writeStringField("slug", fix.rule().slug());
            json.writeStringField("path", fix.path());
            json.writeStringField("done", fix.done());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeFieldName("left");
          CheckJson.write(json, report.after());
          json.writeEndObject();
        });
  }
}
