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
 */
public record ChangeRecord(
    String operation,
    List<PackageFile> packages,
    List<String> installed,
    List<String> removed,
    List<DoneStep> steps,
    List<InputFile> inputs,
    Optional<String> base) {

  public ChangeRecord {
    packages = List.copyOf(packages);
    installed = List.copyOf(installed);
    removed = List.copyOf(removed);
    steps = List.copyOf(steps);
    inputs = List.copyOf(inputs);
  }

  /** A run that changed packages only. */
  public ChangeRecord(
      String operation, List<PackageFile> packages, List<String> installed, List<String> removed) {
    this(operation, packages, installed, removed, List.of(), List.of(), Optional.empty());
  }

  /** The same of a run that changed this image, by its sha256 in hex. */
  public ChangeRecord of(String image) {
    return new ChangeRecord(
        operation, packages, installed, removed, steps, inputs, Optional.of(image));
  }

  /**
   * One step.
   *
   * @param title what was done; without secrets
   * @param where the wish was written
   * @param once what tells whether the step was done already; empty where the image itself tells
   */
  public record DoneStep(String title, String where, Optional<String> once) {}

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
}
