package org.nodecustomize.apply;

import java.util.Optional;
import org.nodecustomize.diag.RunInterruptedException;
import org.nodecustomize.proc.Cancellation;

/** The person, or the pipe, at the other end of a shell. */
public interface ShellTalk {

  /**
   * The next command line.
   *
   * @param directory where it will run
   * @param cancellation ends the waiting for one
   * @return empty where there are no more
   * @throws RunInterruptedException if the run is to stop
   */
  Optional<String> next(String directory, Cancellation cancellation);

  /** Whether a command that fails is a failure of the whole. */
  boolean mustSucceed();

  /** A line that a command printed; told while it runs, from another thread. */
  void line(String text);

  /**
   * A command has ended.
   *
   * @param status its exit code
   * @param told why it was ended, for people; empty where it ended by itself
   */
  void ended(int status, Optional<String> told);
}
