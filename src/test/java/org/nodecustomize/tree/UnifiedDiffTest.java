package org.nodecustomize.tree;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class UnifiedDiffTest {

  private static String diff(String left, String right) {
    return String.join("\n", UnifiedDiff.of(left, right).orElseThrow());
  }

  @Test
  void equalTextsHaveNoHunks() {
    assertEquals(Optional.of(List.of()), UnifiedDiff.of("", ""));
    assertEquals(Optional.of(List.of()), UnifiedDiff.of("a\nb\n", "a\nb\n"));
  }

  @Test
  void aChangedLineStandsInItsContext() {
    assertEquals(
        "@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8",
        diff("1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\nfive\n6\n7\n8\n9\n"));
  }

  @Test
  void textIsAddedToAndRemovedFromNothing() {
    assertEquals("@@ -0,0 +1,2 @@\n+a\n+b", diff("", "a\nb\n"));
    assertEquals("@@ -1 +0,0 @@\n-a", diff("a\n", ""));
  }

  @Test
  void aMissingLineEndIsTold() {
    assertEquals("@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file", diff("a\n", "a"));
  }

  @Test
  void changesThatAreFarApartHaveHunksOfTheirOwn() {
    String left = "a\n" + "x\n".repeat(10) + "b\n";
    String right = "A\n" + "x\n".repeat(10) + "B\n";
    assertEquals(
        "@@ -1,4 +1,4 @@\n-a\n+A\n x\n x\n x\n@@ -9,4 +9,4 @@\n x\n x\n x\n-b\n+B",
        diff(left, right));
  }

  @Test
  void changesThatAreNearShareAHunk() {
    String left = "a\n" + "x\n".repeat(6) + "b\n";
    String right = "A\n" + "x\n".repeat(6) + "B\n";
    assertEquals(1, diff(left, right).lines().filter(line -> line.startsWith("@@")).count());
  }

  @Test
  void textsThatDifferTooMuchAreLeftAlone() {
    StringBuilder left = new StringBuilder();
    StringBuilder right = new StringBuilder();
    for (int i = 0; i < 20_000; i++) {
      left.append("l").append(i).append('\n');
      right.append("r").append(i).append('\n');
    }
    assertEquals(
        Optional.empty(),
        assertTimeoutPreemptively(
            Duration.ofSeconds(20), () -> UnifiedDiff.of(left.toString(), right.toString())));
  }

  /** Applies the hunks; a wrong line number or line shows here. */
  @Test
  void theHunksMakeTheRightTextOfTheLeft() {
    Random random = new Random(42);
    for (int round = 0; round < 500; round++) {
      String left = text(random);
      String right = random.nextInt(3) == 0 ? text(random) : changed(left, random);
      List<String> hunks = UnifiedDiff.of(left, right).orElseThrow();
      assertEquals(right, apply(left, hunks), () -> left + "----\n" + right);
      assertTrue(left.equals(right) == hunks.isEmpty());
    }
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int lines = random.nextInt(40);
    for (int i = 0; i < lines; i++) {
      text.append((char) ('a' + random.nextInt(6))).append('\n');
    }
    return text.toString();
  }

  private static String changed(String text, Random random) {
    List<String> lines = new ArrayList<>(text.lines().toList());
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(lines.size() + 1);
      if (random.nextBoolean() && at < lines.size()) {
        lines.remove(at);
      } else {
        lines.add(at, "new" + random.nextInt(3));
      }
    }
    return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
  }

  private static String apply(String left, List<String> hunks) {
    List<String> source = left.lines().toList();
    List<String> result = new ArrayList<>();
    int at = 0;
    for (String line : hunks) {
      if (line.startsWith("@@")) {
        String[] range = line.split("[ ,]", -1)[1].split(",", -1);
        boolean none = line.contains("-" + range[0].substring(1) + ",0 ");
        int start = Integer.parseInt(range[0].substring(1)) - (none ? 0 : 1);
        while (at < start) {
          result.add(source.get(at++));
        }
      } else if (line.startsWith("+")) {
        result.add(line.substring(1));
      } else {
        assertEquals(source.get(at), line.substring(1));
        at++;
        if (line.startsWith(" ")) {
          result.add(line.substring(1));
        }
      }
    }
    result.addAll(source.subList(at, source.size()));
    return result.isEmpty() ? "" : String.join("\n", result) + "\n";
  }
}
