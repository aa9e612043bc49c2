package org.nodecustomize.seal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.image.InstalledPackage;
import org.nodecustomize.tree.FileTree;

/**
 * Declares accounts that are new against the base in sysusers.d, see sysusers.d(5): the only way in
 * which an account, with its numbers, comes to a host whose own /etc/passwd stays.
 */
final class SystemUsers {
  static final String FILE = "/usr/lib/sysusers.d/50-node-customize.conf";

  /** The first systemd that takes {@code uid:gid} and a shell. */
  private static final int SHELL_SINCE = 238;

  private final Sealing sealing;

  SystemUsers(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    AccountDatabase users = database(sealing.after(), "passwd");
    AccountDatabase groups = database(sealing.after(), "group");
    AccountDatabase oldUsers = database(sealing.before(), "passwd");
    AccountDatabase oldGroups = database(sealing.before(), "group");
    Set<String> declared = declared();
    TreeSet<String> lines = new TreeSet<>();
    Set<String> own = new HashSet<>();
    for (String user : users.lines().keySet()) {
      List<String> fields = users.fields(user, 7);
      if (!oldUsers.has(user)
          && !declared.contains("u " + user)
          && canBeDeclared(user, fields.subList(2, 4))) {
        lines.add(userLine(user, fields, groups));
        if (hasOwnGroup(user, fields, groups)) {
          own.add(user);
        }
      }
    }
    for (String group : groups.lines().keySet()) {
      boolean withUser = own.contains(group) || declared.contains("u " + group);
      String id = groups.fields(group, 4).get(2);
      if (!oldGroups.has(group)
          && !withUser
          && !declared.contains("g " + group)
          && canBeDeclared(group, List.of(id))) {
        lines.add("g " + group + " " + id);
      }
      for (String member : members(groups, group)) {
        boolean isNew = !members(oldGroups, group).contains(member);
        if (isNew
            && users.has(member)
            && AccountDatabase.isPlain(member)
            && AccountDatabase.isPlain(group)
            && !declared.contains("m " + member + " " + group)) {
          lines.add("m " + member + " " + group);
        }
      }
    }
    List<String> gone = gone(users, groups);
    if (OwnSnippet.change(sealing, FILE, lines, gone)) {
      sealing.did(
          "NC302",
          FILE,
          "declares "
              + (lines.isEmpty() ? "no removed account any more" : String.join(", ", names(lines)))
              + ": hosts keep their own account files");
    }
  }

  /** Whether a line of sysusers.d can hold the account; one that a script wrote may be anything. */
  private boolean canBeDeclared(String name, List<String> ids) {
    boolean sound =
        AccountDatabase.isPlain(name) && ids.stream().allMatch(id -> id.matches("[0-9]{1,10}"));
    if (!sound) {
      sealing.notice(
          "the account \""
              + name
              + "\" has a name or a number that sysusers.d does not take [NC302]");
    }
    return sound;
  }

  private AccountDatabase database(FileTree tree, String name) {
    return AccountDatabase.parse(Sealing.text(tree, sealing.etc() + "/" + name));
  }

  /** What all files declare, as type and name. */
  private Set<String> declared() {
    Set<String> declared = new HashSet<>();
    for (String line : SystemdFiles.lines(sealing.after(), sealing.etc(), "sysusers.d", ".conf")) {
      List<String> words = SystemdFiles.words(line);
      if (words.size() >= 2) {
        String type = words.get(0).substring(0, Math.min(1, words.get(0).length()));
        boolean membership = type.equals("m") && words.size() >= 3;
        declared.add(type + " " + words.get(1) + (membership ? " " + words.get(2) : ""));
      }
    }
    return declared;
  }

  /** Lines of ours about accounts that no longer are there. */
  private List<String> gone(AccountDatabase users, AccountDatabase groups) {
    List<String> gone = new ArrayList<>();
    for (String line : SystemdFiles.lines(sealing.after(), FILE)) {
      List<String> words = SystemdFiles.words(line);
      String type = words.get(0);
      boolean stays =
          words.size() < 2
              || switch (type) {
                case "u", "u!" -> users.has(words.get(1));
                case "g" -> groups.has(words.get(1));
                case "m" ->
                    words.size() < 3 || members(groups, words.get(2)).contains(words.get(1));
                default -> true;
              };
      if (!stays) {
        gone.add(line);
      }
    }
    return gone;
  }

  private static boolean hasOwnGroup(String user, List<String> fields, AccountDatabase groups) {
    return fields.get(2).equals(fields.get(3))
        && groups.has(user)
        && groups.fields(user, 4).get(2).equals(fields.get(3));
  }

  private String userLine(String user, List<String> fields, AccountDatabase groups) {
    boolean modern = systemdVersion() >= SHELL_SINCE;
    String id =
        hasOwnGroup(user, fields, groups) || !modern
            ? fields.get(2)
            : fields.get(2) + ":" + fields.get(3);
    String line =
        "u %s %s %s %s".formatted(user, id, quoted(fields.get(4)), quoted(orDash(fields.get(5))));
    return modern ? line + " " + quoted(orDash(fields.get(6))) : line;
  }

  private static String orDash(String path) {
    return path.isEmpty() ? "-" : path;
  }

  /** In quotes where there are blanks; a percent sign would begin a specifier. */
  private static String quoted(String text) {
    String escaped = text.replace("%", "%%").replace("\\", "\\\\").replace("\"", "\\\"");
    return escaped.matches("[A-Za-z0-9/._%-]+") ? escaped : '"' + escaped + '"';
  }

  private static Set<String> members(AccountDatabase groups, String group) {
    Set<String> members =
        new HashSet<>(Arrays.asList(groups.fields(group, 4).get(3).split(",", -1)));
    members.remove("");
    return members;
  }

  private static List<String> names(Set<String> lines) {
    return lines.stream()
        .map(SystemdFiles::words)
        .map(
            words ->
                switch (words.get(0)) {
                  case "g" -> "group \"" + words.get(1) + "\"";
                  case "m" -> "\"" + words.get(1) + "\" in \"" + words.get(2) + "\"";
                  default -> "user \"" + words.get(1) + "\"";
                })
        .toList();
  }

  private int systemdVersion() {
    return sealing.input().facts().installed("systemd").stream()
        .map(InstalledPackage::nevra)
        .map(nevra -> nevra.version().replaceAll("[^0-9].*", ""))
        .filter(digits -> !digits.isEmpty() && digits.length() < 6)
        .mapToInt(Integer::parseInt)
        .max()
        .orElse(Integer.MAX_VALUE);
  }
}
