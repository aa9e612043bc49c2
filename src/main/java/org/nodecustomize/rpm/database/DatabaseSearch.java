package org.nodecustomize.rpm.database;

import org.nodecustomize.diag.Problem;

/** The answer to whether a directory has a database of installed packages. */
public sealed interface DatabaseSearch {

  /** There is one, and it can be read. */
  record Found(PackageDatabase database) implements DatabaseSearch {}

  /** There is none. */
  record Absent() implements DatabaseSearch {}

  /**
   * There is one, but it cannot be read here; rpm itself may be able to.
   *
   * @param problem why
   */
  record Unreadable(Problem problem) implements DatabaseSearch {}
}
