package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

class FixReportsTest {
  private static RuleDescription rule(String id) {
    return RuleDescription.of(Catalogue.find(id).orElseThrow());
  }

  private static CheckReport check(String image, Outcome outcome) {
    return new CheckReport(
        Path.of(image),
        Optional.empty(),
        new CheckResult(
            LayoutProfile.IMGBASED,
            "as --profile says",
            List.of(new RuleResult(rule("NC308"), outcome)),
            List.of(),
            List.of()));
  }

  private static Outcome failed() {
    return new Outcome.Failed(
        List.of(
            new Finding(
                "NC308",
                Severity.ERROR,
                "/etc/ssh/ssh_host_rsa_key",
                "is a host key",
                "delete it",
                false)),
        0);
  }

  private static List<FixReport.Fix> fixes(int count) {
    List<FixReport.Fix> fixes = new ArrayList<>();
    fixes.add(new FixReport.Fix(rule("NC114"), "/etc/motd.rpmnew", "removed"));
    for (int i = 0; i < count; i++) {
      fixes.add(new FixReport.Fix(rule("NC209"), "/var/cache/dnf/" + i, "removed"));
    }
    return fixes;
  }

  private static FixReport written() {
    return new FixReport(
        check("node.img", failed()),
        check("new.img", new Outcome.Passed()),
        fixes(7),
        Optional.of(Path.of("new.img")),
        3 << 20,
        false);
  }

  @Test
  void theTextTellsWhatWasDoneAndWhatIsLeft() {
    assertEquals(
        """
        node.img: fixed

        NC114 merge-litter: a file that a merge or an editor left behind
          /etc/motd.rpmnew: removed

        NC209 build-litter: a cache, log or history that building the image left behind
          /var/cache/dnf/0: removed
          /var/cache/dnf/1: removed
          /var/cache/dnf/2: removed
          /var/cache/dnf/3: removed
          /var/cache/dnf/4: removed
          …and 2 more

        left

        new.img: profile imgbased (as --profile says)

        1 rules: 1 passed, 0 not applicable, 0 could not check; 0 errors, 0 warnings, 0 notes

        wrote new.img (3.0 MiB)
        """,
        FixReports.text(written(), false));
    assertTrue(FixReports.text(written(), true).contains("/var/cache/dnf/6: removed\n"));
  }

  @Test
  void aDryRunSaysSo() {
    FixReport report =
        new FixReport(
            check("node.img", failed()),
            check("node.img", new Outcome.Passed()),
            fixes(0),
            Optional.empty(),
            0,
            true);
    assertEquals(
        """
        node.img: would be fixed

        NC114 merge-litter: a file that a merge or an editor left behind
          /etc/motd.rpmnew: removed

        would be left

        node.img: profile imgbased (as --profile says)

        1 rules: 1 passed, 0 not applicable, 0 could not check; 0 errors, 0 warnings, 0 notes
        """,
        FixReports.text(report, false));
    assertTrue(report.result().fails(Optional.of(Severity.ERROR), false));
  }

  @Test
  void nothingToFixIsSaid() {
    FixReport report = FixReport.nothing(check("node.img", failed()), false);
    assertTrue(
        FixReports.text(report, false)
            .startsWith(
                "node.img: nothing that can be fixed; nothing was written\n\nleft\n\nnode.img:"));
    assertTrue(report.result().fails(Optional.of(Severity.ERROR), false));
  }

  @Test
  void jsonHasEveryFixAndTheCheckOfTheResult() {
    String json = FixReports.json(written());
    assertTrue(
        json.startsWith(
            """
            {
              "image" : "node.img",
              "dryRun" : false,
              "output" : "new.img",
              "outputSize" : 3145728,
              "fixed" : [ {
                "rule" : "NC114",
                "slug" : "merge-litter",
                "path" : "/etc/motd.rpmnew",
                "done" : "removed"
              }, {
            """),
        json);
    assertTrue(json.contains("\"left\" : {\n    \"image\" : \"new.img\","), json);
    assertTrue(json.contains("/var/cache/dnf/6"));
  }
}
