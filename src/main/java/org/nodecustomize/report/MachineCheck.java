package org.nodecustomize.report;

import java.util.Optional;

/**
 * One thing that this machine has or lacks.
 *
 * @param name what is looked for
 * @param finding what was found, in words
 * @param fix what to do about it, as it can be typed
 */
public record MachineCheck(String name, State state, String finding, Optional<String> fix) {

  /** How it stands. */
  public enum State {
    /** It is there. */
    OK,
    /** Works without it, but worse. */
    WARNING,
    /** Nothing works without it. */
    MISSING
  }
}
