package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.PLAIN;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC212: one file with names on both sides of a mount. */
@RuleInfo(
    id = "NC212",
    slug = "cross-mount-hardlink",
    summary = "a hard link joins what the installer puts on different file systems",
    kind = STATE,
    severity = ERROR,
    warningIn = PLAIN,
    consumer =
        "A7-AM: rsync -H cannot link over file systems; from Fedora 42 on it ends the installation",
    fix = "make the second name a copy")
public final class CrossMountHardLink implements Fixable {
  /** Deepest first. */
  private static final List<String> MOUNTS =
      List.of(
          "/var/log/audit",
          "/var/crash",
          "/var/log",
          "/var/tmp",
          "/boot/efi",
          "/boot",
          "/home",
          "/tmp",
          "/var");

  @Override
  public void check(RuleContext context, Findings findings) {
    Map<Long, Map<String, String>> names = new TreeMap<>();
    context
        .files()
        .all()
        .forEach(
            (path, node) -> {
              if (node.isRegular() && node.links() > 1) {
                names
                    .computeIfAbsent(node.inode(), i -> new TreeMap<>())
                    .putIfAbsent(mount(path), path);
              }
            });
    for (Map<String, String> sides : names.values()) {
      if (sides.size() > 1) {
        List<String> paths = List.copyOf(sides.values());
        findings.add(
            paths.get(paths.size() - 1),
            "is the same file as " + paths.get(0) + ", which goes to another file system");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    if (tree.node(finding.path()).filter(FileNode::isRegular).isEmpty()) {
      return Optional.empty();
    }
    tree.separate(finding.path());
    return Optional.of("made a copy");
  }

  private static String mount(String path) {
    return MOUNTS.stream().filter(top -> path.startsWith(top + "/")).findFirst().orElse("/");
  }
}
