package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Optional;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC705: new setuid, setgid or capable programs of no package. */
@RuleInfo(
    id = "NC705",
    slug = "setuid-caps",
    summary = "a program got privileges that no package gave it",
    kind = CHANGE,
    severity = ERROR,
    consumer = "everybody who can log in to the host",
    fix = "take the privilege away, or bring the program by a package")
public final class PrivilegedFiles implements Rule {
  private static final int SETUID_OR_SETGID = 06000;

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      Optional<FileNode> after = change.after().filter(FileNode::isRegular);
      if (after.isEmpty()) {
        continue;
      }
      boolean bits =
          (after.get().permissions() & SETUID_OR_SETGID) != 0
              && (change.isAdded() || change.aspects().contains(Aspect.PERMISSIONS));
      boolean capable =
          after.get().attributes().containsKey("security.capability")
              && (change.isAdded() || change.aspects().contains(Aspect.ATTRIBUTES));
      if ((bits || capable) && !given(change.path(), after.get(), context.image())) {
        boolean open = (after.get().permissions() & 02) != 0;
        findings.add(
            open ? ERROR : WARNING,
            change.path(),
            (bits ? "has mode %04o".formatted(after.get().permissions()) : "has capabilities")
                + (open ? ", and everybody can change it" : ""));
      }
    }
  }

  private static boolean given(String path, FileNode node, CheckedImage image) {
    return image
        .requiredContents()
        .file(path)
        .filter(
            owned ->
                ((owned.file().mode() & SETUID_OR_SETGID)
                        == (node.permissions() & SETUID_OR_SETGID))
                    && (!node.attributes().containsKey("security.capability")
                        || !owned.file().capabilities().isEmpty()))
        .isPresent();
  }
}
