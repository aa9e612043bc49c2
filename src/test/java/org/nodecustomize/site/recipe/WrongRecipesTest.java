package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.Golden;
import org.nodecustomize.Problems;
import org.nodecustomize.diag.SiteException;
import org.nodecustomize.site.yaml.SiteError;

/**
 * Recipes that are wrong and exactly what is said about them. A case is {@code ### title}, the recipe below
 * the first line that all have ({@code @raw} leaves that out), other files after {@code @file NAME}, settings
 * as {@code @set NAME=VALUE}, and the text after {@code ===>}.
 */
final class WrongRecipesTest {
  private static final Path CASES = Path.of("src/test/resources/site/wrong");
  private static final String HEADER = "apiVersion: node-customize/v1\n";

  @TempDir private Path directory;

  private record Case(String title, String written, String expected) {}

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CASES)) {
      return files.sorted().toList();
    }
  }

  private static List<Case> cases(String text) {
    List<Case> cases = new ArrayList<>();
    for (String part : text.split("(?m)^### ", -1)) {
      if (!part.isBlank()) {
        int title = part.indexOf('\n');
        int arrow = part.indexOf("===>\n");
        cases.add(
            new Case(
                part.substring(0, title),
                part.substring(title + 1, arrow),
                part.substring(arrow + "===>\n".length()).strip() + "\n"));
      }
    }
    return cases;
  }

  private String said(Case one) throws IOException {
    Path root = Files.createTempDirectory(directory, "case");
    RecipeDirectory files = new RecipeDirectory(root);
    Map<String, String> settings = new TreeMap<>();
    StringBuilder text = new StringBuilder(one.written().startsWith("@raw\n") ? "" : HEADER);
    String name = "site.yaml";
    for (String line : one.written().split("(?<=\n)", -1)) {
      if (line.startsWith("@file ")) {
        files.write(name, text.toString());
        name = line.substring("@file ".length()).strip();
        text.setLength(0);
      } else if (line.startsWith("@set ")) {
        String[] setting = line.substring("@set ".length()).strip().split("=", 2);
        settings.put(setting[0], setting[1]);
      } else if (!line.equals("@raw\n")) {
        text.append(unescape(line));
      }
    }
    files.write(name, text.toString());
    try {
      SiteReader.read(root.resolve("site.yaml"), settings);
      return "nothing is wrong\n";
    } catch (SiteException e) {
      return Problems.text(e.problems()).replace(root + "/", "");
    }
  }

  /** Characters that must not stand in a text file of tests. */
  private static String unescape(String line) {
    return line.replace("<TAB>", "\t").replace("<BEL>", "\u0007").replace("<LONG>", "x".repeat(70));
  }

  @TestFactory
  Stream<DynamicTest> everyWrongRecipeGetsItsMessage() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files()) {
      List<Case> cases = cases(Files.readString(file));
      if (Boolean.getBoolean("golden.write")) {
        tests.add(DynamicTest.dynamicTest(file.toString(), () -> rewrite(file, cases)));
      } else {
        cases.forEach(
            one ->
                tests.add(
                    DynamicTest.dynamicTest(
                        one.title(), () -> assertEquals(one.expected(), said(one)))));
      }
    }
    return tests.stream();
  }

  private void rewrite(Path file, List<Case> cases) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Case one : cases) {
      text.append("### ").append(one.title()).append('\n').append(one.written());
      text.append("===>\n").append(said(one)).append('\n');
    }
    Golden.assertSame(Path.of("src/test/resources").relativize(file).toString(), text.toString());
  }

  @Test
  void thereAreAtLeastAHundredAndTwentyOfThemWithTitlesOfTheirOwn() throws IOException {
    Set<String> titles = new TreeSet<>();
    int count = 0;
    for (Path file : files()) {
      for (Case one : cases(Files.readString(file))) {
        count++;
        assertTrue(titles.add(one.title()), one.title());
      }
    }
    assertTrue(count >= 120, count + " cases");
  }

  @Test
  void everyNumberOfTheCatalogueIsSeen() throws IOException {
    StringBuilder all = new StringBuilder();
    for (Path file : files()) {
      all.append(Files.readString(file));
    }
    List<String> unseen = new ArrayList<>();
    for (SiteError error : SiteError.values()) {
      boolean commands = error.id().compareTo("NC-S070") >= 0;
      if (!commands
          && !Pattern.compile(Pattern.quote("[" + error.id() + "]")).matcher(all).find()) {
        unseen.add(error.id());
      }
    }
    assertEquals(List.of(), unseen);
  }
}
