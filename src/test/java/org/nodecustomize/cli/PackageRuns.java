package org.nodecustomize.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Recipes with packages that the program does in a directory in which it must leave nothing. */
abstract class PackageRuns extends ProgramRuns {

  /** A recipe for packages. */
  Path recipe(String file, String packages) throws IOException {
    return Files.writeString(
        directory.resolve(file), "apiVersion: node-customize/v1\npackages:\n" + packages.indent(2));
  }

  /**
   * A recipe that installs a package of ours, and what it needs.
   *
   * @param repository lines that say where it is
   */
  Path installing(String name, String repository) throws IOException {
    return recipe(
        "site.yaml",
        """
        install: [%s]
        repos:
          - id: site
        %s
        %s
        lock: site.lock
        """
            .formatted(name, repository.strip().indent(4).stripTrailing(), unsigned().strip()));
  }

  /** Lets packages of ours be taken without a signature. */
  static String unsigned() {
    return """
        signatures:
          allowUnsigned: ["nc-*"]
          reason: packages made for this test
        """;
  }
}
