package org.nodecustomize.site;

import java.util.List;
import java.util.OptionalLong;
import org.nodecustomize.diag.Origin;

/**
 * A group.
 *
 * @param members names of users
 * @param system whether a missing gid is taken from the system's range
 */
public record GroupItem(
    Origin origin, String name, OptionalLong gid, List<String> members, boolean system)
    implements Item {

  public GroupItem {
    members = List.copyOf(members);
  }
}
