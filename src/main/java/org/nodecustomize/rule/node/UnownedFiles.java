package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.List;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC612: files below /usr that are in no package. */
@RuleInfo(
    id = "NC612",
    slug = "unowned-in-usr",
    summary = "files were added below /usr that are in no package",
    kind = CHANGE,
    severity = INFO,
    consumer = "rpm (no owner, no version, no removal)",
    fix = "put them in a package")
public final class UnownedFiles implements Rule {
  private static final List<String> APART =
      List.of(
          "/usr/etc/",
          "/usr/lib/fontconfig/cache/",
          "/usr/lib/sysimage/",
          "/usr/local/",
          "/usr/share/factory/",
          "/usr/share/imgbase/",
          "/usr/share/node-customize/",
          "/usr/share/rpm/");

  @Override
  public void check(RuleContext context, Findings findings) {
    PackageContents contents = context.image().requiredContents();
    for (Change change : context.changesBelow("/usr")) {
      String path = change.path();
      boolean file = change.after().filter(node -> !node.isDirectory()).isPresent();
      boolean made =
          path.contains("__pycache__")
              || path.startsWith("/usr/lib/modules/")
              || APART.stream().anyMatch(path::startsWith);
      if (change.isAdded() && file && !made && !contents.owns(path)) {
        findings.add(path, "was added and is in no package");
      }
    }
  }
}
