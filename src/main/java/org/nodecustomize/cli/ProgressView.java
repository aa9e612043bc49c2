package org.nodecustomize.cli;

import org.nodecustomize.event.Events;

/** Shows events. */
interface ProgressView extends Events {

  /** Nothing more will come; a half-drawn line is removed. May be called more than once. */
  void end();

  /** The view that fits the terminal and the options. */
  static ProgressView of(Terminal terminal, RunOptions options) {
    if (options.json()) {
      return new JsonProgress(terminal.err(), options.quiet);
    }
    if (options.quiet) {
      return new PlainProgress(terminal.err(), PlainProgress.Detail.WARNINGS);
    }
    if (terminal.interactive() && !options.verbose) {
      return new BarProgress(terminal.err());
    }
    return new PlainProgress(
        terminal.err(),
        options.verbose ? PlainProgress.Detail.EVERYTHING : PlainProgress.Detail.STAGES);
  }
}
