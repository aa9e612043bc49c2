package org.nodecustomize.rule.place;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC201: new things where nothing carries them from layer to layer. */
@RuleInfo(
    id = "NC201",
    slug = "unmanaged-toplevel",
    summary = "something was added where upgrades neither merge nor keep it",
    kind = CHANGE,
    severity = WARNING,
    consumer = "IMG osupdater.py: migrate_state; A7-AM setfilecons (labels are not repaired there)",
    fix = "put programs in /usr/lib, and what they write in /var")
public final class UnmanagedTopLevel implements Rule {
  private static final List<String> DIRECTORIES =
      List.of("/media/", "/mnt/", "/opt/", "/srv/", "/usr/local/");

  @Override
  public void check(RuleContext context, Findings findings) {
    Map<String, Integer> added = new TreeMap<>();
    for (Change change : context.changes()) {
      String path = change.path();
      if (change.isAdded() && path.indexOf('/', 1) < 0) {
        findings.add(path, "is a new name in the root directory");
      }
      boolean file = change.after().filter(node -> node.isRegular()).isPresent();
      for (String directory : DIRECTORIES) {
        if (change.isAdded() && file && path.startsWith(directory)) {
          int end = path.indexOf('/', directory.length());
          added.merge(end < 0 ? path : path.substring(0, end), 1, Integer::sum);
        }
      }
    }
    added.forEach(
        (path, count) ->
            findings.add(path, count == 1 ? "is a new file" : "has " + count + " new files"));
  }
}
