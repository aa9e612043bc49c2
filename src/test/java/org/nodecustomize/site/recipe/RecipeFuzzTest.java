package org.nodecustomize.site.recipe;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.SiteException;

/** Whatever somebody's recipe holds, only the reader's own exception comes out, and soon. */
final class RecipeFuzzTest {
  private static final int MUTATIONS = 6000;
  private static final String INSERTED = "{}[]:,-#&*!|>'\"%@`${}~\t\n \0\u00e9\ud83d0aZ\\<?";

  @TempDir private Path directory;
  private Path recipe;
  private byte[] original;

  @BeforeEach
  void copyTheExample() throws IOException {
    Path customizations = Path.of("customizations");
    try (Stream<Path> files = Files.walk(customizations.resolve("files/example"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = directory.resolve(customizations.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
    Files.writeString(directory.resolve("nc-demo-agent-1.rpm"), "");
    recipe = directory.resolve("site.yaml");
    original = Files.readAllBytes(customizations.resolve("example.yaml"));
  }

  private boolean isRefused(byte[] content) throws IOException {
    Files.write(recipe, content);
    try {
      SiteReader.read(recipe, Map.of("rpms", directory.toString()));
      return false;
    } catch (SiteException e) {
      assertFalse(e.problems().isEmpty());
      for (Problem problem : e.problems()) {
        assertTrue(problem.headline().length() < 1500, problem.headline());
        assertFalse(problem.headline().contains("null"), problem.headline());
      }
      return true;
    }
  }

  @Test
  void mutationsOfTheExampleGiveProblemsOrASite() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(3),
        () -> {
          Random random = new Random(20261123);
          int refused = 0;
          for (int i = 0; i < MUTATIONS; i++) {
            byte[] mutated = mutate(random);
            refused += isRefused(mutated) ? 1 : 0;
          }
          assertTrue(refused > MUTATIONS / 3, refused + " refused");
          assertTrue(refused < MUTATIONS, "none is left");
        });
  }

  private byte[] mutate(Random random) {
    byte[] bytes = original;
    int times = 1 + random.nextInt(3);
    for (int i = 0; i < times; i++) {
      bytes = mutateOnce(bytes, random);
    }
    return bytes;
  }

  private static byte[] mutateOnce(byte[] bytes, Random random) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    int at = random.nextInt(text.length());
    int end = Math.min(text.length(), at + 1 + random.nextInt(30));
    String inserted =
        String.valueOf(INSERTED.charAt(random.nextInt(INSERTED.length())))
            .repeat(1 + random.nextInt(3));
    String changed =
        switch (random.nextInt(6)) {
          case 0 -> text.substring(0, at) + text.substring(end);
          case 1 -> text.substring(0, at) + inserted + text.substring(at);
          case 2 -> text.substring(0, at) + inserted + text.substring(at + 1);
          case 3 -> text.substring(0, at) + text.substring(at, end).repeat(2) + text.substring(end);
          case 4 -> swapLines(text, random);
          default -> text.substring(0, at) + (char) random.nextInt(256) + text.substring(at + 1);
        };
    return changed.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String swapLines(String text, Random random) {
    String[] lines = text.split("\n", -1);
    int a = random.nextInt(lines.length);
    int b = random.nextInt(lines.length);
    String line = lines[a];
    lines[a] = lines[b];
    lines[b] = line;
    return String.join("\n", lines);
  }

  @Test
  void mutationsOfCommandFilesGiveProblemsOrASite() {
    assertTimeoutPreemptively(
        Duration.ofMinutes(1),
        () -> {
          Random random = new Random(42);
          original = Files.readAllBytes(Path.of("src/test/resources/site/commands/good.txt"));
          int refused = 0;
          for (int i = 0; i < 2000; i++) {
            Files.write(recipe, mutate(random));
            try {
              CommandFile.read(recipe);
            } catch (SiteException e) {
              refused++;
            }
          }
          assertTrue(refused > 0, "none refused");
        });
  }

  @Test
  void recipesMadeToBeSlowEndSoon() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          String header = "apiVersion: node-customize/v1\n";
          for (String slow :
              new String[] {
                "[".repeat(500_000),
                "{".repeat(500_000),
                "- ".repeat(400_000),
                "? ".repeat(400_000),
                "a: ".repeat(300_000),
                header + "files:\n" + "  - x\n".repeat(90_000),
                header + "hostname: " + "${a".repeat(200_000),
                header
                    + "vars: {a: "
                    + "b".repeat(1000)
                    + "}\nmotd: \""
                    + "${a}".repeat(200_000)
                    + "\"",
                header + "remove: [" + "/a,".repeat(90_000) + "]",
                header + "\"" + "k".repeat(800_000) + "\": v",
                "&a [" + "*a,".repeat(100_000) + "]",
                "#".repeat(1_000_000),
                "x".repeat(2_000_000)
              }) {
            long begin = System.nanoTime();
            assertTrue(isRefused(slow.getBytes(StandardCharsets.UTF_8)), slow.substring(0, 40));
            long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
            assertTrue(seconds < 20, () -> seconds + " s for " + slow.substring(0, 40));
          }
        });
  }
}
