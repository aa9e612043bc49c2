package org.nodecustomize.rule.etc;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Finding;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Fixable;
import org.nodecustomize.rule.PristineTrees;
import org.nodecustomize.rule.Repairs;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.EditedTree;
import org.nodecustomize.tree.FileNode;

/** NC101: a change of /etc that the pristine copy does not have. */
@RuleInfo(
    id = "NC101",
    slug = "etc-not-mirrored",
    summary = "a change of /etc is missing in the pristine copy",
    kind = CHANGE,
    severity = ERROR,
    profiles = {IMGBASED, NGN},
    warningIn = NGN,
    consumer = "IMG osupdater.py: remediate_etc, migrate_etc",
    fix = "give the pristine copy the same state, as node-customize apply does")
public final class EtcNotMirrored implements Fixable {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (change.isMaterial()
          && !PristineTrees.isHostLocal(change.path())
          && !isCarrier(change, context)) {
        for (String tree : PristineTrees.of(context)) {
          check(change, PristineTrees.copy(tree, change.path()), context, findings);
        }
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    List<String> done = new ArrayList<>();
    for (String top : PristineTrees.of(context)) {
      String copy = PristineTrees.copy(top, finding.path());
      if (isApart(finding.path(), copy, context)) {
        continue;
      }
      boolean there = tree.type(finding.path()).isPresent();
      if (!Repairs.mirrored(finding.path(), copy, tree)) {
        return Optional.empty();
      }
      done.add((there ? "copied to " : "removed, too: ") + copy);
    }
    return done.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", done));
  }

  @Override
  public boolean mirrors() {
    return true;
  }

  /** A new directory is told by what is in it. */
  private static boolean isCarrier(Change change, RuleContext context) {
    return change.isAdded()
        && change.after().filter(FileNode::isDirectory).isPresent()
        && !context.files().below(change.path()).isEmpty();
  }

  /** Whether a path and its copy are to differ, or did so before. */
  private static boolean isApart(String path, String copy, RuleContext context) {
    // Vendors take the copy before their last steps: what they left unequal is theirs.
    return PristineTrees.difference(context.baseFiles(), path, copy).isPresent()
        || (copy.equals("/usr" + path)
            && (context.overrides().contains(path) || leadsTo(copy, path, context)));
  }

  /** A link to the vendor's default is what takes it into effect. */
  private static boolean leadsTo(String preset, String path, RuleContext context) {
    return context
        .files()
        .node(path)
        .flatMap(FileNode::target)
        .filter(to -> to.endsWith(preset))
        .isPresent();
  }

  private static void check(Change change, String copy, RuleContext context, Findings findings) {
    if (isApart(change.path(), copy, context)) {
      return;
    }
    PristineTrees.difference(context.files(), change.path(), copy)
        .ifPresent(
            difference ->
                findings.add(
                    change.path(),
                    change.text() + ", but " + difference,
                    change.isRemoved()
                        ? "remove " + copy + " too"
                        : "copy it to " + copy + " (a copy, not a hard link)"));
  }
}
