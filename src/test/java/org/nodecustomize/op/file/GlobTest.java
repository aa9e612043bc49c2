package org.nodecustomize.op.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "/a/*, /a/b",
    "/a/*, /a/.b",
    "/a/*b*, /a/abba",
    "/a/?, /a/\uD83D\uDE00",
    "/a/[a-c]x, /a/bx",
    "/a/[!a-c]x, /a/dx",
    "/a/[^a-c]x, /a/dx",
    "/a/[]]x, /a/]x",
    "/a/[a-]x, /a/-x",
    "/a/[x, /a/[x",
    "/a/\\*, /a/*",
    "/**, /a/b/c",
    "/**/c, /c",
    "/**/c, /a/b/c",
    "/a/**/c, /a/c",
    "/a/**/**/c, /a/b/b/c",
    "/a/**, /a",
    "/a*b*c, /aXbXbXc",
    "*.swp, .x.swp"
  })
  void thisMatches(String pattern, String path) {
    assertTrue(Glob.of(pattern).matches(path));
  }

  @ParameterizedTest
  @CsvSource({
    "/a/*, /a",
    "/a/*, /a/b/c",
    "/a/?, /a/bb",
    "/a/[a-c]x, /a/dx",
    "/a/[!a-c]x, /a/bx",
    "/a/\\*, /a/b",
    "/**/c, /a/cc",
    "/a/**/c, /b/c",
    "/a**c, /a/c",
    "/a.c, /abc"
  })
  void thisDoesNot(String pattern, String path) {
    assertFalse(Glob.of(pattern).matches(path));
  }

  @Test
  void onlyDirectoriesThatCanHoldAMatchAreSearched() {
    Glob glob = Glob.of("/etc/*.d/x");
    assertEquals("/etc", glob.top());
    assertTrue(glob.reachesBelow("/etc"));
    assertTrue(glob.reachesBelow("/etc/a.d"));
    assertFalse(glob.reachesBelow("/etc/a"));
    assertFalse(glob.reachesBelow("/etc/a.d/x"));
    assertTrue(Glob.of("/a/**/x").reachesBelow("/a/b/c/d"));
    assertEquals("/", Glob.of("/*").top());
    assertEquals("/a", Glob.of("/a/b").top());
  }

  @Test
  void hostilePatternsTakeNoTime() {
    String stars = "*a".repeat(1000) + "b";
    String deep = "/**".repeat(1000) + "/x";
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertFalse(Glob.of(stars).matches("a".repeat(4000)));
          assertFalse(Glob.of(deep).matches("/a".repeat(2000)));
        });
  }
}
