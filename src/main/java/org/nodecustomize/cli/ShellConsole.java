package org.nodecustomize.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import org.nodecustomize.apply.ShellTalk;
import org.nodecustomize.proc.Cancellation;

/** A shell's lines from standard input, or the one of a command line; what they print goes out. */
final class ShellConsole implements ShellTalk {
  private final Terminal terminal;
  private final Optional<InputLines> input;
  private final boolean prompt;
  private Optional<String> once;

  private ShellConsole(
      Terminal terminal, Optional<InputLines> input, Optional<String> once, boolean prompt) {
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
    return new ShellConsole(terminal, Optional.of(new InputLines(input)), Optional.empty(), prompt);
  }

  @Override
  public Optional<String> next(String directory, Cancellation cancellation) {
    if (input.isEmpty()) {
      Optional<String> line = once;
      once = Optional.empty();
      return line;
    }
    if (prompt) {
      terminal.out().print(Terminal.clean(directory) + "# ");
      terminal.out().flush();
    }
    return input.get().next(cancellation);
  }

  @Override
  public boolean mustSucceed() {
    return input.isEmpty();
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
