package org.nodecustomize.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {

  @ParameterizedTest
  @CsvSource({
    "/etc/*, /etc/a, true",
    "/etc/*, /etc/a/b, false",
    "/etc/**, /etc/a/b, true",
    "**/a, /x/y/a, true",
    "/etc/?, /etc/a, true",
    "/etc/?, /etc/, false",
    "/etc/a.b, /etc/aXb, false",
    "*, '', true",
    "?, '', false",
    "a*b*c, aXXbYYc, true",
    "a*b*c, aXXbYY, false"
  })
  void patternsMatchAsShellsHaveThem(String pattern, String text, boolean expected) {
    assertEquals(expected, new Glob(pattern).matches(text));
  }

  @Test
  void aHostilePatternTakesNoLongTime() {
    assertTimeout(
        Duration.ofSeconds(5),
        () -> assertFalse(new Glob("*a".repeat(500)).matches("a".repeat(4000) + "b")));
  }
}
