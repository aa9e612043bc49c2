package org.nodecustomize.seal;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.image.LayoutProfile;
import org.nodecustomize.tree.FileNode;

/**
 * Declares in tmpfiles.d who owns what is new in /var. imgbased hands it to upgraded hosts as root's;
 * OSTree hands on nothing of /var once a host has one.
 */
final class VarOwners {
  static final String FILE = "/usr/lib/tmpfiles.d/node-customize.conf";

  /** Not kept, or links to what is not. */
  private static final List<String> PASSING =
      List.of("/var/tmp", "/var/run", "/var/lock", "/var/cache/dnf", "/var/cache/yum");

  private final Sealing sealing;

  VarOwners(Sealing sealing) {
    this.sealing = sealing;
  }

  void seal() {
    if (sealing.profile() == LayoutProfile.PLAIN) {
      return;
    }
    TmpfilesRules rules = new TmpfilesRules(sealing.after(), sealing.etc());
    TreeMap<String, String> lines = new TreeMap<>();
    Map<String, String> users = names("passwd");
    Map<String, String> groups = names("group");
    sealing
        .after()
        .walk(
            "/var",
            (path, node) -> {
              if (PASSING.contains(path)) {
                return false;
              }
              if (needsLine(path, node) && !rules.covers(path)) {
                if (path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '"')) {
                  lines.put(path, line(path, node, users, groups));
                } else {
                  sealing.notice(
                      "\""
                          + path
                          + "\": upgraded hosts get it as root's; no tmpfiles.d line is made for such a"
                          + " name [NC205]");
                }
              }
              return true;
            });
    if (!lines.isEmpty() && OwnSnippet.change(sealing, FILE, lines.values(), List.of())) {
      lines
          .keySet()
          .forEach(
              path ->
                  sealing.did(
                      "NC205",
                      path,
                      "declared in " + FILE + ": upgrades hand on what is new in /var as root's"));
    }
  }

  private boolean needsLine(String path, FileNode node) {
    if (sealing.wasThere(path)) {
      return false;
    }
    if (sealing.profile() == LayoutProfile.OSTREE && node.isDirectory()) {
      return true;
    }
    boolean owned = node.uid() != 0 || node.gid() != 0;
    // Upgrades let rpm repair a package's owners, but only where the group is wrong.
    boolean repaired = node.gid() != 0 && sealing.options().packaged().test(path);
    return owned && !repaired && (node.isDirectory() || node.isRegular());
  }

  private static String line(
      String path, FileNode node, Map<String, String> users, Map<String, String> groups) {
    String user = users.getOrDefault(Long.toString(node.uid()), Long.toString(node.uid()));
    String group = groups.getOrDefault(Long.toString(node.gid()), Long.toString(node.gid()));
    return "%s %s %04o %s %s -"
        .formatted(
            node.isDirectory() ? "d" : "z",
            node.isDirectory() ? path.replace("%", "%%") : escapedGlob(path),
            node.permissions(),
            user,
            group);
  }

  /** A line of the type {@code z} takes patterns. */
  private static String escapedGlob(String path) {
    return path.replace("%", "%%").replaceAll("[*?\\[]", "[$0]");
  }

  private Map<String, String> names(String database) {
    Map<String, String> names = new TreeMap<>();
    AccountDatabase accounts = AccountDatabase.parse(sealing.text(sealing.etc() + "/" + database));
    accounts.lines().keySet().stream()
        .filter(AccountDatabase::isPlain)
        .forEach(name -> names.putIfAbsent(accounts.fields(name, 4).get(2), name));
    return names;
  }
}
