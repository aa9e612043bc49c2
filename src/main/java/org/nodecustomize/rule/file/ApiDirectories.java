package org.nodecustomize.rule.file;

import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Severity;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/** NC710: directories that the system mounts over or takes for granted. */
@RuleInfo(
    id = "NC710",
    slug = "api-dirs",
    summary = "a directory that the system needs is missing, or not as it must be",
    kind = STATE,
    severity = ERROR,
    consumer =
        "systemd (mounts over them); IMG osupdater.py (mknod in /dev); BOO lints.rs: api-base-directories",
    fix = "make the directory with the mode that the finding names")
public final class ApiDirectories implements Fixable {
  private static final List<String> ALWAYS = List.of("/dev", "/proc", "/run", "/sys", "/var");
  private static final List<String> UNLESS_LINKED =
      List.of("/boot", "/home", "/root", "/tmp", "/var/tmp");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String path : ALWAYS) {
      directory(path, false, context, findings);
    }
    for (String path : UNLESS_LINKED) {
      directory(path, context.profile() == OSTREE, context, findings);
    }
    mode("/tmp", Set.of(01777), ERROR, context, findings);
    mode("/var/tmp", Set.of(01777), ERROR, context, findings);
    mode("/root", Set.of(0550, 0700), WARNING, context, findings);
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    String path = finding.path();
    int permissions =
        switch (path) {
          case "/tmp", "/var/tmp" -> 01777;
          case "/root" -> 0550;
          case "/proc", "/sys" -> 0555;
          default -> 0755;
        };
    Optional<FileNode> node = tree.node(path);
    if (node.isEmpty()) {
      tree.putDirectory(path, Placement.ofRoot(permissions));
      return Optional.of("made with the mode %04o".formatted(permissions));
    }
    return node.get().isDirectory() ? Repairs.permitted(path, permissions, tree) : Optional.empty();
  }

  private static void directory(
      String path, boolean mayBeLink, RuleContext context, Findings findings) {
    Optional<FileNode> node = context.files().node(path);
    if (node.isEmpty()) {
      if (!mayBeLink) {
        findings.add(path, "is missing", "mkdir " + path);
      }
    } else if (!node.get().isDirectory() && !(mayBeLink && node.get().isLink())) {
      findings.add(path, "is a " + NodeTypes.text(node.get().type()) + ", not a directory");
    }
  }

  private static void mode(
      String path,
      Set<Integer> expected,
      Severity severity,
      RuleContext context,
      Findings findings) {
    context
        .files()
        .node(path)
        .filter(node -> node.isDirectory() && !expected.contains(node.permissions()))
        .ifPresent(
            node ->
                findings.add(
                    severity,
                    path,
                    "expected mode "
                        + expected.stream()
                            .sorted()
                            .map("%04o"::formatted)
                            .collect(Collectors.joining(" or "))
                        + " but was %04o".formatted(node.permissions())));
  }
}
