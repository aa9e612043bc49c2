package org.nodecustomize.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.image.Architectures;
import org.nodecustomize.image.ImageFacts;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;

/**
 * What is to happen with each requested package, decided before the package manager is asked.
 *
 * @param install packages that go to the package manager
 * @param alreadyInstalled packages that the image has exactly so
 */
public record PackageDecisions(
    List<PackageRequest.Given> install, List<PackageRequest.Given> alreadyInstalled) {

  /** Packages of which an image holds several versions side by side, as yum and dnf treat them. */
  private static final Set<String> SIDE_BY_SIDE =
      Set.of(
          "kernel",
          "kernel-core",
          "kernel-modules",
          "kernel-modules-core",
          "kernel-modules-extra",
          "kernel-devel",
          "kernel-rt",
          "kernel-rt-core",
          "kernel-rt-modules");

  public PackageDecisions {
    install = List.copyOf(install);
    alreadyInstalled = List.copyOf(alreadyInstalled);
  }

  /**
   * Decides.
   *
   * @throws OperationException naming every package that cannot go in: another architecture, older
   *     than installed, a newer version of an installed package without {@code upgrade}, two
   *     versions of one package
   */
  public static PackageDecisions decide(PackageRequest request, ImageFacts facts) {
    List<Problem> problems = new ArrayList<>();
    List<PackageRequest.Given> install = new ArrayList<>();
    List<PackageRequest.Given> present = new ArrayList<>();
    Map<Nevra, PackageRequest.Given> chosen = new LinkedHashMap<>();
    for (PackageRequest.Given given : request.given()) {
      Nevra nevra = given.content().nevra();
      if (chosen.containsKey(nevra)) {
        continue;
      }
      Optional<Problem> refusal =
          architecture(given, facts)
              .or(() -> version(given, request, facts))
              .or(() -> twin(given, chosen.values()));
      chosen.put(nevra, given);
      refusal.ifPresentOrElse(
          problems::add, () -> (facts.isInstalled(nevra) ? present : install).add(given));
    }
    if (!problems.isEmpty()) {
      throw new OperationException(problems);
    }
    return new PackageDecisions(install, present);
  }

  private static Optional<Problem> architecture(PackageRequest.Given given, ImageFacts facts) {
    String arch = given.content().nevra().arch();
    return facts
        .architecture()
        .filter(image -> !Architectures.accepts(image, arch))
        .map(
            image ->
                Problem.at(
                    given.name(), "expected a package for " + image + " but it is for " + arch));
  }

  private static Optional<Problem> twin(
      PackageRequest.Given given, Collection<PackageRequest.Given> others) {
    return others.stream()
        .filter(other -> isSamePackage(other.content().nevra(), given.content().nevra()))
        .findFirst()
        .map(
            other ->
                Problem.at(
                        given.name(),
                        "another version of the same package was given: " + other.name())
                    .withHint("leave one of them out"));
  }

  /** Whether an image can hold only one of the two. */
  public static boolean isSamePackage(Nevra one, Nevra other) {
    return one.name().equals(other.name())
        && !SIDE_BY_SIDE.contains(one.name())
        && (one.arch().equals(other.arch()) || noArch(one, other));
  }

  private static Optional<Problem> version(
      PackageRequest.Given given, PackageRequest request, ImageFacts facts) {
    Nevra wanted = given.content().nevra();
    if (SIDE_BY_SIDE.contains(wanted.name()) || facts.isInstalled(wanted)) {
      return Optional.empty();
    }
    Optional<Nevra> installed =
        facts.installed(wanted.name()).stream()
            .map(InstalledPackage::nevra)
            .filter(other -> isSamePackage(other, wanted))
            .max(Comparator.comparing(Nevra::evr));
    if (installed.isEmpty()) {
      return Optional.empty();
    }
    int order = wanted.evr().compareTo(installed.get().evr());
    String removal = "remove the installed one first: node-customize remove-rpm %s IMAGE";
    if (order < 0) {
      return Optional.of(
          Problem.at(given.name(), "older than the installed " + installed.get())
              .withHint("give a newer package, or " + removal.formatted(wanted.name())));
    }
    if (order == 0) {
      return Optional.of(
          Problem.at(given.name(), "of the same version as the installed " + installed.get())
              .withHint(removal.formatted(wanted.name())));
    }
    if (!request.upgrade()) {
      return Optional.of(
          Problem.at(given.name(), "conflicts with the installed " + installed.get())
              .withHint("let it replace the installed one: --upgrade"));
    }
    return Optional.empty();
  }

  private static boolean noArch(Nevra one, Nevra other) {
    return one.arch().equals("noarch") || other.arch().equals("noarch");
  }
}
