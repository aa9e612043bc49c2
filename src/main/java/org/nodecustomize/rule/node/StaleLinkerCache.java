package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.Set;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC619: libraries that the linker's cache does not know. */
@RuleInfo(
    id = "NC619",
    slug = "ld-cache",
    summary = "libraries changed, but the linker's cache did not",
    kind = CHANGE,
    severity = WARNING,
    consumer = "ld.so: the library is not found, or the old one is",
    fix = "run ldconfig in the image")
public final class StaleLinkerCache implements Rule {
  private static final String CACHE = "/etc/ld.so.cache";

  @Override
  public void check(RuleContext context, Findings findings) {
    if (!context.files().has(CACHE)
        || context.changes().stream().anyMatch(change -> change.path().equals(CACHE))) {
      return;
    }
    context.changes().stream()
        .filter(change -> change.isAdded() && isLibrary(change.path()))
        .findFirst()
        .ifPresent(
            change -> findings.add(CACHE, "is as it was, but " + change.path() + " was added"));
  }

  private static boolean isLibrary(String path) {
    int slash = path.lastIndexOf('/');
    String directory = path.substring(0, slash);
    String name = path.substring(slash + 1);
    return (Set.of("/usr/lib", "/usr/lib64").contains(directory)
            && name.startsWith("lib")
            && name.contains(".so."))
        || (directory.equals("/etc/ld.so.conf.d") && name.endsWith(".conf"));
  }
}
