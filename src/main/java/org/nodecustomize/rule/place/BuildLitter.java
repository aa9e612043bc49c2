package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Glob;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.rule.Snapshot;
import org.nodecustomize.tree.Content;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;
import org.nodecustomize.tree.Placement;

/** NC209: what building leaves behind. */
@RuleInfo(
    id = "NC209",
    slug = "build-litter",
    summary = "a cache, log or history that building the image left behind",
    kind = CHANGE,
    severity = WARNING,
    consumer = "every host that is installed from the image; BOO lints.rs: var-log",
    fix = "delete it before the image is packed")
public final class BuildLitter implements Fixable {
  private static final List<Glob> LITTER =
      Stream.of(
              "/root/*-ks.cfg",
              "/root/*.log",
              "/root/.bash_history",
              "/root/.lesshst",
              "/root/.viminfo",
              "/tmp/**",
              "/usr/share/dnf/history*",
              "/usr/share/rpm/.rpm.lock",
              "/usr/share/rpm/__db.*",
              "/usr/lib/sysimage/rpm/__db.*",
              "/var/cache/PackageKit/**",
              "/var/cache/dnf/**",
              "/var/cache/ldconfig/aux-cache",
              "/var/cache/libdnf5/**",
              "/var/cache/man/**",
              "/var/cache/yum/**",
              "/var/lib/NetworkManager/*.lease",
              "/var/lib/chrony/drift",
              "/var/lib/dhclient/**",
              "/var/lib/logrotate/*",
              "/var/lib/rpm/.rpm.lock",
              "/var/lib/rpm/__db.*",
              "/var/lib/systemd/catalog/**",
              "/var/lib/systemd/coredump/**",
              "/var/lib/systemd/timers/**",
              "/var/tmp/**")
          .map(Glob::new)
          .toList();

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      String path = change.path();
      boolean file = change.after().filter(node -> !node.isDirectory()).isPresent();
      if (!file || !(change.isAdded() || change.isNewContent())) {
        continue;
      }
      boolean log =
          path.startsWith("/var/log/")
              && change.after().filter(node -> node.isRegular() && node.size() > 0).isPresent();
      if (log || (change.isAdded() && LITTER.stream().anyMatch(glob -> glob.matches(path)))) {
        findings.add(path, log ? change.text() + ", a log of the build" : "added");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    String path = finding.path();
    if (!context.baseFiles().has(path)) {
      return Repairs.removedUnlessPackaged(path, context, tree);
    }
    Optional<byte[]> before = context.baseFiles().tree().read(path, Snapshot.TEXT_LIMIT);
    Optional<FileNode> node = context.baseFiles().node(path);
    if (before.isEmpty() || node.isEmpty() || tree.node(path).isEmpty()) {
      return Optional.empty();
    }
    tree.putFile(path, Content.of(before.get()), Placement.of(node.get()));
    return Optional.of("as in the original image again");
  }
}
