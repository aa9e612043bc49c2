package org.nodecustomize.op;

import java.util.List;
import org.nodecustomize.image.PackageManagerKind;

/** How one of the package managers is asked to do things, and how its answers read. */
interface PackageManager {

  /**
   * A shell script that installs in one transaction, with no question, no plugin, and no repository
   * but the given one; its exit code is 0 where the packages are installed.
   *
   * @param scratch the run's own directory in the image, for caches, logs and state
   */
  String installScript(InstallPackages operation, String scratch);

  /** What went wrong, told from the transcript of a failed run; empty where it is not understood. */
  List<TransactionFault> faults(List<String> transcript);

  static PackageManager of(PackageManagerKind kind) {
    return switch (kind) {
      case DNF -> new DnfManager();
      case MICRODNF -> new MicrodnfManager();
      case YUM -> new YumManager();
      case RPM -> new RpmManager();
    };
  }
}
