package org.nodecustomize.site;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.Origin;

/**
 * A user; one that is there already is changed in what is given.
 *
 * @param group the primary group; where empty, one of the user's own name
 * @param groups names of further groups
 * @param password where empty, a new account is locked and an old one keeps what it has
 * @param sshKeys lines of authorized_keys
 * @param system whether a missing uid is taken from the system's range
 * @param createHome whether the home directory is made
 * @param expires where empty, a new account does not end and an old one keeps what it has
 */
public record UserItem(
    Origin origin,
    String name,
    OptionalLong uid,
    Optional<AccountRef> group,
    List<String> groups,
    Optional<String> comment,
    Optional<String> home,
    Optional<String> shell,
    Optional<Password> password,
    List<String> sshKeys,
    boolean system,
    boolean createHome,
    Optional<Expiry> expires)
    implements Item {

  public UserItem {
    groups = List.copyOf(groups);
    sshKeys = List.copyOf(sshKeys);
  }

  /** A user of whom only the name is given. */
  public static UserItem named(Origin origin, String name) {
    return new UserItem(
        origin,
        name,
        OptionalLong.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        false,
        false,
        Optional.empty());
  }
}
