package org.nodecustomize.cli;

import java.io.PrintStream;
import org.nodecustomize.event.Event;
import org.nodecustomize.report.EventJson;

/** One JSON object a line. */
final class JsonProgress implements ProgressView {
  private final PrintStream err;

  JsonProgress(PrintStream err) {
    this.err = err;
  }

  @Override
  public synchronized void accept(Event event) {
    err.println(EventJson.line(event));
    err.flush();
  }

  @Override
  public void end() {}
}
