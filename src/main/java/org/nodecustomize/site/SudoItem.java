package org.nodecustomize.site;

import java.util.List;
import org.nodecustomize.diag.Origin;

/**
 * A file of /etc/sudoers.d.
 *
 * @param name of the file
 * @param users names of users to whom the rule applies
 * @param groups names of groups to whom the rule applies
 * @param commands absolute paths with their arguments, or {@code ALL}
 * @param runAs whom they may become, {@code ALL} for anybody
 * @param noPassword whether sudo asks for no password
 * @param defaults words of {@code Defaults} lines
 */
public record SudoItem(
    Origin origin,
    String name,
    List<String> users,
    List<String> groups,
    List<String> commands,
    String runAs,
    boolean noPassword,
    List<String> defaults)
    implements Item {

  public SudoItem {
    users = List.copyOf(users);
    groups = List.copyOf(groups);
    commands = List.copyOf(commands);
    defaults = List.copyOf(defaults);
  }
}
