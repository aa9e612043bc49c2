package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.Origin;

/** Packages to install. */
public record PackageInstall(Origin origin, Selection selection) implements Item {

  /** Which packages. */
  public sealed interface Selection {}

  /**
   * Package files of this machine.
   *
   * @param pattern as it was written
   * @param files what it names, sorted; never empty
   */
  public record Files(String pattern, List<Path> files) implements Selection {
    public Files {
      files = List.copyOf(files);
    }
  }

  /** A name, {@code name-version} or {@code name-version-release[.arch]}, from a repository. */
  public record Named(String spec) implements Selection {}
}
