package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.STATE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.Map;
import java.util.Optional;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.NodeTypes;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC106: a path of /etc is of another type than its pristine copy. */
@RuleInfo(
    id = "NC106",
    slug = "type-mismatch-pristine",
    summary = "a path of /etc and its pristine copy are of different types",
    kind = STATE,
    severity = ERROR,
    profiles = {IMGBASED, NGN, OSTREE},
    consumer =
        "IMG osupdater.py (dircmp: common_funny); OST ostree-sysroot-deploy.c: merge_configuration_from",
    fix = "make both the same type")
public final class PristineTypeMismatch implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Map.Entry<String, FileNode> entry : context.files().below("/etc").entrySet()) {
      for (String tree : PristineTrees.of(context)) {
        String copy = PristineTrees.copy(tree, entry.getKey());
        Optional<FileNode> other = context.files().node(copy);
        if (other.isPresent()
            && other.get().type() != entry.getValue().type()
            && !isWired(entry.getValue(), copy, context)) {
          findings.add(
              entry.getKey(),
              "is a "
                  + NodeTypes.text(entry.getValue().type())
                  + ", but "
                  + copy
                  + " is a "
                  + NodeTypes.text(other.get().type()));
        }
      }
    }
  }

  /** In the ngn layout a name of /etc may be a link to its preset. */
  private static boolean isWired(FileNode node, String copy, RuleContext context) {
    return node.isLink()
        && copy.startsWith(PristineTrees.USR_ETC)
        && node.target().filter(target -> target.endsWith(copy.substring(1))).isPresent()
        && context.files().exists(copy);
  }
}
