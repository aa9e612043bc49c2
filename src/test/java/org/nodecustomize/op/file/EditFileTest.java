package org.nodecustomize.op.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.nodecustomize.op.Applied.ORIGIN;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nodecustomize.op.Applied;
import org.nodecustomize.tree.MemoryTree;

class EditFileTest {
  private static final String PATH = "/etc/app.conf";

  private static Applied image(String text) {
    return new Applied(
        new MemoryTree().file(PATH, text).mode(PATH, 0600).symbolicLink("/etc/link", "app.conf"));
  }

  private static EditFile edit(TextEdit edit) {
    return new EditFile(ORIGIN, PATH, edit, false);
  }

  private static void assertEdit(String before, TextEdit edit, String after) {
    assertEquals(after, image(before).apply(edit(edit)).text(PATH));
  }

  private static TextEdit line(String line) {
    return new TextEdit.LinePresent(line, Optional.empty(), Optional.empty());
  }

  private static TextEdit line(String line, String matching) {
    return new TextEdit.LinePresent(line, Optional.of(Pattern.compile(matching)), Optional.empty());
  }

  private static TextEdit below(String line, String after) {
    return new TextEdit.LinePresent(line, Optional.empty(), Optional.of(Pattern.compile(after)));
  }

  @Test
  void aKeyOfSshdIsSetForEveryConnection() {
    TextEdit set = new TextEdit.SetKey("PermitRootLogin", "no", " ");
    String some = "Match Address 10.0.0.0/8\n  PermitRootLogin yes\n";
    assertEdit("PermitRootLogin yes\n" + some, set, "PermitRootLogin no\n" + some);
    assertEdit(some, set, "PermitRootLogin no\n" + some);
    assertEdit("Port 22\n" + some, set, "Port 22\nPermitRootLogin no\n" + some);
    assertEdit(
        "#PermitRootLogin yes\nPort 22\n" + some + "#PermitRootLogin x\n",
        set,
        "#PermitRootLogin yes\nPermitRootLogin no\nPort 22\n" + some + "#PermitRootLogin x\n");
    assertEdit("Match a\nx=1\n", new TextEdit.SetKey("x", "2", "="), "Match a\nx=2\n");
    assertEdit(
        "PermitRootLogin a\n" + some,
        new TextEdit.UnsetKey("PermitRootLogin", " "),
        "Match Address 10.0.0.0/8\n");
  }

  @Test
  void aLineIsAddedOnce() {
    assertEdit("a\nb\n", line("c"), "a\nb\nc\n");
    assertEdit("a\nb\n", line("a"), "a\nb\n");
    assertEdit("a\nb", line("c"), "a\nb\nc\n");
    assertEdit("a\nb", line("b"), "a\nb");
    assertEdit("", line("c"), "c\n");
    assertEdit("\n\n", line("c"), "\n\nc\n");
    assertEdit("a\r\nb\r\n", line("c"), "a\r\nb\r\nc\r\n");
  }

  @Test
  void aLineTakesThePlaceOfTheLastThatMatches() {
    assertEdit("P 1\nx\nP 2\ny\n", line("P 3", "^P "), "x\nP 3\ny\n");
    assertEdit("P 3\nx\nP 2\n", line("P 3", "^P "), "x\nP 3\n");
    assertEdit("x\n", line("P 3", "^P "), "x\nP 3\n");
    assertEdit("x\nnew\n", line("new", "^old"), "x\nnew\n");
  }

  @Test
  void aLineGoesBelowTheLastThatMatches() {
    assertEdit("a\n[s]\nb\n", below("c", "^\\[s\\]"), "a\n[s]\nc\nb\n");
    assertEdit("a\n", below("c", "^\\[s\\]"), "a\nc\n");
    assertEdit("c\na\n[s]\n", below("c", "^\\[s\\]"), "c\na\n[s]\n");
  }

  @Test
  void linesAreRemoved() {
    assertEdit("a\nb\na\nab\n", new TextEdit.LineAbsent("a"), "b\nab\n");
    assertEdit("a\nb\nab", new TextEdit.MatchAbsent(Pattern.compile("b$")), "a\n");
    assertEdit("a\n", new TextEdit.LineAbsent("b"), "a\n");
  }

  @Test
  void matchesAreReplacedLineByLine() {
    assertEdit(
        "a=1 a=2\nb=1\r\n",
        new TextEdit.Substitute(Pattern.compile("([ab])=(\\d)"), "$1:$2", true),
        "a:1 a:2\nb:1\r\n");
    assertEdit(
        "Port 22\n",
        new TextEdit.Substitute(Pattern.compile("^Port 22$"), "Port 2", true),
        "Port 2\n");
    assertEdit("x\n", new TextEdit.Substitute(Pattern.compile("y"), "z", false), "x\n");
  }

  @Test
  void nothingToReplaceIsAFailureWhereItIsRequired() {
    assertEquals(
        """
        site.yaml:3:5: wish: nothing matches "y"
        hint: correct the expression, or leave the edit out for this image
        """,
        image("x\n").failure(edit(new TextEdit.Substitute(Pattern.compile("y"), "z", true))));
  }

  @Test
  void aReplacementThatMatchesAgainIsToldOf() {
    Applied image = image("a\n");
    try {
      image.apply(edit(new TextEdit.Substitute(Pattern.compile("a"), "aa", false)));
    } catch (AssertionError expected) {
      assertTrue(image.told().get(0).contains("every further run changes \"/etc/app.conf\" again"));
      return;
    }
    throw new AssertionError("the second time changed nothing");
  }

  @Test
  void badReplacementsAreTold() {
    assertTrue(
        image("a\n")
            .failure(edit(new TextEdit.Substitute(Pattern.compile("a"), "$7", false)))
            .contains("bad replacement \"$7\""));
    assertTrue(
        image("a\n")
            .failure(edit(new TextEdit.Substitute(Pattern.compile("a"), "${x", false)))
            .contains("hint: write \\$ for a dollar sign"));
  }

  @Test
  void expressionsWithoutEndAreStopped() {
    TextEdit catastrophe = new TextEdit.MatchAbsent(Pattern.compile("(.*)".repeat(9) + "y"));
    TextEdit deep = new TextEdit.MatchAbsent(Pattern.compile("^(x|z)*y$"));
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          assertTrue(
              image("x".repeat(100) + "\n").failure(edit(catastrophe)).contains("takes too long"));
          assertTrue(
              image("x".repeat(1_000_000) + "\n").failure(edit(deep)).contains("too much memory"));
        });
  }

  @Test
  void aKeyIsSetInItsOwnLine() {
    TextEdit set = new TextEdit.SetKey("PORT", "25", "=");
    assertEdit("A=1\nPORT=22\nB=2\n", set, "A=1\nPORT=25\nB=2\n");
    assertEdit("  PORT = 22\n", set, "  PORT = 25\n");
    assertEdit("  PORT = 25   \n", set, "  PORT = 25   \n");
    assertEdit("PORT=\n", set, "PORT=25\n");
    assertEdit("# help\n#PORT=22\nB=2\n", set, "# help\n#PORT=22\nPORT=25\nB=2\n");
    assertEdit("B=2\n", set, "B=2\nPORT=25\n");
    assertEdit("PORTS=1\nXPORT=2\n", set, "PORTS=1\nXPORT=2\nPORT=25\n");
    assertEdit("PORT=1\nx\nPORT=2\n", set, "x\nPORT=25\n");
    assertEdit("PORT=1 \\\n 2 \\\n 3\nx\n", set, "PORT=25\nx\n");
  }

  @Test
  void aKeyCanBeApartByWhiteSpace() {
    TextEdit set = new TextEdit.SetKey("PermitRootLogin", "no", " ");
    assertEdit("PermitRootLogin yes\n", set, "PermitRootLogin no\n");
    assertEdit("PermitRootLogin\tyes\n", set, "PermitRootLogin\tno\n");
    assertEdit("#PermitRootLogin yes\nx\n", set, "#PermitRootLogin yes\nPermitRootLogin no\nx\n");
    assertEdit("PermitRootLoginX yes\n", set, "PermitRootLoginX yes\nPermitRootLogin no\n");
    assertEdit("PermitRootLogin\n", set, "PermitRootLogin no\n");
    assertEdit("x\n", new TextEdit.SetKey("a", "b", " = "), "x\na = b\n");
    assertEdit("x\n", new TextEdit.SetKey("a", "b", ": "), "x\na: b\n");
  }

  @Test
  void aKeyIsUnset() {
    TextEdit unset = new TextEdit.UnsetKey("PORT", "=");
    assertEdit("A=1\nPORT=22\n#PORT=2\n PORT = 3\n", unset, "A=1\n#PORT=2\n");
    assertEdit("PORT=a \\\nb\nc\n", unset, "c\n");
    assertEdit("PORTS=1\n", unset, "PORTS=1\n");
  }

  @Test
  void aKeyOfASectionIsSet() {
    TextEdit set = new TextEdit.SetIniKey("main", "gpgcheck", "1");
    assertEdit(
        "[main]\ngpgcheck=0\n\n[other]\ngpgcheck=0\n",
        set,
        "[main]\ngpgcheck=1\n\n[other]\ngpgcheck=0\n");
    assertEdit(
        "[main]\na = 1\n\n[other]\nb = 1\n",
        set,
        "[main]\na = 1\ngpgcheck = 1\n\n[other]\nb = 1\n");
    assertEdit("[main]\n#gpgcheck=0\na=1\n", set, "[main]\n#gpgcheck=0\ngpgcheck=1\na=1\n");
    assertEdit("[other]\na=1\n", set, "[other]\na=1\n\n[main]\ngpgcheck=1\n");
    assertEdit("", set, "[main]\ngpgcheck=1\n");
    assertEdit("[main]\ngpgcheck=\n  0\n  2\nb=1\n", set, "[main]\ngpgcheck=1\nb=1\n");
    assertEdit(
        "[main] ; c\ngpgcheck=0\n[b]\n[main]\ngpgcheck=2\n",
        set,
        "[main] ; c\n[b]\n[main]\ngpgcheck=1\n");
    assertEdit(
        "[core]\n\ta = 1\n\tb = 2\n",
        new TextEdit.SetIniKey("core", "a", "3"),
        "[core]\n\ta = 3\n\tb = 2\n");
  }

  @Test
  void aKeyOfASectionIsUnset() {
    assertEdit(
        "[main]\na=1\n[b]\na=1\n", new TextEdit.UnsetIniKey("main", "a"), "[main]\n[b]\na=1\n");
    assertEdit("a=1\n", new TextEdit.UnsetIniKey("main", "a"), "a=1\n");
  }

  @Test
  void aFileIsEmptied() {
    assertEdit("a\n", new TextEdit.Empty(), "");
  }

  @Test
  void theRestOfTheFileKeepsItsBytes() {
    byte[] before = {'a', (byte) 0xff, '\n', (byte) 0xc3, '\n', 0, '\n'};
    Applied image = new Applied(new MemoryTree().file(PATH, before));
    image.apply(edit(line("é")));
    assertArrayEquals(
        new byte[] {
          'a', (byte) 0xff, '\n', (byte) 0xc3, '\n', 0, '\n', (byte) 0xc3, (byte) 0xa9, '\n'
        },
        image.tree().read(PATH, 100).orElseThrow());
  }

  @Test
  void placementStaysAndLinksAreFollowed() {
    Applied image = image("a\n").apply(new EditFile(ORIGIN, "/etc/link", line("b"), false));
    assertEquals("a\nb\n", image.text(PATH));
    assertEquals("600 0 0", image.placed(PATH));
    assertEquals(Optional.of("app.conf"), image.tree().link("/etc/link"));
  }

  @Test
  void aMissingFileIsMadeOnlyOnDemand() {
    EditFile missing = new EditFile(ORIGIN, "/etc/none", line("a"), false);
    assertEquals(
        """
        site.yaml:3:5: wish: no such file in the image: "/etc/none"
        hint: write create: true to have it made
        """,
        image("").failure(missing));
    Applied image = image("").apply(new EditFile(ORIGIN, "/etc/none", line("a"), true));
    assertEquals("a\n", image.text("/etc/none"));
    image.apply(new EditFile(ORIGIN, "/etc/never", new TextEdit.LineAbsent("a"), true));
    assertFalse(image.tree().exists("/etc/never"));
    image.apply(new EditFile(ORIGIN, "/etc/empty", new TextEdit.Empty(), true));
    assertEquals("", image.text("/etc/empty"));
    assertEquals(
        "site.yaml:3:5: wish: expected a regular file at \"/etc\"\n",
        image.failure(new EditFile(ORIGIN, "/etc", line("a"), true)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\r", "a\0"})
  void oneLineIsOneLine(String text) {
    for (TextEdit edit :
        List.of(
            line(text),
            new TextEdit.SetKey("a", text, "="),
            new TextEdit.SetIniKey(text, "a", "b"),
            new TextEdit.SetIniKey("a", "b", text))) {
      assertTrue(image("").failure(edit(edit)).contains("expected one line"));
    }
  }

  @Test
  void oddKeysAreRefused() {
    assertTrue(image("").failure(edit(new TextEdit.SetKey(" a", "b", "="))).contains("a key"));
    assertTrue(image("").failure(edit(new TextEdit.UnsetKey("", "="))).contains("a key"));
    assertTrue(image("").failure(edit(new TextEdit.SetKey("a", "b", ""))).contains("separator"));
  }
}
