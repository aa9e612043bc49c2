package org.nodecustomize.rule.node;

import static org.nodecustomize.image.LayoutProfile.IMGBASED;
import static org.nodecustomize.image.LayoutProfile.NGN;
import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Locale;
import java.util.Set;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC617: repositories that hosts should not use as they are. */
@RuleInfo(
    id = "NC617",
    slug = "repos",
    summary = "a repository was enabled or configured in a way that hosts should not use",
    kind = CHANGE,
    severity = WARNING,
    consumer = "dnf on the host; IMG build.py (disables what is not marked)",
    fix = "disable it, or mark it with '# imgbased: set-enabled'")
public final class Repositories implements Rule {
  private static final String MARK = "imgbased: set-enabled";

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc/yum.repos.d")) {
      if (change.isNewContent() && change.path().endsWith(".repo")) {
        check(change.path(), context, findings);
      }
    }
  }

  private static void check(String path, RuleContext context, Findings findings) {
    boolean node = context.profile() == IMGBASED || context.profile() == NGN;
    String section = "";
    boolean marked = false;
    for (String line : context.files().lines(path)) {
      if (line.startsWith("[") && line.endsWith("]")) {
        section = line.substring(1, line.length() - 1);
        marked = false;
      }
      marked = marked || line.contains(MARK);
      int equals = line.indexOf('=');
      String key = equals < 0 ? "" : line.substring(0, equals).strip();
      String value = equals < 0 ? "" : line.substring(equals + 1).strip();
      boolean on = Set.of("1", "yes", "true", "on").contains(value.toLowerCase(Locale.ROOT));
      if (key.equals("enabled") && on && node && !marked) {
        findings.add(path, "[" + section + "] is enabled and not marked");
      } else if (key.equals("gpgcheck") && !on) {
        findings.add(
            path, "[" + section + "] does not check signatures", "set gpgcheck=1 and gpgkey");
      } else if (key.equals("baseurl") && value.startsWith("file:")) {
        findings.add(
            path, "[" + section + "] is a directory of this image: " + value, "delete the section");
      }
    }
  }
}
