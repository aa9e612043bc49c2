package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.op.PackageChanges;
import org.nodecustomize.plan.PackageSelection;
import org.nodecustomize.report.ChangeRecord.PackageOrigin;
import org.nodecustomize.rpm.DependencyClosure;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;
import org.nodecustomize.site.PackageInstall;
import org.nodecustomize.site.Stated;

/** Finds out on whose wish the packages of a transaction came, and those went that they replaced. */
final class PackageOrigins {
  private final PackageAddition addition;
  private final List<RpmPackage> wanted;
  private final Map<Nevra, RpmPackage> came = new LinkedHashMap<>();
  private final Map<Nevra, Set<Nevra>> needed = new HashMap<>();

  private PackageOrigins(
      PackageAddition addition, AdmittedPackages admitted, PackageChanges changes) {
    this.addition = addition;
    this.wanted = admitted.wanted().stream().map(AdmittedPackages.Admitted::content).toList();
    wanted.forEach(one -> came.put(one.nevra(), one));
    admitted.candidates().stream()
        .map(AdmittedPackages.Admitted::content)
        .filter(one -> changes.installed().contains(one.nevra()))
        .forEach(one -> came.putIfAbsent(one.nevra(), one));
  }

  /** What is known; nothing about packages that the command line named. */
  static List<PackageOrigin> of(
      PackageAddition addition, AdmittedPackages admitted, PackageChanges changes) {
    PackageOrigins origins = new PackageOrigins(addition, admitted, changes);
    List<PackageOrigin> found = new ArrayList<>();
    for (Nevra nevra : changes.installed()) {
      found.add(origins.of(nevra, nevra));
    }
    for (Nevra nevra : changes.removed()) {
      origins.replacement(nevra).ifPresent(by -> found.add(origins.of(nevra, by)));
    }
    found.removeIf(one -> one.where().isEmpty() && one.neededBy().isEmpty());
    return List.copyOf(found);
  }

  /** The origin of one package as that of another. */
  private PackageOrigin of(Nevra nevra, Nevra asked) {
    String name = nevra.toString();
    Optional<RpmPackage> itself =
        wanted.stream().filter(one -> one.nevra().equals(asked)).findFirst();
    if (itself.isPresent()) {
      return new PackageOrigin(name, where(itself.get()), Optional.empty());
    }
    return wanted.stream()
        .filter(one -> needs(one, asked))
        .findFirst()
        .map(one -> new PackageOrigin(name, where(one), Optional.of(one.nevra().name())))
        .orElseGet(() -> new PackageOrigin(name, "", Optional.empty()));
  }

  /** Whether a package, or what it needs, requires or recommends another one of those that came. */
  private boolean needs(RpmPackage one, Nevra other) {
    return needed
        .computeIfAbsent(
            one.nevra(),
            asked ->
                DependencyClosure.of(List.of(one), came.values(), none -> false).stream()
                    .map(RpmPackage::nevra)
                    .collect(Collectors.toUnmodifiableSet()))
        .contains(other);
  }

  private Optional<Nevra> replacement(Nevra gone) {
    return came.values().stream()
        .filter(
            one ->
                one.nevra().name().equals(gone.name())
                    || one.obsoletes().stream().anyMatch(old -> old.name().equals(gone.name())))
        .map(RpmPackage::nevra)
        .findFirst();
  }

  private String where(RpmPackage one) {
    return addition.wishes().stream()
        .filter(wish -> isAbout(wish.selection(), one))
        .map(PackageInstall::origin)
        .findFirst()
        .or(
            () ->
                addition.updates().stream()
                    .filter(pattern -> PackageSelection.means(pattern.value(), one.nevra()))
                    .map(Stated::origin)
                    .findFirst())
        .map(Origin::toString)
        .orElse("");
  }

  private static boolean isAbout(PackageInstall.Selection selection, RpmPackage one) {
    Path file = one.path();
    return selection instanceof PackageInstall.Files some
        ? some.files().contains(file)
        : PackageSelection.means(((PackageInstall.Named) selection).spec(), one.nevra());
  }
}
