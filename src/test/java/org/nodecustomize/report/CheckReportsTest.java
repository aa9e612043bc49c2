package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class CheckReportsTest {
  private static final CheckReport REPORT = report();

  private static CheckReport report() {
    RuleDescription keys = rule("NC308");
    RuleDescription labels = rule("NC702");
    RuleDescription mirror = rule("NC101");
    RuleDescription identity = rule("NC307");
    List<Finding> many = new ArrayList<>();
    for (int i = 1; i <= 7; i++) {
      many.add(
          new Finding(
              "NC308",
              Severity.ERROR,
              "/etc/ssh/ssh_host_" + i + "_key",
              "is a host key",
              "delete it",
              false));
    }
    many.add(
        new Finding(
            "NC308",
            Severity.INFO,
            "/etc/ssh/odd <&\"|`\u0007",
            "is a host key",
            "delete it",
            true));
    Finding accepted =
        new Finding("NC307", Severity.WARNING, "/etc/machine-id", "is wrong", "empty it", false);
    return new CheckReport(
        Path.of("node.img"),
        Optional.of(Path.of("base.img")),
        new CheckResult(
            LayoutProfile.IMGBASED,
            "as --profile says",
            List.of(
                new RuleResult(mirror, new Outcome.NotApplicable("there is no base")),
                new RuleResult(identity, new Outcome.Passed()),
                new RuleResult(keys, new Outcome.Failed(many, 0)),
                new RuleResult(labels, new Outcome.CouldNotCheck("the policy was not read"))),
            List.of(new CheckResult.WaivedFinding(accepted, "test rig")),
            List.of("w:1: the waiver of NC101 for /a waives nothing")));
  }

  private static RuleDescription rule(String id) {
    return RuleDescription.of(Catalogue.find(id).orElseThrow());
  }

  @Test
  void theTextShowsFiveFindingsOfEachRuleAndSaysHowManyMore() {
    assertEquals(
        """
        node.img: profile imgbased (as --profile says), compared with base.img

        error NC308 ssh-host-keys: the image has ssh host keys, which all hosts would share
          /etc/ssh/ssh_host_1_key: is a host key
          /etc/ssh/ssh_host_2_key: is a host key
          /etc/ssh/ssh_host_3_key: is a host key
          /etc/ssh/ssh_host_4_key: is a host key
          /etc/ssh/ssh_host_5_key: is a host key
          …and 2 more
          hurts: sshd of every host
          fix: delete it

        info NC308 ssh-host-keys: the image has ssh host keys, which all hosts would share
          /etc/ssh/odd <&"|`\u0007: is a host key (inherited)
          hurts: sshd of every host
          fix: delete it

        could not check:
          NC702: the policy was not read

        waived:
          NC307 /etc/machine-id: test rig
        notice: w:1: the waiver of NC101 for /a waives nothing

        4 rules: 1 passed, 1 not applicable, 1 could not check; 7 errors, 0 warnings, 1 note
        """,
        CheckText.of(REPORT, false));
    assertTrue(CheckText.of(REPORT, true).contains("ssh_host_7_key"));
  }

  @Test
  void aNewlineInANameMakesNoLineOfItsOwn() {
    CheckReport report =
        new CheckReport(
            Path.of("node.img"),
            Optional.empty(),
            new CheckResult(
                LayoutProfile.PLAIN,
                "given",
                List.of(
                    new RuleResult(
                        rule("NC308"),
                        new Outcome.Failed(
                            List.of(
                                new Finding(
                                    "NC308",
                                    Severity.ERROR,
                                    "/etc/ssh/a\n\nerror NC999",
                                    "is a host key",
                                    "delete it",
                                    false)),
                            3))),
                List.of(),
                List.of()));
    String text = CheckText.of(report, false);
    assertTrue(
        text.contains("  /etc/ssh/a\\n\\nerror NC999: is a host key\n  …and 3 more\n"), text);
    assertFalse(text.contains("\nerror NC999"), text);
    assertTrue(CheckMarkdown.of(report).contains("\n…and 3 more\n"));
    assertTrue(
        CheckJunit.of(report, Optional.of(Severity.ERROR))
            .contains("error /etc/ssh/a\\n\\nerror NC999: is a host key"));
  }

  @Test
  void whatIsNotKeptIsCountedOnceWithTheLeastBad() {
    List<Finding> findings =
        List.of(Severity.ERROR, Severity.WARNING).stream()
            .map(bad -> new Finding("NC202", bad, "/run/" + bad, "was added", "x", false))
            .toList();
    String text =
        CheckText.of(
            new CheckReport(
                Path.of("node.img"),
                Optional.empty(),
                new CheckResult(
                    LayoutProfile.PLAIN,
                    "given",
                    List.of(new RuleResult(rule("NC202"), new Outcome.Failed(findings, 9))),
                    List.of(),
                    List.of())),
            false);
    assertTrue(text.contains("/run/WARNING: was added\n  …and 9 more\n"), text);
    assertEquals(text.indexOf("more"), text.lastIndexOf("more"), text);
  }

  @Test
  void whichFindingsCountIsTheCallersChoice() {
    assertTrue(REPORT.fails(Optional.of(Severity.ERROR), false));
    assertFalse(REPORT.fails(Optional.empty(), true));
    CheckReport unchecked =
        new CheckReport(
            REPORT.image(),
            Optional.empty(),
            new CheckResult(
                LayoutProfile.PLAIN,
                "",
                List.of(REPORT.result().results().get(3)),
                List.of(),
                List.of()));
    assertFalse(unchecked.fails(Optional.of(Severity.WARNING), false));
    assertTrue(unchecked.fails(Optional.of(Severity.WARNING), true));
  }

  @Test
  void jsonHasEveryRuleWithItsOutcome() {
    String json = CheckJson.of(REPORT);
    for (String part :
        List.of(
            "\"outcome\" : \"not applicable\"",
            "\"outcome\" : \"passed\"",
            "\"outcome\" : \"failed\"",
            "\"outcome\" : \"could not check\"",
            "\"errors\" : 7",
            "\"reason\" : \"test rig\"",
            "\"inherited\" : true")) {
      assertTrue(json.contains(part), part);
    }
  }

  @Test
  void junitIsXmlThatCountsItsCases() throws Exception {
    Document suite =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(
                new ByteArrayInputStream(
                    CheckJunit.of(REPORT, Optional.of(Severity.ERROR))
                        .getBytes(StandardCharsets.UTF_8)));
    Element root = suite.getDocumentElement();
    assertEquals(
        "4 1 1 1",
        String.join(
            " ",
            root.getAttribute("tests"),
            root.getAttribute("failures"),
            root.getAttribute("errors"),
            root.getAttribute("skipped")));
    assertEquals(4, root.getElementsByTagName("testcase").getLength());
    assertEquals(1, root.getElementsByTagName("failure").getLength());
    assertEquals(
        "info /etc/ssh/odd <&\"|`\\u{0007}: is a host key",
        root.getElementsByTagName("system-out").item(0).getTextContent());
    assertFalse(CheckJunit.of(REPORT, Optional.empty()).contains("<failure"));
  }

  @Test
  void markdownCannotBeBrokenByPaths() {
    String text = CheckMarkdown.of(REPORT);
    assertTrue(
        text.contains("| info (inherited) | `/etc/ssh/odd <&\"\\|'?` | is a host key |\n"), text);
    assertTrue(
        text.startsWith(
            "# Check of `node.img`\n\nProfile imgbased (as --profile says). Compared with `base.img`."),
        text);
  }

  @Test
  void theListOfRulesCanBeOfOneProfile() {
    List<RuleDescription> rules = List.of(rule("NC101"));
    assertEquals(
        "NC101  error    change  fix  etc-not-mirrored                   a change of /etc is missing in the pristine copy\n",
        RuleReports.text(rules, Optional.empty()));
    assertEquals(
        "NC101  -        change  fix  etc-not-mirrored                   a change of /etc is missing in the pristine copy\n",
        RuleReports.text(rules, Optional.of(LayoutProfile.PLAIN)));
    assertTrue(RuleReports.json(rules).contains("\"ngn\" : \"warning\""));
  }
}
