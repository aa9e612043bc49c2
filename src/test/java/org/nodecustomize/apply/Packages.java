package org.nodecustomize.apply;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.Requirement;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.site.Stated;

/** Packages of the test data and of the samples, and ways to add them. */
final class Packages {
  private Packages() {}

  /** A package of EL 7 or the public key that signs most of them. */
  static Path el7(String name) {
    return Requirement.data("rpms/el7-real-kolla/" + name);
  }

  /** A package made for tests, for instance {@code nc-caps-1.0-1}. */
  static Path demo(String name) {
    return Requirement.sample("rpms/el7/demo/" + name + ".el7.noarch.rpm");
  }

  /** Takes signed packages only. */
  static PackageAddition signed(Path... files) {
    return new PackageAddition(List.of(files), List.of(), List.of(), false, false, false);
  }

  /** Takes unsigned packages too. */
  static PackageAddition unsigned(Path... files) {
    return new PackageAddition(List.of(files), List.of(), List.of(), true, false, false);
  }

  /** The same addition with a directory that dependencies may come from. */
  static PackageAddition withRepository(Path repository, PackageAddition addition) {
    return new PackageAddition(
        addition.files(),
        List.of(repository),
        addition.keys(),
        addition.takesUnsigned("any"),
        addition.upgrade(),
        addition.documentation());
  }

  /** Updates from a directory; takes packages without a signature where told to. */
  static PackageAddition updating(Path repository, boolean unsigned, String... patterns) {
    return new PackageAddition(
        List.of(),
        List.of(),
        Arrays.stream(patterns)
            .map(one -> new Stated<>(new Origin("site.yaml:3:12", "packages.update"), one))
            .toList(),
        List.of(PackageAddition.directory(repository)),
        List.of(),
        unsigned ? List.of("*") : List.of(),
        true,
        false,
        false,
        List.of(),
        Optional.empty(),
        List.of());
  }

  /** The same addition, that may replace what is installed. */
  static PackageAddition upgrading(PackageAddition addition) {
    return new PackageAddition(
        addition.files(),
        addition.names(),
        addition.updates(),
        addition.repositories(),
        addition.keys(),
        addition.unsigned(),
        true,
        addition.documentation(),
        addition.weakDependencies(),
        addition.exclude(),
        addition.lock(),
        addition.wishes());
  }
}
