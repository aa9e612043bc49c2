package org.nodecustomize.image;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rpm.Nevra;

/**
 * What an image says of itself.
 *
 * @param osRelease fields of /etc/os-release, empty where there is none
 * @param nvr the image's name-version-release as imgbased knows it
 * @param architecture as RPM spells it, for instance {@code x86_64}; empty where no program tells
 * @param kernels versions of /boot/vmlinuz-*, rescue kernels left out
 * @param rpmDatabaseLink text of the link /var/lib/rpm, where it is a link
 */
public record ImageFacts(
    OsRelease osRelease,
    Optional<String> nvr,
    LayoutProfile profile,
    Optional<String> architecture,
    List<String> kernels,
    Optional<PackageManagerKind> packageManager,
    Optional<String> rpmDatabaseLink,
    List<InstalledPackage> packages) {

  /** Where imgbased looks for the image's name-version-release. */
  public static final String NVR_FILE = "/usr/share/imgbase/build/meta/nvr";

  public ImageFacts {
    kernels = List.copyOf(kernels);
    packages = List.copyOf(packages);
  }

  /** The installed instances of a package name, oldest installation first. */
  public List<InstalledPackage> installed(String name) {
    return packages.stream().filter(p -> p.nevra().name().equals(name)).toList();
  }

  /** The same after packages came and went; what is not known of the new ones is 0. */
  public ImageFacts after(List<Nevra> installed, List<Nevra> removed) {
    List<InstalledPackage> now = new ArrayList<>(packages);
    now.removeIf(one -> removed.contains(one.nevra()));
    installed.forEach(nevra -> now.add(new InstalledPackage(nevra, 0, 0)));
    return new ImageFacts(
        osRelease, nvr, profile, architecture, kernels, packageManager, rpmDatabaseLink, now);
  }

  /** Whether exactly this package is installed. */
  public boolean isInstalled(Nevra nevra) {
    return packages.stream().anyMatch(p -> p.nevra().equals(nevra));
  }
}
