package org.nodecustomize.op.account;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.OperationException;
import org.nodecustomize.diag.Problem;
import org.nodecustomize.op.Owner;
import org.nodecustomize.tree.FileTree;

/** The numbers that an image has for the names of its users and groups. */
public final class AccountNames {
  private final FileTree tree;

  public AccountNames(FileTree tree) {
    this.tree = tree;
  }

  /**
   * The number of a user.
   *
   * @throws OperationException if the image has no user of the name
   */
  public long user(Owner owner) {
    return id(owner, "passwd", "user", "users");
  }

  /**
   * The number of a group.
   *
   * @throws OperationException if the image has no group of the name
   */
  public long group(Owner owner) {
    return id(owner, "group", "group", "groups");
  }

  private long id(Owner owner, String file, String kind, String section) {
    if (owner instanceof Owner.Numbered numbered) {
      AccountChecks.id("number of a " + kind, numbered.id())
          .ifPresent(
              fault -> {
                throw new OperationException(Problem.of(fault));
              });
      return numbered.id();
    }
    String name = ((Owner.Named) owner).name();
    Optional<List<String>> entry = AccountFiles.read(tree, file).flatMap(f -> f.entry(name));
    return entry
        .flatMap(AccountFiles::id)
        .orElseThrow(
            () ->
                new OperationException(
                    Problem.of("the image has no %s \"%s\"".formatted(kind, name))
                        .withHint(
                            "give a number, or declare the %s under %s".formatted(kind, section))));
  }
}
