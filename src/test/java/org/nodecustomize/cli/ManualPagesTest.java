package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.nodecustomize.rule.Catalogue;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleDescription;

final class ManualPagesTest {
  private static final Set<String> MACROS =
      Set.of(".TH", ".SH", ".TP", ".PP", ".nh", ".ad", ".nf", ".fi", ".\\\"");

  private final Map<String, String> pages = new ManualPages(ManualPages.program()).pages();

  @Test
  void everyCommandHasAPage() {
    Set<String> expected =
        ManualPages.program().subcommands().keySet().stream()
            .map(name -> "node-customize-" + name + ".1")
            .collect(Collectors.toSet());
    expected.add("node-customize.1");
    expected.add("node-customize-rules.7");
    expected.add("node-customize-site.5");
    expected.add("node-customize-rules.7");

    assertEquals(expected, pages.keySet());
  }

  @Test
  void everyOptionOfACommandIsOnItsPage() {
    ManualPages.program()
        .subcommands()
        .forEach(
            (name, command) ->
                command
                    .getCommandSpec()
                    .options()
                    .forEach(
                        option -> {
                          String page = pages.getOrDefault("node-customize-" + name + ".1", "");
                          for (String word : option.names()) {
                            assertTrue(page.contains(Roff.boldWord(word)), name + ": " + word);
                          }
                        }));
  }

  @Test
  void defaultValuesAreFilledIn() {
    pages.forEach((name, page) -> assertTrue(!name.endsWith(".1") || !page.contains("${"), name));
    assertTrue(
        pages.getOrDefault("node-customize-create.1", "").contains("Default: 128K."),
        "block size of create");
  }

  @Test
  void theNameLineIsOneThatAproposReads() {
    String page = pages.getOrDefault("node-customize-add-rpm.1", "");

    assertTrue(
        page.contains(
            ".SH NAME\nnode\\-customize\\-add\\-rpm \\- installs packages in a copy of an image\n"),
        page);
  }

  @Test
  void everyRuleIsOnThePageOfTheRules() {
    String page = pages.getOrDefault("node-customize-rules.7", "");
    assertTrue(page.startsWith(".\\\" Made by"), page);
    assertTrue(page.contains(".TH NODE\\-CUSTOMIZE\\-RULES 7 "), page);
    for (Rule rule : Catalogue.all()) {
      RuleDescription one = RuleDescription.of(rule);
      assertTrue(page.contains(Roff.boldWord(one.id() + " " + one.slug())), one.id());
    }
  }

  @Test
  void exitCodesAreOnEveryPageOfACommandWithTheirWholeText() {
    pages.forEach(
        (name, page) ->
            assertTrue(
                !name.endsWith(".1")
                    || page.contains(
                        ".TP\n\\fB2\\fR\nwrong use of the command line; a named file does not exist or"
                            + " cannot be read\n"),
                name));
  }

  @Test
  void onlyKnownMacrosBeginALine() {
    for (String page : pages.values()) {
      for (String line : page.lines().toList()) {
        assertTrue(!line.isEmpty(), "an empty line is a warning of groff");
        if (line.startsWith(".") || line.startsWith("'")) {
          assertTrue(MACROS.contains(line.split(" ", -1)[0]), line);
        }
      }
    }
  }

  @Test
  void textIsNeverTakenAsMarkup() {
    assertEquals("\\&.profile", Roff.text(".profile"));
    assertEquals("\\(aqa\\(aq", Roff.text("'a'"));
    assertEquals("a\\enb", Roff.text("a\\nb"));
    assertEquals("\\-\\-force", Roff.text("--force"));
  }

  @Test
  void indentedLinesKeepTheirShape() {
    Roff roff = new Roff();

    roff.paragraphs(List.of("Text.", "", "  code", "  more"));

    assertEquals("Text.\n.PP\n.nf\n  code\n  more\n.fi\n", roff.toString());
  }
}
