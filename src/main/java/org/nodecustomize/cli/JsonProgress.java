package org.nodecustomize.cli;

import java.io.PrintStream;
import org.nodecustomize.event.Event;
import org.nodecustomize.report.EventJson;

/** One JSON object a line. */
final class JsonProgress implements ProgressView {
  private final PrintStream err;
  private final boolean warningsOnly;

  JsonProgress(PrintStream err, boolean warningsOnly) {
    this.err = err;
    this.warningsOnly = warningsOnly;
  }

  @Override
  public synchronized void accept(Event event) {
    if (warningsOnly && !(event instanceof Event.Warning)) {
      return;
    }
    err.println(EventJson.line(event));
    err.flush();
  }

  @Override
  public void end() {}
}
