package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.HashSet;
import java.util.Set;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC214: file systems in the image's fstab. */
@RuleInfo(
    id = "NC214",
    slug = "fstab-in-image",
    summary = "/etc/fstab has file systems, but hosts have their own",
    kind = CHANGE,
    severity = WARNING,
    consumer = "A7-AM storage (writes /etc/fstab); IMG osupdater.py (takes the host's)",
    fix = "use a .mount unit below /usr/lib/systemd/system, or the kickstart")
public final class FstabInImage implements Rule {
  private static final String FILE = "/etc/fstab";

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<String> before = new HashSet<>(context.baseFiles().lines(FILE));
    for (String line : context.files().lines(FILE)) {
      if (!line.startsWith("#") && !before.contains(line)) {
        findings.add(FILE, "has the new line '" + line + "'");
      }
    }
  }
}
