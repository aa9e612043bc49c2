package org.nodecustomize.op;

import java.util.ArrayList;
import java.util.List;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.rpm.Nevra;

/**
 * What a transaction did to the list of installed packages.
 *
 * @param installed packages that were not there before, new versions of others included
 * @param removed packages that are no longer there, old versions included
 */
public record PackageChanges(List<Nevra> installed, List<Nevra> removed) {

  public PackageChanges {
    installed = List.copyOf(installed);
    removed = List.copyOf(removed);
  }

  /** Nothing changed. */
  public static PackageChanges none() {
    return new PackageChanges(List.of(), List.of());
  }

  /** Compares the list before with the list after. */
  public static PackageChanges between(
      List<InstalledPackage> before, List<InstalledPackage> after) {
    return new PackageChanges(missing(after, before), missing(before, after));
  }

  /** These and later ones; what came and went again is told by neither. */
  public PackageChanges and(PackageChanges later) {
    List<Nevra> came = new ArrayList<>(installed);
    List<Nevra> went = new ArrayList<>(removed);
    later.removed.stream().filter(one -> !came.remove(one)).forEach(went::add);
    later.installed.stream().filter(one -> !went.remove(one)).forEach(came::add);
    return new PackageChanges(came, went);
  }

  public boolean isEmpty() {
    return installed.isEmpty() && removed.isEmpty();
  }

  private static List<Nevra> missing(List<InstalledPackage> from, List<InstalledPackage> in) {
    List<Nevra> others = new ArrayList<>(in.stream().map(InstalledPackage::nevra).toList());
    List<Nevra> missing = new ArrayList<>();
    for (InstalledPackage one : from) {
      if (!others.remove(one.nevra())) {
        missing.add(one.nevra());
      }
    }
    return missing;
  }
}
