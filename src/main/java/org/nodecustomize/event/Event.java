package org.nodecustomize.event;

import java.time.Duration;

/** Something that a run tells about itself; only {@code cli} shows it. */
public sealed interface Event {

  /** A stage began. */
  record StageStarted(Stage stage) implements Event {}

  /**
   * A stage advanced.
   *
   * @param done units of work done so far
   * @param total units of work in all; 0 where it is not known
   */
  record StageAdvanced(Stage stage, long done, long total) implements Event {}

  /** A stage ended well. */
  record StageFinished(Stage stage, Duration took) implements Event {}

  /** Something that the user should know although nothing failed; one line. */
  record Notice(String text) implements Event {}

  /** Something that is likely to be a mistake or a risk; one line. */
  record Warning(String text) implements Event {}

  /**
   * A line of a program's own output, for the log.
   *
   * @param source the program, for instance {@code appliance} or {@code dnf}
   */
  record LogLine(String source, String text) implements Event {}
}
