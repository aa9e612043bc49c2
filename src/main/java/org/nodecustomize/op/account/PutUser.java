package org.nodecustomize.op.account;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.Owner;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Makes a user; one that is there is changed in what is given, but keeps the number.
 *
 * @param group the primary group; where empty, one of the user's own name
 * @param groups names of further groups; the user stays in others
 * @param password where empty, a new account is locked and an old one keeps what it has
 * @param sshKeys lines of authorized_keys, which are added to those that are there
 * @param system whether missing numbers are taken from the system's range
 * @param createHome whether the home directory is made, from /etc/skel
 * @param expires where empty, a new account does not end and an old one keeps what it has
 * @param today the day that a new password counts from
 */
public record PutUser(
    Origin origin,
    String name,
    OptionalLong uid,
    Optional<Owner> group,
    List<String> groups,
    Optional<String> comment,
    Optional<String> home,
    Optional<String> shell,
    Optional<Password> password,
    List<String> sshKeys,
    boolean system,
    boolean createHome,
    Optional<Expiry> expires,
    LocalDate today)
    implements TreeOperation {

  public PutUser {
    groups = List.copyOf(groups);
    sshKeys = List.copyOf(sshKeys);
  }

  @Override
  public String title() {
    return "make user " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(origin, () -> new UserWork(this, tree, events).run());
  }
}
