package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC620: modules for a python that is not there. */
@RuleInfo(
    id = "NC620",
    slug = "python-abi",
    summary = "python modules were added for a version that the image does not have",
    kind = CHANGE,
    severity = INFO,
    consumer = "python (ModuleNotFoundError)",
    fix = "install the modules for the python of the image, or that python")
public final class PythonModules implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<String> seen = new TreeSet<>();
    for (Change change : context.changes()) {
      List<String> parts = List.of(change.path().split("/", -1));
      boolean modules =
          change.isAdded()
              && parts.size() > 5
              && parts.get(1).equals("usr")
              && Set.of("lib", "lib64").contains(parts.get(2))
              && parts.get(3).startsWith("python")
              && parts.get(4).equals("site-packages");
      if (modules
          && seen.add(parts.get(3))
          && !context.files().exists("/usr/bin/" + parts.get(3))) {
        boolean platform =
            parts.get(3).equals("python3.6")
                && context.files().exists("/usr/libexec/platform-python");
        if (!platform) {
          findings.add(
              "/usr/" + parts.get(2) + "/" + parts.get(3),
              "has new modules, but there is no /usr/bin/" + parts.get(3));
        }
      }
    }
  }
}
