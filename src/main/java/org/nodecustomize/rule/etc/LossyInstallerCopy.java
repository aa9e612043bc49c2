package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC121: what an installer that copies three directories twice loses there. */
@RuleInfo(
    id = "NC121",
    slug = "fixup-dir-symlink",
    summary = "a link, owner or capability is lost where the installer copies without them",
    kind = STATE,
    severity = WARNING,
    consumer = "AM 44.25 and later: second copy by rsync -rx",
    fix = "make it again in the kickstart's %post")
public final class LossyInstallerCopy implements Rule {
  private static final List<String> DIRECTORIES =
      List.of("/boot/grub2", "/etc/sysconfig", "/usr/lib/grub");

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.image().facts().osRelease().field("ID").equals(Optional.of("fedora"))) {
      findings.notApplicable("only installers of Fedora copy so");
      return;
    }
    for (String directory : DIRECTORIES) {
      context.files().below(directory).forEach((path, node) -> check(path, node, findings));
    }
  }

  private static void check(String path, FileNode node, Findings findings) {
    if (node.isLink()) {
      findings.add(path, "is a symbolic link and will be missing");
    } else if (node.uid() != 0 || node.gid() != 0) {
      findings.add(path, "is owned by %d:%d and will be root's".formatted(node.uid(), node.gid()));
    } else if (node.attributes().containsKey("security.capability")) {
      findings.add(path, "has capabilities and will have none");
    }
  }
}
