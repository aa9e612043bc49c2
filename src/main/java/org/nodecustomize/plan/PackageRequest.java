package org.nodecustomize.plan;

import java.util.List;
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

  /** A package file, told by what its header says. */
  public record Given(RpmPackage content) {

    /** The file as the user named it. */
    public String name() {
      return content.path().toString();
    }
  }
}
