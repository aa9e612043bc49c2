package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC621: a list of locked versions that was made while the image was changed. */
@RuleInfo(
    id = "NC621",
    slug = "dnf-plugin-side-effects",
    summary = "the list of locked versions was written while the image was changed",
    kind = CHANGE,
    severity = WARNING,
    profiles = {IMGBASED, NGN},
    consumer = "dnf on the host; IMG osupdater.py: configure_versionlock",
    fix = "empty the list; run dnf with --noplugins when changing an image")
public final class VersionLock implements Rule {
  private static final Set<String> LISTS =
      Set.of("/etc/dnf/plugins/versionlock.list", "/etc/yum/pluginconf.d/versionlock.list");

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      boolean locked =
          LISTS.contains(change.path())
              && change.isNewContent()
              && context.files().lines(change.path()).stream()
                  .anyMatch(line -> !line.startsWith("#"));
      if (locked) {
        findings.add(change.path(), change.text() + ", and locks versions");
      }
    }
  }
}
