package org.nodecustomize.report;

import java.util.List;

/**
 * What one run did to an image, as it is kept in the image.
 *
 * @param operation {@code add-rpm} or {@code remove-rpm}
 * @param packages the package files that went in
 * @param installed NEVRAs that the run brought, dependencies included
 * @param removed NEVRAs that the run took away
 */
public record ChangeRecord(
    String operation, List<PackageFile> packages, List<String> installed, List<String> removed) {

  public ChangeRecord {
    packages = List.copyOf(packages);
    installed = List.copyOf(installed);
    removed = List.copyOf(removed);
  }

  /**
   * A package file that went in.
   *
   * @param sha256 of the whole file, in hex
   * @param signature what was found, for instance {@code RSA/SHA256, key 24c6a8a7f4a80eb5}, or
   *     {@code unsigned}
   * @param dependency whether it came in because another one needs it
   */
  public record PackageFile(String nevra, String sha256, String signature, boolean dependency) {}
}
