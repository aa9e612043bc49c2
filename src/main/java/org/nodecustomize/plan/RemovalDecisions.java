package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.diag.Spelling;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;

/** Which installed packages the names of a removal mean. */
public final class RemovalDecisions {
  private RemovalDecisions() {}

  /**
   * The packages as rpm is to be given them, each once: {@code name-version-release.arch}, without
   * the epoch, which older ones do not understand there.
   *
   * @throws OperationException naming every name that no installed package has, and every one that
   *     several have
   */
  public static List<String> decide(List<String> names, ImageFacts facts) {
    List<Problem> problems = new ArrayList<>();
    Set<String> labels = new LinkedHashSet<>();
    for (String name : names.stream().distinct().toList()) {
      List<Nevra> named =
          facts.packages().stream()
              .filter(p -> isNamed(p, name))
              .map(InstalledPackage::nevra)
              .distinct()
              .toList();
      if (named.size() == 1) {
        labels.add(label(named.get(0)));
      } else {
        problems.add(named.isEmpty() ? unknown(name, facts) : ambiguous(name, named));
      }
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    return List.copyOf(labels);
  }

  private static Problem unknown(String name, ImageFacts facts) {
    Problem problem = Problem.at(name, "not installed in the image");
    return similar(name, facts)
        .map(other -> problem.withHint("did you mean '" + other + "'?"))
        .orElse(problem);
  }

  private static Problem ambiguous(String name, List<Nevra> named) {
    String all = String.join(" ", named.stream().map(RemovalDecisions::label).toList());
    return Problem.at(name, "%d installed packages have this name".formatted(named.size()))
        .withHint("name those that are to go: " + all);
  }

  private static String label(Nevra nevra) {
    return "%s-%s-%s.%s".formatted(nevra.name(), nevra.version(), nevra.release(), nevra.arch());
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
