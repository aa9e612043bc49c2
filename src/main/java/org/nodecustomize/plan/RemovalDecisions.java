package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;

/** Which installed packages the names of a removal mean. */
public final class RemovalDecisions {
  private RemovalDecisions() {}

  /**
   * The names as rpm is to be given them.
   *
   * @throws OperationException naming every name that no installed package has
   */
  public static List<String> decide(List<String> names, ImageFacts facts) {
    List<Problem> problems = new ArrayList<>();
    for (String name : names) {
      if (facts.packages().stream().noneMatch(p -> isNamed(p, name))) {
        Problem problem = Problem.at(name, "not installed in the image");
        problems.add(
            similar(name, facts)
                .map(other -> problem.withHint("did you mean '" + other + "'?"))
                .orElse(problem));
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    return names.stream().distinct().toList();
  }

  private static boolean isNamed(InstalledPackage installed, String name) {
    var nevra = installed.nevra();
    String versioned = nevra.name() + "-" + nevra.version();
    String released = versioned + "-" + nevra.release();
    return List.of(
            nevra.name(),
            nevra.name() + "." + nevra.arch(),
            versioned,
            released,
            released + "." + nevra.arch(),
            nevra.toString())
        .contains(name);
  }

  private static Optional<String> similar(String name, ImageFacts facts) {
    return Spelling.nearest(name, facts.packages().stream().map(p -> p.nevra().name()).toList());
  }
}
