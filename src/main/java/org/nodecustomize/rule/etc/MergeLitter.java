package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
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

/** NC114: what package managers and editors leave behind. */
@RuleInfo(
    id = "NC114",
    slug = "merge-litter",
    summary = "a file that a merge or an editor left behind",
    kind = CHANGE,
    severity = WARNING,
    consumer = "IMG osupdater.py: left_only files go to every later layer",
    fix = "resolve the difference and delete the file")
public final class MergeLitter implements Fixable {
  private static final List<String> SUFFIXES =
      List.of(
          ".rpmnew",
          ".rpmsave",
          ".rpmorig",
          ".imgnew",
          ".imgbak",
          ".imglnk",
          ".orig",
          "~",
          ".swp",
          ".bak");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      if (change.isAdded()
          && change.after().filter(node -> !node.isDirectory()).isPresent()
          && isConfigured(change.path())) {
        String name = change.path().substring(change.path().lastIndexOf('/') + 1);
        SUFFIXES.stream()
            .filter(suffix -> name.endsWith(suffix) && name.length() > suffix.length())
            .findFirst()
            .or(() -> name.startsWith(".#") ? Optional.of(".#") : Optional.empty())
            .ifPresent(mark -> findings.add(change.path(), "added, and named with " + mark));
      }
    }
  }

  @Override
  public Optional<String> fix(Finding finding, RuleContext context, EditedTree tree) {
    return Repairs.removedUnlessPackaged(finding.path(), context, tree);
  }

  private static boolean isConfigured(String path) {
    boolean vendorSnippet = path.startsWith("/usr/lib/") && path.contains(".d/");
    return path.startsWith("/etc/") || path.startsWith("/var/") || vendorSnippet;
  }
}
