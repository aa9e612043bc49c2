package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.List;

/**
 * Packages to add and how.
 *
 * @param files the package files
 * @param repositories directories of packages that may come in as dependencies
 * @param keys files with OpenPGP keys to trust besides the image's own
 * @param allowUnsigned take packages that are not signed by a trusted key; damaged ones are refused
 *     all the same
 * @param upgrade installed packages may be replaced by newer ones
 * @param documentation install files that are marked as documentation
 */
public record PackageAddition(
    List<Path> files,
    List<Path> repositories,
    List<Path> keys,
    boolean allowUnsigned,
    boolean upgrade,
    boolean documentation) {

  public PackageAddition {
    files = List.copyOf(files);
    repositories = List.copyOf(repositories);
    keys = List.copyOf(keys);
  }
}
