package org.nodecustomize.rule;

/** Which files packages brought, as the image's rpm database has it. */
@FunctionalInterface
public interface PackageOwnership {

  /** Whether a package has this path among its files. */
  boolean owns(String path);
}
