package org.nodecustomize.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.apply.ShellTalk;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;

/** A shell's lines from standard input, or the one of a command line; what they print goes out. */
final class ShellConsole implements ShellTalk {
  private static final int MOST_LINE = 64 << 10;

  private final Terminal terminal;
  private final Optional<Reader> input;
  private final boolean prompt;
  private Optional<String> once;

  private ShellConsole(
      Terminal terminal, Optional<Reader> input, Optional<String> once, boolean prompt) {
    this.terminal = terminal;
    this.input = input;
    this.once = once;
    this.prompt = prompt;
  }

  /** One command. */
  static ShellConsole once(Terminal terminal, String line) {
    return new ShellConsole(terminal, Optional.empty(), Optional.of(line), false);
  }

  /** Each line of standard input, with a prompt where that and the output are a terminal. */
  static ShellConsole reading(Terminal terminal) {
    return reading(
        terminal,
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        terminal.interactive() && inputIsTerminal());
  }

  /** Java tells only of input and output together. */
  private static boolean inputIsTerminal() {
    try {
      Path input = Path.of("/proc/self/fd/0").toRealPath();
      return input.startsWith("/dev/pts") || input.toString().startsWith("/dev/tty");
    } catch (IOException e) {
      return false;
    }
  }

  static ShellConsole reading(Terminal terminal, Reader input, boolean prompt) {
    return new ShellConsole(terminal, Optional.of(input), Optional.empty(), prompt);
  }

  @Override
  public Optional<String> next(String directory) {
    if (input.isEmpty()) {
      Optional<String> line = once;
      once = Optional.empty();
      return line;
    }
    if (prompt) {
      terminal.out().print(Terminal.clean(directory) + "# ");
      terminal.out().flush();
    }
    try {
      return line(input.get());
    } catch (IOException e) {
      throw new HostException(Problem.of("standard input cannot be read: " + e.getMessage()), e);
    }
  }

  @Override
  public boolean mustSucceed() {
    return input.isEmpty();
  }

  private static Optional<String> line(Reader input) throws IOException {
    StringBuilder line = new StringBuilder();
    int c = input.read();
    if (c < 0) {
      return Optional.empty();
    }
    while (c >= 0 && c != '\n') {
      if (line.length() == MOST_LINE) {
        throw new OperationException(
            Problem.of("a command line of more than 64 KiB").withHint("put it into a script"));
      }
      line.append((char) c);
      c = input.read();
    }
    return Optional.of(line.toString());
  }

  @Override
  public void line(String text) {
    terminal.out().println(Terminal.clean(text));
    terminal.out().flush();
  }

  @Override
  public void ended(int status, Optional<String> told) {
    told.ifPresent(why -> terminal.err().println(Terminal.clean(why)));
    if (status != 0) {
      terminal.err().println("exit status " + status);
    }
    terminal.err().flush();
  }
}
