package org.nodecustomize.seal;

import java.util.List;
import org.nodecustomize.diag.Problem;

/**
 * What sealing did.
 *
 * @param deeds what was done and why
 * @param finishes times and labels to set in the image after the edits, sorted by path, each once
 * @param notices what the user should know, one line each
 * @param problems what will fail at a consumer and cannot be sealed
 */
public record SealReport(
    List<Deed> deeds, List<Finish> finishes, List<String> notices, List<Problem> problems) {

  /**
   * One thing that was done.
   *
   * @param rule the layout rule that asks for it, for instance {@code NC101}
   * @param path what it was done to
   * @param text one sentence with what and why
   */
  public record Deed(String rule, String path, String text) {}

  public SealReport {
    deeds = List.copyOf(deeds);
    finishes = List.copyOf(finishes);
    notices = List.copyOf(notices);
    problems = List.copyOf(problems);
  }

  /** Whether the image was sealed already. */
  public boolean isEmpty() {
    return deeds.isEmpty() && finishes.isEmpty();
  }
}
