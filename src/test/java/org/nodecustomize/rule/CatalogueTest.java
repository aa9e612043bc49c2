package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nodecustomize.image.LayoutProfile;

class CatalogueTest {
  private static final Path SOURCES = Path.of("src/main/java/org/nodecustomize/rule");
  private static final Path PAGES = Path.of("src/main/resources/org/nodecustomize/rule");

  private final List<RuleDescription> rules =
      Catalogue.all().stream().map(RuleDescription::of).toList();

  @Test
  void everyRuleOfTheSourcesIsListed() throws IOException {
    Set<String> classes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        if (Files.readString(file).contains("\n@RuleInfo(")) {
          classes.add(file.getFileName().toString().replace(".java", ""));
        }
      }
    }
    assertEquals(
        classes,
        Catalogue.all().stream()
            .map(rule -> rule.getClass().getSimpleName())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  @Test
  void rulesAreSortedAndNoNumberOrNameIsThereTwice() {
    List<String> ids = rules.stream().map(RuleDescription::id).toList();
    assertEquals(ids.stream().sorted().distinct().toList(), ids);
    assertEquals(rules.size(), rules.stream().map(RuleDescription::slug).distinct().count());
    ids.forEach(id -> assertTrue(id.matches("NC[1-9][0-9]{2}"), id));
    rules.forEach(rule -> assertTrue(rule.slug().matches("[a-z0-9]+(-[a-z0-9]+)*"), rule.slug()));
  }

  @Test
  void everyRuleHasAPageAndEveryPageARule() throws IOException {
    Set<String> pages = new TreeSet<>();
    try (Stream<Path> files = Files.list(PAGES)) {
      files.forEach(file -> pages.add(file.getFileName().toString()));
    }
    assertEquals(
        rules.stream()
            .map(rule -> rule.id() + ".md")
            .collect(Collectors.toCollection(TreeSet::new)),
        pages);
  }

  @Test
  void aPageSaysWhatTheAnnotationSays() {
    for (RuleDescription rule : rules) {
      String page = rule.page();
      assertEquals(expectedHead(rule), page.substring(0, page.indexOf("\n## ")), rule.id());
      assertEquals(
          List.of("## Why", "## Fix", "## False alarms"),
          page.lines().filter(line -> line.startsWith("## ")).toList(),
          rule.id());
      assertTrue(page.contains("\nConsumer: " + rule.consumer() + ".\n"), rule.id());
    }
  }

  private static String expectedHead(RuleDescription rule) {
    String severities =
        rule.severities().entrySet().stream()
            .map(entry -> entry.getKey().id() + " " + entry.getValue().id())
            .collect(Collectors.joining(", "));
    String summary = rule.summary();
    return "# %s %s\n\n%s%s.\n\n* severity: %s\n* kind: %s\n* since: %s\n"
        .formatted(
            rule.id(),
            rule.slug(),
            Character.toUpperCase(summary.charAt(0)),
            summary.substring(1),
            severities,
            rule.kind().id(),
            rule.since());
  }

  @Test
  void summariesAndFixesAreTextsForMessages() {
    for (RuleDescription rule : rules) {
      for (String text : List.of(rule.summary(), rule.fix(), rule.consumer())) {
        assertTrue(!text.isBlank() && !text.endsWith("."), rule.id() + ": " + text);
      }
    }
  }

  /** Every way to fail has a test with its very words. */
  @Test
  void everyFindingThatARuleCanTellIsExpectedByATest() throws IOException {
    String expected = joined(testsOfRules());
    List<String> missing = new ArrayList<>();
    try (Stream<Path> files = Files.walk(SOURCES)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).sorted().toList()) {
        String source = Files.readString(file);
        if (source.contains("\n@RuleInfo(")) {
          evidence(joined(source)).stream()
              .filter(words -> !expected.contains(words))
              .forEach(words -> missing.add(file.getFileName() + ": " + words));
        }
      }
    }
    assertEquals(List.of(), missing);
  }

  private static String testsOfRules() throws IOException {
    StringBuilder text = new StringBuilder();
    try (Stream<Path> files = Files.list(Path.of("src/test/java/org/nodecustomize/rule"))) {
      for (Path file : files.filter(f -> f.toString().endsWith("RulesTest.java")).toList()) {
        text.append(Files.readString(file));
      }
    }
    return text.toString();
  }

  /** A source in which texts of several lines are in one. */
  private static String joined(String source) {
    return source.replaceAll("\"\\s*\\+\\s*\"", "");
  }

  /** The fixed words of what is told, in calls that add a finding: what is between values. */
  private static List<String> evidence(String source) {
    List<String> words = new ArrayList<>();
    Matcher call = Pattern.compile("\\bfindings\\s*\\.add\\(((?s:.*?))\\);").matcher(source);
    while (call.find()) {
      List<String> arguments = arguments(call.group(1));
      boolean graded = arguments.get(0).strip().matches("INFO|WARNING|ERROR|severity.*");
      String told = arguments.get(graded ? 2 : 1);
      Matcher text = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"").matcher(told);
      while (text.find()) {
        Arrays.stream(text.group(1).split("%[-0-9$,.+]*[a-z]", -1))
            .map(part -> part.replace("%%", "%").strip())
            .filter(part -> part.contains(" ") && part.length() > 7)
            .forEach(words::add);
      }
    }
    return words;
  }

  /** What is between the commas that are in no brackets and no text. */
  private static List<String> arguments(String call) {
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    int depth = 0;
    boolean text = false;
    for (int i = 0; i < call.length(); i++) {
      char c = call.charAt(i);
      text ^= c == '"' && (i == 0 || call.charAt(i - 1) != '\\');
      depth += text ? 0 : c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0 && !text) {
        arguments.add(argument.toString());
        argument.setLength(0);
      } else {
        argument.append(c);
      }
    }
    arguments.add(argument.toString());
    return arguments;
  }

  /**
   * There is a good tree on which a rule looks and finds nothing, so that it can pass at all: the
   * common one of a profile, or one of its own test.
   */
  @Test
  void everyRulePassesOnAGoodTree() throws IOException {
    String tests = testsOfRules();
    RuleTest good = new RuleTest() {};
    Set<String> silent = new TreeSet<>();
    for (Rule rule : Catalogue.all()) {
      boolean passed = false;
      for (LayoutProfile profile : LayoutProfile.values()) {
        good.use(profile);
        passed |= good.outcome(rule, true) instanceof Outcome.Passed;
      }
      String itself = "new " + rule.getClass().getSimpleName() + "\\(\\)";
      Pattern own =
          Pattern.compile(
              "passes\\(\\s*" + itself + "|finds\\(\\s*" + itself + ",\\s*\"not applicable: ");
      if (!passed && !own.matcher(tests).find()) {
        silent.add(RuleDescription.of(rule).id());
      }
    }
    assertEquals(Set.of(), silent);
  }

  @Test
  void aRuleIsFoundByNumberAndName() {
    assertEquals("NC101", RuleDescription.of(Catalogue.find("nc101").orElseThrow()).id());
    assertEquals(
        "NC101", RuleDescription.of(Catalogue.find("etc-not-mirrored").orElseThrow()).id());
    assertTrue(Catalogue.find("NC999").isEmpty());
  }
}
