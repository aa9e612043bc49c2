package org.nodecustomize.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.rpm.Nevra;
import org.nodecustomize.rpm.RpmPackage;

/**
 * Packages on the drive that passed the check of digests and signatures.
 *
 * @param wanted what is to be installed
 * @param candidates what may come in with it
 * @param leftOut why other packages of the repositories may not
 */
record AdmittedPackages(List<Admitted> wanted, List<Admitted> candidates, List<Problem> leftOut) {

  /**
   * A package that may go in.
   *
   * @param path on the drive
   * @param signature what was found, in words
   */
  record Admitted(RpmPackage content, String path, String signature) {}

  AdmittedPackages {
    wanted = List.copyOf(wanted);
    candidates = List.copyOf(candidates);
    leftOut = List.copyOf(leftOut);
  }

  /**
   * Checks every package.
   *
   * @param wanted of {@code onDrive}, those that are to be installed
   * @throws OperationException naming each wanted package that is refused
   */
  static AdmittedPackages check(
      List<RpmPackage> wanted,
      Map<RpmPackage, String> onDrive,
      PackageDrive drive,
      SignatureGate gate) {
    List<Problem> refused = new ArrayList<>();
    List<Admitted> admitted = new ArrayList<>();
    for (RpmPackage one : wanted) {
      String path = Objects.requireNonNull(onDrive.get(one));
      SignatureGate.Finding finding = gate.check(one, drive.file(path));
      finding
          .refusal()
          .ifPresentOrElse(
              refused::add, () -> admitted.add(new Admitted(one, path, finding.signature())));
    }
    if (!refused.isEmpty()) {
      throw new OperationException(refused);
    }
    List<Admitted> candidates = new ArrayList<>();
    List<Problem> leftOut = new ArrayList<>();
    onDrive.forEach(
        (one, path) -> {
          if (!path.startsWith(PackageDrive.REPOSITORY + "/")) {
            return;
          }
          SignatureGate.Finding finding = gate.check(one, drive.file(path));
          if (finding.refusal().isEmpty()) {
            candidates.add(new Admitted(one, path, finding.signature()));
          } else {
            Problem reason = finding.refusal().get();
            leftOut.add(Problem.at(one.path().toString(), reason.message() + "; left out"));
          }
        });
    return new AdmittedPackages(admitted, candidates, leftOut);
  }

  /** The names of everything that may go in. */
  Set<Nevra> nevras() {
    return java.util.stream.Stream.concat(wanted.stream(), candidates.stream())
        .map(one -> one.content().nevra())
        .collect(Collectors.toSet());
  }
}
