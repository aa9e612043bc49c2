package org.nodecustomize.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

class ShellConsoleTest {
  private final Cancellation cancellation = new Cancellation();
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
    assertEquals(Optional.of("a b"), console.next("/", cancellation));
    assertEquals(Optional.of(""), console.next("/", cancellation));
    assertEquals(Optional.of("c"), console.next("/", cancellation));
    assertEquals(Optional.empty(), console.next("/", cancellation));
    assertEquals("", out.toString(StandardCharsets.UTF_8));
    assertFalse(console.mustSucceed());
  }

  @Test
  void aTerminalGetsAPromptWithoutControlCharacters() {
    ShellConsole console = ShellConsole.reading(terminal, new StringReader("x\n"), true);
    console.next("/etc/\u001b[31m", cancellation);
    assertEquals("/etc/\\x1b[31m# ", out.toString(StandardCharsets.UTF_8));
  }

  @Test
  @Timeout(20)
  void aWaitForALineEndsWhenTheRunIsToStop() throws Exception {
    ShellConsole console = ShellConsole.reading(terminal, new PipedReader(new PipedWriter()), true);
    Thread stopping = new Thread(cancellation::cancel);
    stopping.start();
    assertThrows(RunInterruptedException.class, () -> console.next("/", cancellation));
    stopping.join();
  }

  @Test
  void aLineWithoutEndIsRefused() {
    ShellConsole console =
        ShellConsole.reading(terminal, new StringReader("x".repeat(70_000)), false);
    OperationException refused =
        assertThrows(OperationException.class, () -> console.next("/", cancellation));
    assertEquals("a command line of more than 64 KiB", refused.problems().get(0).headline());
  }

  @Test
  void oneCommandIsGivenOnceAndItsStatusIsTold() {
    ShellConsole console = ShellConsole.once(terminal, "'true'");
    assertEquals(Optional.of("'true'"), console.next("/", cancellation));
    assertEquals(Optional.empty(), console.next("/", cancellation));
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
