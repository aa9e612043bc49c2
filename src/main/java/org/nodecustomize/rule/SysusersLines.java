package org.nodecustomize.rule;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What sysusers.d(5) declares in an image. */
public final class SysusersLines {
  private final Set<String> users;
  private final Set<String> groups;
  private final Set<Long> ids;

  private SysusersLines(Set<String> users, Set<String> groups, Set<Long> ids) {
    this.users = users;
    this.groups = groups;
    this.ids = ids;
  }

  /** Reads the files that count. */
  public static SysusersLines of(Snapshot files) {
    SysusersLines lines = new SysusersLines(new HashSet<>(), new HashSet<>(), new HashSet<>());
    Set<String> seen = new HashSet<>();
    String etc = PristineTrees.configuration(files, "/etc/sysusers.d");
    for (String directory : List.of(etc, "/usr/lib/sysusers.d")) {
      for (String name : files.tree().list(directory)) {
        if (name.endsWith(".conf") && seen.add(name)) {
          files.lines(directory + "/" + name).forEach(lines::read);
        }
      }
    }
    return lines;
  }

  private void read(String line) {
    List<String> fields = ConfigWords.of(line, 3);
    String type = fields.get(0).replace("!", "");
    switch (type) {
      case "u", "m" -> {
        users.add(fields.get(1));
        groups.add(type.equals("u") ? fields.get(1) : fields.get(2));
      }
      case "g" -> groups.add(fields.get(1));
      default -> {
        return;
      }
    }
    if (!type.equals("m")) {
      for (String id : fields.get(2).split(":", -1)) {
        if (id.matches("[0-9]{1,10}")) {
          ids.add(Long.parseLong(id));
        }
      }
    }
  }

  public boolean declaresUser(String name) {
    return users.contains(name);
  }

  public boolean declaresGroup(String name) {
    return groups.contains(name);
  }

  /** Whether a number is given to some account or group. */
  public boolean declaresId(long id) {
    return ids.contains(id);
  }
}
