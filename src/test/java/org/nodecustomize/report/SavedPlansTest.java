package org.nodecustomize.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.Golden;
import org.nodecustomize.diag.SiteException;

class SavedPlansTest {
  private static final String DIGEST = "0123456789abcdef".repeat(4);

  private static final SavedPlan PLAN =
      new SavedPlan(
          "node-customize 0.1.0",
          Instant.ofEpochSecond(1_700_000_000),
          new SavedPlan.Image("node.squashfs", 737_148_928, DIGEST),
          "../site.yaml",
          false,
          List.of(
              new SavedPlan.Variable("node", Optional.of("n17"), DIGEST),
              new SavedPlan.Variable("rootHash", Optional.empty(), DIGEST)),
          List.of(new SavedPlan.Input("../site.yaml", DIGEST)),
          List.of(
              new SavedPlan.Operation("layout", "imgbased", "", ""),
              new SavedPlan.Operation("step", "settings: set motd", "site.yaml:3:7: motd", ""),
              new SavedPlan.Operation("path", "write /etc/motd", "", DIGEST)));

  private static String refused(String text) {
    List<String> told =
        assertThrows(SiteException.class, () -> SavedPlans.read("site.plan", text))
            .problems()
            .stream()
            .map(problem -> problem.headline())
            .toList();
    assertEquals(1, told.size());
    return told.get(0);
  }

  @Test
  void aPlanIsReadAsItWasWritten() throws IOException {
    String text = SavedPlans.json(PLAN);
    Golden.assertSame("reports/saved-plan.json", text);
    assertTrue(SavedPlans.isPlan(text));
    assertEquals(PLAN, SavedPlans.read("site.plan", text));
  }

  @Test
  void aRecipeIsNoPlan() {
    for (String text :
        List.of("", "apiVersion: node-customize/v1\n", "{apiVersion: node-customize/v1}", "{}")) {
      assertFalse(SavedPlans.isPlan(text), text);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "version" : 1 | "version" : 2 | unsupported plan: expected version 1 but was "2"
          "tool"        | "tule"        | bad plan: no "tool"
          0Z"           | 0X"           | bad plan: "time" is no time
          : 737148928   | : -1          | bad plan: "image/size" is no number of bytes
          "sha256" : "0 | "sha256" : "g | bad plan: "image/sha256" is no sha256
          "what" : "imgbased" | "what" : [] | bad plan: no "operations/0/what"
          "inputs" : [  | "inputs" : [ 7, | bad plan: no "inputs/0/path"
          "commands" : false | "tool" : "" | bad plan: not whole, or no JSON
          """)
  void whatIsWrongWithAPlanIsNamed(String good, String bad, String told) {
    String text = SavedPlans.json(PLAN);
    assertTrue(text.contains(good), good);
    int at = text.indexOf(good);
    assertEquals(
        "site.plan: " + told,
        refused(text.substring(0, at) + bad + text.substring(at + good.length())));
  }

  @Test
  void aListThatIsTooLongIsRefused() {
    String many = "7,".repeat(100_000) + "7,";
    assertEquals(
        "site.plan: bad plan: more than 100,000 entries of \"inputs\"",
        refused(SavedPlans.json(PLAN).replace("\"inputs\" : [", "\"inputs\" : [" + many)));
  }

  @Test
  void deepAndCutAndSpoiledPlansAreRefusedOrRead() {
    refused("{\"format\":" + "[".repeat(1_000_000));
    String text = SavedPlans.json(PLAN);
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      StringBuilder spoiled = new StringBuilder(text);
      int at = random.nextInt(text.length());
      if (i % 2 == 0) {
        spoiled.setLength(at);
      } else {
        spoiled.setCharAt(at, (char) random.nextInt(256));
      }
      try {
        SavedPlans.read("site.plan", spoiled.toString());
      } catch (SiteException e) {
        assertEquals(1, e.problems().size());
      }
    }
  }

  @Test
  void differencesAreNamed() {
    assertEquals(List.of(), PLAN.differences(PLAN.operations()));
    SavedPlan.Operation layout = PLAN.operations().get(0);
    SavedPlan.Operation step = PLAN.operations().get(1);
    assertEquals(
        List.of(
            "would not be done any more: step settings: set motd",
            "would be done with another content, owner or mode: path write /etc/motd",
            "would be done too: path remove /etc/issue"),
        PLAN.differences(
            List.of(
                layout,
                new SavedPlan.Operation("path", "write /etc/motd", "", "f".repeat(64)),
                new SavedPlan.Operation("path", "remove /etc/issue", "", ""))));
    assertEquals(
        List.of("would be done in another order"),
        PLAN.differences(List.of(step, layout, PLAN.operations().get(2))));
    assertEquals(
        List.of("would be done too: step settings: set motd (2)"),
        PLAN.differences(List.of(layout, step, step, PLAN.operations().get(2))));
  }

  @Test
  void whereAWishWasWrittenMakesNoDifference() {
    assertEquals(
        List.of(),
        PLAN.differences(
            PLAN.operations().stream()
                .map(one -> new SavedPlan.Operation(one.kind(), one.what(), "x", one.digest()))
                .toList()));
  }
}
