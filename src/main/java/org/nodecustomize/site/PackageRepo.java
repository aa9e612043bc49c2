package org.nodecustomize.site;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.nodecustomize.diag.Origin;

/**
 * A source of packages while the image is changed; the node does not see it.
 *
 * @param id a name of letters, digits, {@code . _ -}
 * @param keys files with OpenPGP keys to trust
 * @param priority from 1 to 99, where 1 wins
 */
public record PackageRepo(
    Origin origin, String id, Location location, List<Path> keys, int priority) implements Item {

  public PackageRepo {
    keys = List.copyOf(keys);
  }

  /** Where the packages are. */
  public sealed interface Location {}

  /** A directory of this machine, with or without repodata. */
  public record Directory(Path path) implements Location {}

  /**
   * An installation medium of this machine.
   *
   * @param directory on the medium, from its root; empty for all of it
   */
  public record Iso(Path path, String directory) implements Location {}

  /** A server, which needs a network. */
  public record Remote(URI url) implements Location {}
}
