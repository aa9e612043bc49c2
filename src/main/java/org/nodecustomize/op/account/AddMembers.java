package org.nodecustomize.op.account;

import java.util.List;
import org.nodecustomize.diag.Origin;
import org.nodecustomize.event.Events;
import org.nodecustomize.op.AtOrigin;
import org.nodecustomize.op.TreeOperation;
import org.nodecustomize.tree.EditableTree;

/** Adds users to a group; those who are in it stay. */
public record AddMembers(Origin origin, String group, List<String> members)
    implements TreeOperation {

  public AddMembers {
    members = List.copyOf(members);
  }

  @Override
  public String title() {
    return "add to group " + group + ": " + String.join(", ", members);
  }

  @Override
  public void apply(EditableTree tree, Events events) {
    AtOrigin.run(
        origin,
        () -> {
          Accounts accounts = Accounts.of(tree);
          if (accounts.gid(group).isEmpty()) {
            throw AtOrigin.failure(
                origin,
                "the image has no group \"%s\"".formatted(group),
                "declare it under groups");
          }
          List<String> unknown =
              members.stream().filter(member -> accounts.uid(member).isEmpty()).toList();
          if (!unknown.isEmpty()) {
            throw AtOrigin.failure(
                origin,
                unknown.stream()
                    .map(member -> "the image has no user \"%s\"".formatted(member))
                    .toList());
          }
          members.forEach(member -> accounts.addMember(group, member));
          accounts.write();
        });
  }
}
