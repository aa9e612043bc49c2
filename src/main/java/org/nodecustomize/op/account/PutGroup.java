package org.nodecustomize.op.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/**
 * Makes a group; one that is there stays as it is.
 *
 * @param system whether a missing number is taken from the system's range
 */
public record PutGroup(Origin origin, String name, OptionalLong gid, boolean system)
    implements TreeOperation {

  @Override
  public String title() {
    return "make group " + name;
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          List<String> faults = new ArrayList<>();
          AccountChecks.name("group", name).ifPresent(faults::add);
          gid.ifPresent(id -> AccountChecks.id("gid", id).ifPresent(faults::add));
          if (!faults.isEmpty()) {
            throw AtOrigin.failure(origin, faults);
          }
          Accounts accounts = Accounts.of(tree);
          Optional<Long> there = accounts.gid(name);
          if (there.isPresent()) {
            if (gid.isPresent() && gid.getAsLong() != there.get()) {
              throw AtOrigin.failure(
                  origin,
                  "the image has the group \"%s\" with the gid %d already"
                      .formatted(name, there.get()),
                  "write gid: " + there.get() + ", or leave the gid out");
            }
            return;
          }
          long id = gid.isPresent() ? gid.getAsLong() : accounts.freeGid(system);
          accounts
              .owner("group", id, name)
              .ifPresent(
                  other -> {
                    throw AtOrigin.failure(
                        origin, "the gid %d is that of the group \"%s\"".formatted(id, other));
                  });
          if (gid.isEmpty()) {
            events.notice(
                "%s: the group \"%s\" gets the gid %d; write gid: %d to have it in every image"
                    .formatted(origin, name, id, id));
          }
          accounts.addGroup(name, id);
          accounts.write();
        });
  }
}
