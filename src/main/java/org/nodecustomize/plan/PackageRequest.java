package org.nodecustomize.plan;

import java.util.List;
import org.nodecustomize.rpm.RpmFile;
import org.nodecustomize.rpm.RpmPackage;

/**
 * Packages that the user wants in the image.
 *
 * @param upgrade whether installed packages may be replaced by newer ones
 */
public record PackageRequest(List<Given> given, boolean upgrade) {

  public PackageRequest {
    given = List.copyOf(given);
  }

  /** A package file with what its header says. */
  public record Given(RpmFile file, RpmPackage content) {}
}
