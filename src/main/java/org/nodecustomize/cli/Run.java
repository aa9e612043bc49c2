package org.nodecustomize.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.nodecustomize.apply.HostContext;
import org.nodecustomize.diag.CustomizeException;
import org.nodecustomize.diag.ExitCode;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;
import org.nodecustomize.report.EventJson;

/**
 * Runs one command: shows its progress, prints its result, and on SIGINT and SIGTERM has it clean
 * up before the process ends.
 */
final class Run {
  /** How long cleaning up may take before the process ends all the same. */
  private static final long CLEANING_SECONDS = 15;

  private final Terminal terminal;
  private final RunOptions options;
  private final ReadOptions reading;

  Run(Terminal terminal, RunOptions options) {
    this(terminal, options, new ReadOptions());
  }

  Run(Terminal terminal, RunOptions options, ReadOptions reading) {
    options.requireSense();
    this.terminal = terminal;
    this.options = options;
    this.reading = reading;
  }

  /**
   * What a command has found out.
   *
   * @param exitCode of the process
   */
  record Answer(String text, int exitCode) {}

  /** Does the work and prints the text that it gives. */
  int print(Function<HostContext, String> work) {
    return answer(context -> new Answer(work.apply(context), ExitCode.DONE.code()));
  }

  /** Does the work, prints the text that it gives, and ends with its exit code. */
  int answer(Function<HostContext, Answer> work) {
    Cancellation cancellation = new Cancellation();
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> interrupt(cancellation, ended), "interrupt");
    Runtime.getRuntime().addShutdownHook(hook);
    ProgressView view = ProgressView.of(terminal, options);
    try {
      HostContext context =
          HostContext.fromEnvironment(view, cancellation)
              .withStockAppliance(options.stockAppliance)
              .withReading(reading.throughAppliance);
      Answer answer = work.apply(context);
      view.end();
      String text = answer.text();
      terminal.out().print(options.json() ? text : Terminal.cleanLines(text));
      terminal.out().flush();
      return answer.exitCode();
    } catch (CustomizeException e) {
      view.end();
      if (options.json()) {
        terminal.err().println(EventJson.failure(e.exitCode(), e.problems()));
      } else if (!(e instanceof RunInterruptedException)) {
        // Whoever interrupted is told when everything is cleaned up.
        terminal.problems(e.problems());
      }
      return e.exitCode().code();
    } finally {
      view.end();
      ended.countDown();
      release(hook);
    }
  }

  /** Runs in the shutdown hook, that is: only when a signal ends the process. */
  private void interrupt(Cancellation cancellation, CountDownLatch ended) {
    cancellation.cancel();
    try {
      boolean clean = ended.await(CLEANING_SECONDS, TimeUnit.SECONDS);
      String what =
          cancellation.isCommitted() ? "the output was written before" : "nothing was written";
      terminal
          .err()
          .println("error: interrupted; " + (clean ? what : "the next run removes what is left"));
      terminal.err().flush();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ExitCode.INTERRUPTED.code());
  }

  private static void release(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The hook is running: this thread waits to be ended by it.
      return;
    }
  }
}
