package org.nodecustomize.op.account;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;
import org.nodecustomize.tree.FileNode;

/**
 * Removes a user from all account files, and a group of the user's own that nobody else is in.
 *
 * @param home whether the home directory and the mail go too
 */
public record RemoveUser(Origin origin, String name, boolean home) implements TreeOperation {

  @Override
  public String title() {
    return "remove user " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          AccountChecks.name("user", name)
              .ifPresent(
                  fault -> {
                    throw AtOrigin.failure(origin, fault);
                  });
          Accounts accounts = Accounts.of(tree);
          Optional<List<String>> there = accounts.passwd().entry(name);
          Optional<Long> uid = there.flatMap(AccountFiles::id);
          if (name.equals("root") || uid.equals(Optional.of(0L))) {
            throw AtOrigin.failure(
                origin,
                "\"%s\" must stay: no node works without it".formatted(name),
                "lock the password instead");
          }
          accounts.forget(name);
          there
              .filter(fields -> fields.size() > 3)
              .flatMap(fields -> AccountFiles.number(fields.get(3)))
              .filter(gid -> isOwnGroup(accounts, gid))
              .ifPresent(
                  gid -> {
                    accounts.group().remove(name);
                    accounts.file("gshadow").ifPresent(file -> file.remove(name));
                  });
          accounts.write();
          if (home && uid.isPresent()) {
            removeHome(tree, there.get(), uid.get(), events);
          }
        });
  }

  private boolean isOwnGroup(Accounts accounts, long gid) {
    boolean used =
        accounts.passwd().entries().stream()
            .anyMatch(
                fields ->
                    fields.size() > 3
                        && AccountFiles.number(fields.get(3)).equals(Optional.of(gid)));
    return !used
        && accounts
            .group()
            .entry(name)
            .filter(fields -> AccountFiles.id(fields).equals(Optional.of(gid)))
            .filter(fields -> fields.size() < 4 || fields.get(3).isEmpty())
            .isPresent();
  }

  /** Only what is the user's: system accounts often have / or a directory of a package. */
  private void removeHome(EditableTree tree, List<String> fields, long uid, Events events) {
    String directory = fields.size() > 5 ? fields.get(5) : "";
    boolean own =
        AccountChecks.home(directory).isEmpty()
            && directory.lastIndexOf('/') > 0
            && tree.node(directory)
                .filter(FileNode::isDirectory)
                .filter(node -> node.uid() == uid)
                .isPresent();
    if (own) {
      tree.remove(directory);
    } else if (!directory.isEmpty() && tree.exists(directory)) {
      events.warning(
          "%s: \"%s\" stays, since it does not belong to \"%s\""
              .formatted(origin, directory, name));
    }
    tree.remove("/var/spool/mail/" + name);
  }
}
