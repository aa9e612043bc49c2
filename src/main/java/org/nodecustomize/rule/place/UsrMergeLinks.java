package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC213: /bin and its like must be links into /usr. */
@RuleInfo(
    id = "NC213",
    slug = "usrmerge-links",
    summary = "/bin, /sbin, /lib or /lib64 is not a link into /usr",
    kind = STATE,
    severity = ERROR,
    consumer = "every program; the dynamic linker first of all",
    fix = "move what is in the directory to /usr and restore the link")
public final class UsrMergeLinks implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (String name : List.of("bin", "lib", "lib64", "sbin")) {
      String path = "/" + name;
      Optional<FileNode> node = context.files().node(path);
      if (node.isEmpty()) {
        if (context.files().has("/usr/" + name) && !name.equals("lib64")) {
          findings.add(path, "is missing");
        }
      } else if (!node.get().isLink()) {
        findings.add(path, "is a " + NodeTypes.text(node.get().type()) + ", not a symbolic link");
      } else if (!context
          .files()
          .tree()
          .resolve(path)
          .equals(context.files().tree().resolve("/usr/" + name))) {
        findings.add(path, "points to " + node.get().target().orElse(""));
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.linked(finding.path(), "usr" + finding.path(), tree);
  }
}
