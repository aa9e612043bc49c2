package org.nodecustomize.site;

import java.util.List;

/** Who is known on the node, and who may become root. */
public record Accounts(List<UserItem> users, List<GroupItem> groups, List<SudoItem> sudo) {

  /** No wish. */
  public static final Accounts NONE = new Accounts(List.of(), List.of(), List.of());

  public Accounts {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    sudo = List.copyOf(sudo);
  }
}
