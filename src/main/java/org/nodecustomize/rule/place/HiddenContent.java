package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC202: files below directories that the installer skips or that are mounted over. */
@RuleInfo(
    id = "NC202",
    slug = "content-hidden-or-excluded",
    summary = "something was added that the installer leaves out or a mount hides",
    kind = CHANGE,
    severity = ERROR,
    consumer =
        "A7-AM copy excludes (/dev /proc /sys /run, /tmp/*); IMG constants.py (/home and /tmp are volumes)",
    fix = "make it at boot: by tmpfiles.d, sysusers.d, or /etc/skel for homes")
public final class HiddenContent implements Fixable {
  private static final List<String> EXCLUDED = List.of("/dev/", "/proc/", "/run/", "/sys/");
  private static final List<String> MADE_AT_BOOT = List.of("/dev/", "/run/");
  private static final List<String> MOUNTED = List.of("/home/", "/tmp/");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      String path = change.path();
      if (!change.isAdded()) {
        continue;
      }
      if (isMadeAtBoot(change, context)) {
        continue;
      }
      if (EXCLUDED.stream().anyMatch(path::startsWith)) {
        findings.add(path, "was added, but the installer does not copy this directory");
      } else if (MOUNTED.stream().anyMatch(path::startsWith)) {
        findings.add(WARNING, path, "was added, but a volume of the host is mounted over it");
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    boolean kept = finding.path().startsWith("/home/");
    return kept ? Optional.empty() : Repairs.removedUnlessPackaged(finding.path(), context, tree);
  }

  /**
   * Services' packages own their directories below /run, which tmpfiles.d or the unit makes on every
   * system, be it installed from an image or not.
   */
  private static boolean isMadeAtBoot(Change change, RuleContext context) {
    return MADE_AT_BOOT.stream().anyMatch(change.path()::startsWith)
        && change.after().filter(FileNode::isDirectory).isPresent()
        && context.image().ownership().filter(known -> known.owns(change.path())).isPresent();
  }
}
