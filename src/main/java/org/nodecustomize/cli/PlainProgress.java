package org.nodecustomize.cli;

import java.io.PrintStream;
import java.util.Locale;
import org.nodecustomize.event.Event;

/** One line for each thing that happens, for logs. */
final class PlainProgress implements ProgressView {

  /** How much is shown. */
  enum Detail {
    WARNINGS,
    STAGES,
    EVERYTHING
  }

  private final PrintStream err;
  private final Detail detail;

  PlainProgress(PrintStream err, Detail detail) {
    this.err = err;
    this.detail = detail;
  }

  @Override
  public synchronized void accept(Event event) {
    if (event instanceof Event.Warning warning) {
      err.println("warning: " + Terminal.clean(warning.text()));
    } else if (detail == Detail.WARNINGS) {
      return;
    } else if (event instanceof Event.Notice notice) {
      err.println("note: " + Terminal.clean(notice.text()));
    } else if (event instanceof Event.StageStarted started) {
      err.println(started.stage().title() + " ...");
    } else if (event instanceof Event.StageFinished finished) {
      err.println(
          String.format(
              Locale.ROOT,
              "%s: %.1f s",
              finished.stage().title(),
              finished.took().toMillis() / 1000.0));
    } else if (detail == Detail.EVERYTHING && event instanceof Event.LogLine line) {
      err.println(Terminal.clean(line.source()) + "| " + Terminal.clean(line.text()));
    }
    err.flush();
  }

  @Override
  public void end() {}
}
