package org.nodecustomize.report;

import java.util.List;
import java.util.Optional;

/**
 * What one run did to an image, as it is kept in the image.
 *
 * @param operation the command, for instance {@code add-rpm}
 * @param packages the package files that went in
 * @param installed NEVRAs that the run brought, dependencies included
 * @param removed NEVRAs that the run took away
 * @param steps what was done besides, in order
 * @param inputs files of this machine that the wishes were read from
 * @param base sha256 of the image that was changed, in hex; empty where it was not taken
 * @param sealed what sealing did, by the rule that asks for it; pristine copies and times left out
 * @param byPrograms what programs and packages' scripts changed that ran in the image, as {@link
 *     DoneStep#paths} are written
 * @param packageOrigins on whose wish packages came and went, as far as that is known
 */
public record ChangeRecord(
    String operation,
    List<PackageFile> packages,
    List<String> installed,
    List<String> removed,
    List<DoneStep> steps,
    List<InputFile> inputs,
    Optional<String> base,
    List<SealedPaths> sealed,
    List<String> byPrograms,
    List<PackageOrigin> packageOrigins) {

  public ChangeRecord {
    packages = List.copyOf(packages);
    installed = List.copyOf(installed);
    removed = List.copyOf(removed);
    steps = List.copyOf(steps);
    inputs = List.copyOf(inputs);
    sealed = List.copyOf(sealed);
    byPrograms = List.copyOf(byPrograms);
    packageOrigins = List.copyOf(packageOrigins);
  }

  /** A run of which is not known yet what sealing and programs did. */
  public ChangeRecord(
      String operation,
      List<PackageFile> packages,
      List<String> installed,
      List<String> removed,
      List<DoneStep> steps,
      List<InputFile> inputs,
      Optional<String> base) {
    this(
        operation, packages, installed, removed, steps, inputs, base, List.of(), List.of(),
        List.of());
  }

  /** The same run with what sealing and programs did. */
  public ChangeRecord with(List<SealedPaths> nowSealed, List<String> nowByPrograms) {
    return new ChangeRecord(
        operation,
        packages,
        installed,
        removed,
        steps,
        inputs,
        base,
        nowSealed,
        nowByPrograms,
        packageOrigins);
  }

  /** The same run with who asked for its packages. */
  public ChangeRecord askedBy(List<PackageOrigin> origins) {
    return new ChangeRecord(
        operation, packages, installed, removed, steps, inputs, base, sealed, byPrograms, origins);
  }

  /** A run that changed packages only. */
  public ChangeRecord(
      String operation, List<PackageFile> packages, List<String> installed, List<String> removed) {
    this(operation, packages, installed, removed, List.of(), List.of(), Optional.empty());
  }

  /** The same of a run that changed this image, by its sha256 in hex. */
  public ChangeRecord of(String image) {
    return new ChangeRecord(
        operation,
        packages,
        installed,
        removed,
        steps,
        inputs,
        Optional.of(image),
        sealed,
        byPrograms,
        packageOrigins);
  }

  /**
   * One step.
   *
   * @param title what was done; without secrets
   * @param where the wish was written
   * @param once what tells whether the step was done already; empty where the image itself tells
   * @param paths what it changed in the tree; one that ends in a slash is a directory with all that
   *     is in it
   */
  public record DoneStep(String title, String where, Optional<String> once, List<String> paths) {
    public DoneStep {
      paths = List.copyOf(paths);
    }

    /** A step that changed no path by itself. */
    public DoneStep(String title, String where, Optional<String> once) {
      this(title, where, once, List.of());
    }
  }

  /**
   * What sealing did for one rule.
   *
   * @param rule its number
   * @param paths as {@link DoneStep#paths} are written
   */
  public record SealedPaths(String rule, List<String> paths) {
    public SealedPaths {
      paths = List.copyOf(paths);
    }
  }

  /**
   * A file that wishes were read from.
   *
   * @param sha256 in hex
   */
  public record InputFile(String name, String sha256) {}

  /**
   * A package file that went in.
   *
   * @param sha256 of the whole file, in hex
   * @param signature what was found, for instance {@code RSA/SHA256, key 24c6a8a7f4a80eb5}, or
   *     {@code unsigned}
   * @param dependency whether it came in because another one needs it
   */
  public record PackageFile(String nevra, String sha256, String signature, boolean dependency) {}

  /**
   * On whose wish a package came or went.
   *
   * @param where the wish was written; empty where it is that of the command
   * @param neededBy the name of the package that was asked for and needs this one; empty where this one
   *     was asked for itself
   */
  public record PackageOrigin(String nevra, String where, Optional<String> neededBy) {}
}
