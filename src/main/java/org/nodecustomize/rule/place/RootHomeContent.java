package org.nodecustomize.rule.place;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.image.LayoutProfile.OSTREE;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC203: files in the home of root. */
@RuleInfo(
    id = "NC203",
    slug = "root-home-content",
    summary = "something was put in /root, where the host's files win on upgrades",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN, OSTREE},
    consumer = "IMG osupdater.py: migrate_state (rsync of the old /root over the new)",
    fix = "put it below /usr or /etc, and point programs there")
public final class RootHomeContent implements Rule {
  private static final Set<String> SKELETON =
      Set.of(
          "/root/.bash_logout",
          "/root/.bash_profile",
          "/root/.bashrc",
          "/root/.cshrc",
          "/root/.tcshrc");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/root")) {
      boolean file = change.after().filter(node -> !node.isDirectory()).isPresent();
      if (file && change.isMaterial() && !SKELETON.contains(change.path())) {
        findings.add(change.path(), change.text() + "; an upgraded host keeps its own");
      }
    }
  }
}
