package org.nodecustomize.guestfs;

import org.nodecustomize.diag.ApplianceException;

/**
 * Shell commands of the appliance itself rather than of the image, by libguestfs' {@code debug}. That
 * promises nothing between versions, so the end of the answer is checked.
 */
final class ApplianceScript {
  private static final String DONE = "node-customize: done";

  private ApplianceScript() {}

  /**
   * Runs a script of our own text, up to the first command that fails.
   *
   * @param what is done, for the message
   * @return what it printed
   * @throws ApplianceException if it did not come to its end
   */
  static String run(Handle handle, String what, String script) {
    String[] command = command(script + "\necho " + DONE);
    String answer =
        handle
            .text("debug", Handle.BULK, (library, g) -> library.guestfs_debug(g, "sh", command))
            .strip();
    if (!answer.endsWith(DONE)) {
      throw new ApplianceException(what, 0, answer.isBlank() ? "no reason given" : answer);
    }
    return answer.substring(0, answer.length() - DONE.length()).strip();
  }

  /**
   * What {@code debug sh} is to be given so that it answers with all that a script printed, up to the
   * first command that fails. A shell in a list of {@code &&} or {@code ||} would go on after that,
   * whatever it was told by {@code set -e}.
   */
  static String[] command(String script) {
    return new String[] {"( set -e\n" + script + "\n) 2>&1; exit 0"};
  }
}
