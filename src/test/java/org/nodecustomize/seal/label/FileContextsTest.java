package org.nodecustomize.seal.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nodecustomize.tree.NodeType;

class FileContextsTest {

  private static FileContexts contexts(String base, String local, String subs) {
    return FileContexts.parse(new FileContexts.Texts(base, "", local, subs, ""));
  }

  private static Optional<String> type(FileContexts contexts, String path, NodeType type) {
    return contexts.context(path, type).map(context -> context.split(":", -1)[2]);
  }

  @Test
  void theLastLineThatFitsCountsAndPlainPathsGoBeforeExpressions() {
    FileContexts contexts =
        contexts(
            """
            /etc/plain\\.conf  u:r:plain_t:s0
            /etc/.*  u:r:first_t:s0
            /etc/a.*  u:r:second_t:s0
            /etc/ab  -d  u:r:dir_t:s0
            """,
            "/etc/a.* u:r:local_t:s0\n",
            "/usr/etc /etc\n");
    assertEquals(Optional.of("plain_t"), type(contexts, "/etc/plain.conf", NodeType.REGULAR));
    assertEquals(Optional.of("first_t"), type(contexts, "/etc/x", NodeType.REGULAR));
    assertEquals(Optional.of("local_t"), type(contexts, "/etc/ab", NodeType.REGULAR));
    assertEquals(Optional.of("dir_t"), type(contexts, "/etc/ab", NodeType.DIRECTORY));
    assertEquals(Optional.of("local_t"), type(contexts, "/usr/etc/ab", NodeType.LINK));
    assertEquals(Optional.empty(), type(contexts, "/usr/bin", NodeType.DIRECTORY));
    assertTrue(contexts.equates("/usr/etc", "/etc"));
    assertFalse(contexts.equates("/usr/lib", "/etc"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      value = {
        "/a(?=b) '(?'",
        "/(a)\\1 '\\1'",
        "/a++ repetition",
        "/a{5000} repetitions",
        "/(((a{99}){99}){99}) steps",
        "/[ab without",
        "/(a without",
        "/a) without",
        "/a^b inside",
        "/*+ repetition",
        "/[[.a.]] collating",
        "/[z-a] order",
      })
  void whatIsNotUnderstoodIsLeftOutAndTold(String expression, String why) {
    FileContexts contexts = contexts("/x u:r:x_t:s0\n" + expression + " u:r:a_t:s0\n", "", "");
    assertEquals(1, contexts.rejected().size(), () -> expression);
    assertTrue(contexts.rejected().get(0).contains(why), () -> contexts.rejected().get(0));
    assertEquals(Optional.of("x_t"), type(contexts, "/x", NodeType.REGULAR));
  }

  @Test
  void linesWithoutAContextAreTold() {
    assertEquals(
        3, contexts("/x\n/x -q u:r:x_t:s0\n/x nonsense\n# fine\n\n", "", "").rejected().size());
  }

  @Test
  void noExpressionTakesForEver() {
    FileContexts contexts = contexts("/((a*)*)*b u:r:x_t:s0\n/(a|aa|a?)+$ u:r:y_t:s0\n", "", "");
    String path = "/" + "a".repeat(4000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> assertEquals(Optional.of("y_t"), type(contexts, path, NodeType.REGULAR)));
  }

  @Test
  void brokenPoliciesAreNeverMoreThanNotUnderstood() {
    String good =
        "/etc(/.*)? u:r:etc_t:s0\n/usr/(a|b)[^/]{1,3}\\.c+ -- u:r:usr_t:s0\n/x -d <<none>>\n";
    Random random = new Random(5);
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int round = 0; round < 4000; round++) {
            StringBuilder text = new StringBuilder(good);
            for (int i = 1 + random.nextInt(6); i > 0; i--) {
              text.insert(
                  random.nextInt(text.length()),
                  "()[]{}|*+?\\^$.:-9,\n \0\udc80".charAt(random.nextInt(22)));
              text.deleteCharAt(random.nextInt(text.length()));
            }
            FileContexts contexts =
                FileContexts.parse(
                    new FileContexts.Texts(
                        text.toString(), "", text.toString(), text.toString(), text.toString()));
            contexts.context("/usr/abcd.ccc", NodeType.REGULAR);
            assertTrue(contexts.rejected().size() <= 2 * text.toString().lines().count());
          }
        });
  }

  @Test
  void deepNestingIsRefusedAndNotFollowed() {
    String deep = "/" + "(".repeat(5000) + "a" + ")".repeat(5000);
    assertEquals(1, contexts(deep + " u:r:x_t:s0\n", "", "").rejected().size());
  }

  @Test
  void expressionsMatchAsThoseOfJavaDo() throws UnsupportedPatternException {
    List<String> atoms =
        List.of(
            "a",
            "b",
            "/",
            ".",
            "[ab]",
            "[^/]",
            "(a|b)",
            "(ab)?",
            "(a*b)+",
            "a{1,2}",
            "(?:b|/)*",
            "\\.");
    Random random = new Random(11);
    for (int round = 0; round < 3000; round++) {
      StringBuilder expression = new StringBuilder("/");
      for (int i = 1 + random.nextInt(5); i > 0; i--) {
        expression.append(atoms.get(random.nextInt(atoms.size())));
      }
      if (random.nextInt(4) == 0) {
        expression
            .insert(1, "(")
            .append(")")
            .append(List.of("*", "{2}", "{0,2}", "?").get(random.nextInt(4)));
      }
      ContextSpec spec = new ContextSpec(expression.toString(), Optional.empty(), Optional.empty());
      Pattern pattern = Pattern.compile(expression.toString(), Pattern.DOTALL);
      for (int i = 0; i < 30; i++) {
        StringBuilder text = new StringBuilder("/");
        for (int length = random.nextInt(7); length > 0; length--) {
          text.append("ab/.c".charAt(random.nextInt(5)));
        }
        assertEquals(
            pattern.matcher(text).matches(),
            spec.matches(text.toString(), NodeType.REGULAR),
            () -> expression + " and " + text);
      }
    }
  }
}
