package org.nodecustomize.apply;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.SiteException;

/** How a plan names files: from its own directory, so that both can move together. */
record PlanPaths(Path plan) {

  static PlanPaths of(Path plan) {
    return new PlanPaths(plan.toAbsolutePath().normalize());
  }

  private Path directory() {
    Path parent = plan.getParent();
    return parent == null ? plan : parent;
  }

  String relative(Path file) {
    return directory().relativize(file.toAbsolutePath().normalize()).toString();
  }

  /**
   * @throws SiteException if it is no file name
   */
  Path resolve(String name) {
    try {
      return directory().resolve(name).normalize();
    } catch (InvalidPathException e) {
      throw new SiteException(
          Problem.at(plan.toString(), "bad plan: not a file name: \"" + name + "\""), e);
    }
  }
}
