package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.CheckResult;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Outcome;
import org.nodecustomize.rule.RuleDescription;
import org.nodecustomize.rule.RuleResult;
import org.nodecustomize.rule.Severity;

/**
 * Holds the log to the required properties and closed values of the SARIF 2.1.0 schema, as OASIS
 * publishes it; read by a reader of its own.
 */
class CheckSarifTest {
  private static final Set<String> LEVELS = Set.of("none", "note", "warning", "error");

  private final Map<String, Object> log = read();

  private static Map<String, Object> read() {
    RuleDescription keys = RuleDescription.of(Catalogue.find("NC308").orElseThrow());
    RuleDescription labels = RuleDescription.of(Catalogue.find("NC702").orElseThrow());
    Finding finding =
        new Finding(
            "NC308", Severity.ERROR, "/etc/ssh/a b\udc80ü", "is a host key", "delete it", false);
    Finding container =
        new Finding("NC308", Severity.INFO, "squashfs", "is odd", "delete it", true);
    CheckReport report =
        new CheckReport(
            Path.of("node.img"),
            Optional.empty(),
            new CheckResult(
                LayoutProfile.IMGBASED,
                "",
                List.of(
                    new RuleResult(keys, new Outcome.Failed(List.of(finding, container), 0)),
                    new RuleResult(labels, new Outcome.CouldNotCheck("no policy"))),
                List.of(new CheckResult.WaivedFinding(finding, "test rig")),
                List.of()));
    return JsonReader.object(CheckSarif.of(report, "1.0"));
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> object(Map<String, Object> in, String name) {
    return (Map<String, Object>) Objects.requireNonNull(in.get(name), name);
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> objects(Map<String, Object> in, String name) {
    return (List<Map<String, Object>>) Objects.requireNonNull(in.get(name), name);
  }

  private Map<String, Object> run() {
    return objects(log, "runs").get(0);
  }

  @Test
  void theLogHasItsVersionAndOneRun() {
    assertEquals("2.1.0", log.get("version"));
    assertEquals(Set.of("$schema", "version", "runs"), log.keySet());
    assertEquals(1, objects(log, "runs").size());
    assertEquals(Set.of("tool", "invocations", "results"), run().keySet());
  }

  @Test
  void rulesHaveWhatReportingDescriptorsNeed() {
    Map<String, Object> driver = object(object(run(), "tool"), "driver");
    assertEquals("node-customize", driver.get("name"));
    List<Map<String, Object>> rules = objects(driver, "rules");
    assertEquals(List.of("NC308", "NC702"), rules.stream().map(rule -> rule.get("id")).toList());
    for (Map<String, Object> rule : rules) {
      assertTrue(object(rule, "shortDescription").get("text") instanceof String);
      assertTrue(object(rule, "help").get("text") instanceof String);
      assertTrue(LEVELS.contains(object(rule, "defaultConfiguration").get("level")));
    }
  }

  @Test
  void resultsNameTheirRuleAndHaveAMessage() {
    List<Map<String, Object>> results = objects(run(), "results");
    assertEquals(3, results.size());
    for (Map<String, Object> result : results) {
      assertEquals("NC308", result.get("ruleId"));
      assertEquals(0L, result.get("ruleIndex"));
      assertTrue(LEVELS.contains(result.get("level")));
      assertTrue(object(result, "message").get("text") instanceof String);
    }
  }

  @Test
  void aPathBecomesAReferenceThatHoldsAllItsBytes() {
    Map<String, Object> location = objects(objects(run(), "results").get(0), "locations").get(0);
    Map<String, Object> artifact = object(object(location, "physicalLocation"), "artifactLocation");
    assertEquals("etc/ssh/a%20b%80%C3%BC", artifact.get("uri"));
    assertEquals("IMAGE", artifact.get("uriBaseId"));
    assertFalse(objects(run(), "results").get(1).containsKey("locations"));
  }

  @Test
  void waivedResultsAreSuppressedAndInheritedOnesUnchanged() {
    List<Map<String, Object>> results = objects(run(), "results");
    assertEquals("unchanged", results.get(1).get("baselineState"));
    Map<String, Object> suppression = objects(results.get(2), "suppressions").get(0);
    assertEquals("external", suppression.get("kind"));
    assertEquals("test rig", suppression.get("justification"));
  }

  @Test
  void whatCouldNotBeCheckedIsANotification() {
    Map<String, Object> invocation = objects(run(), "invocations").get(0);
    assertEquals(true, invocation.get("executionSuccessful"));
    Map<String, Object> notification = objects(invocation, "toolExecutionNotifications").get(0);
    assertEquals("could not check: no policy", object(notification, "message").get("text"));
    assertEquals("NC702", object(notification, "associatedRule").get("id"));
  }
}
