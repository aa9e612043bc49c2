package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.nodecustomize.diag.OperationException;

class ShellConsoleTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final Terminal terminal =
      Terminal.of(
          new PrintStream(out, true, StandardCharsets.UTF_8),
          new PrintStream(err, true, StandardCharsets.UTF_8),
          Map.of());

  @Test
  void linesComeOneByOneAndTheLastNeedsNoEnd() {
    ShellConsole console = ShellConsole.reading(terminal, new StringReader("a b\n\nc"), false);
    assertEquals(Optional.of("a b"), console.next("/"));
    assertEquals(Optional.of(""), console.next("/"));
    assertEquals(Optional.of("c"), console.next("/"));
    assertEquals(Optional.empty(), console.next("/"));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertFalse(console.mustSucceed());
  }

  @Test
  void aTerminalGetsAPromptWithoutControlCharacters() {
    ShellConsole console = ShellConsole.reading(terminal, new StringReader("x\n"), true);
    console.next("/etc/\u001b[31m");
    assertEquals("/etc/\\x1b[31m# ", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  void aLineWithoutEndIsRefused() {
    ShellConsole console =
        ShellConsole.reading(terminal, new StringReader("x".repeat(70_000)), false);
    OperationException refused = assertThrows(OperationException.class, () -> console.next("/"));
    assertEquals("a command line of more than 64 KiB", refused.problems().get(0).headline());
  }

  @Test
  void oneCommandIsGivenOnceAndItsStatusIsTold() {
    ShellConsole console = ShellConsole.once(terminal, "'true'");
    assertEquals(Optional.of("'true'"), console.next("/"));
    assertEquals(Optional.empty(), console.next("/"));
    assertTrue(console.mustSucceed());
    console.line("a\u001b[31mb");
    console.ended(0, Optional.empty());
    console.ended(3, Optional.empty());
    console.ended(124, Optional.of("too late"));
    assertEquals("a\\x1b[31mb\n", out.toString(StandardCharsets.UTF_8));
    assertEquals(
        "exit status 3\ntoo late\nexit status 124\n", err.toString(StandardCharsets.UTF_8));
  }
}
