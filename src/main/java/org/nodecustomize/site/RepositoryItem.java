package org.nodecustomize.site;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.nodecustomize.diag.Origin;

/**
 * A repository of the installed node.
 *
 * @param id of its section; the file is {@code ID.repo}
 * @param baseurls one of these, {@code metalink} and {@code mirrorlist} is given
 * @param gpgkeys keys to check packages with
 * @param priority from 1 to 99, where 1 wins
 * @param includepkgs globs; where there are any, nothing else is taken from here
 */
public record RepositoryItem(
    Origin origin,
    String id,
    String name,
    List<String> baseurls,
    Optional<String> metalink,
    Optional<String> mirrorlist,
    List<Key> gpgkeys,
    boolean gpgcheck,
    boolean enabled,
    boolean sslverify,
    OptionalInt priority,
    List<String> includepkgs,
    List<String> excludepkgs)
    implements Item {

  public RepositoryItem {
    baseurls = List.copyOf(baseurls);
    gpgkeys = List.copyOf(gpgkeys);
    includepkgs = List.copyOf(includepkgs);
    excludepkgs = List.copyOf(excludepkgs);
  }

  /** A key to check packages with. */
  public sealed interface Key {}

  /** A file of this machine, copied to /etc/pki/rpm-gpg under its own name. */
  public record KeyFile(Path path) implements Key {}

  /** A URL, for instance of a file that is in the image: {@code file:///etc/pki/rpm-gpg/…}. */
  public record KeyUrl(String url) implements Key {}
}
