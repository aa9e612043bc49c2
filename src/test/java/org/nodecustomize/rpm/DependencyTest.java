package org.nodecustomize.rpm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DependencyTest {

  @ParameterizedTest
  @CsvSource({
    "foo, foo, true",
    "foo, bar, false",
    "foo >= 1.0, foo, true",
    "foo, foo = 1.0-1, true",
    "foo >= 1.0, foo = 1.0-1, true",
    "foo >= 1.0, foo = 0.9-1, false",
    "foo > 1.0, foo = 1.0-1, false",
    "foo > 1.0, foo = 1.1-1, true",
    "foo < 1.0, foo = 1.0-1, false",
    "foo <= 1.0, foo = 1.0-5, true",
    "foo = 1.0, foo = 1.0-5, true",
    "foo = 1.0-4, foo = 1.0-5, false",
    "foo = 1.0-5, foo = 1.0, true",
    "foo >= 1.0-6, foo = 1.0-5, false",
    "foo >= 2.0, foo = 1:1.0-1, true",
    "foo = 1.0-1, foo = 1:1.0-1, false",
    "foo < 2.0, foo >= 1.0, true",
    "foo < 1.0, foo > 2.0, false",
    "foo < 1.0, foo < 3.0, true",
    "foo < 1.0, foo > 1.0, false",
    "foo <= 1.0, foo >= 1.0, true",
  })
  void aProvideSatisfiesWhereTheRangesOverlap(String need, String provide, boolean satisfied) {
    assertEquals(satisfied, parse(need).satisfiedBy(parse(provide)));
  }

  @Test
  void flagsSayWhatItIsFor() {
    Dependency shell = Dependency.of("/bin/sh", 1 << 8 | 1 << 10, "");
    assertTrue(shell.isInterpreter());
    assertTrue(shell.isForPost());
    assertFalse(shell.isForPre());
    assertFalse(shell.isForErase());
    assertTrue(shell.isPath());
    assertTrue(Dependency.of("x", 1 << 6, "").isForPre());
    assertTrue(Dependency.of("x", 1 << 11, "").isForErase());
    assertTrue(Dependency.of("x", 1 << 19, "").isMissingOk());
    assertTrue(Dependency.of("rpmlib(PayloadIsXz)", 0, "").isRpmlib());
    assertEquals(0x0100000a, Dependency.of("rpmlib(x)", 0x0100000a, "1").rawFlags());
    assertTrue(Dependency.of("(a or b)", 0, "").isRich());
  }

  @Test
  void textIsThatOfSpecFiles() {
    assertEquals("foo", parse("foo").toString());
    assertEquals("foo >= 1:2-3", parse("foo >= 1:2-3").toString());
    assertEquals("foo < 2", parse("foo < 2").toString());
    assertEquals(
        Set.of(Dependency.Sense.GREATER, Dependency.Sense.EQUAL), parse("a >= 1").senses());
  }

  @Test
  void richDependenciesGiveTheirNames() {
    assertEquals(List.of("foo"), RichDependency.names("foo"));
    assertEquals(List.of("a", "b"), RichDependency.names("(a or b)"));
    assertEquals(List.of("foo", "bar"), RichDependency.names("(foo >= 1:2.0-3 if bar < 4)"));
    assertEquals(
        List.of("pkgconfig(x)", "lib.so()(64bit)", "/bin/sh"),
        RichDependency.names("((pkgconfig(x) >= 1 and lib.so()(64bit)) or /bin/sh)"));
    assertEquals(List.of("a", "b", "c"), RichDependency.names("(a if b else c)"));
    assertEquals(List.of("a", "b"), RichDependency.names("(a with b)"));
    assertEquals(List.of(), RichDependency.names("((("));
  }

  private static Dependency parse(String text) {
    String[] words = text.split(" ", -1);
    if (words.length == 1) {
      return Dependency.of(text, 0, "");
    }
    int flags =
        words[1].chars().map(c -> c == '<' ? 2 : c == '>' ? 4 : 8).reduce(0, (a, b) -> a | b);
    return Dependency.of(words[0], flags, words[2]);
  }
}
