package org.nodecustomize.cli;

import java.io.IOException;
import java.io.Reader;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.HostException;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/** The lines that somebody types, or a pipe brings. A wait for one ends when the run is to stop. */
final class InputLines {
  private static final int MOST_LINE = 64 << 10;

  private final Reader input;

  InputLines(Reader input) {
    this.input = input;
  }

  /**
   * The next line without its end.
   *
   * @return empty where there are no more
   * @throws OperationException if it is longer than 64 KiB
   * @throws HostException if it cannot be read
   * @throws RunInterruptedException if the run is to stop
   */
  Optional<String> next(Cancellation cancellation) {
    // A thread that reads standard input cannot be woken.
    FutureTask<Optional<String>> line = new FutureTask<>(this::read);
    Thread reader = new Thread(line, "standard input");
    reader.setDaemon(true);
    reader.start();
    try (Cancellation.Registration registration = cancellation.onCancel(() -> line.cancel(false))) {
      return line.get();
    } catch (CancellationException e) {
      throw new RunInterruptedException();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof CustomizeException told) {
        throw told;
      }
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RunInterruptedException();
    }
  }

  private Optional<String> read() {
    StringBuilder line = new StringBuilder();
    int c = character();
    if (c < 0) {
      return Optional.empty();
    }
    while (c >= 0 && c != '\n') {
      if (line.length() == MOST_LINE) {
        throw new OperationException(
            Problem.of("a command line of more than 64 KiB").withHint("put it into a script"));
      }
      line.append((char) c);
      c = character();
    }
    return Optional.of(line.toString());
  }

  private int character() {
    try {
      return input.read();
    } catch (IOException e) {
      throw new HostException(Problem.of("standard input cannot be read: " + e.getMessage()), e);
    }
  }
}
