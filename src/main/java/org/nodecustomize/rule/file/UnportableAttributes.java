package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.INFO;

import java.util.Map;
import java.util.Optional;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.Bytes;
import org.nodecustomize.tree.FileNode;

/** NC708: extended attributes that copies lose. */
@RuleInfo(
    id = "NC708",
    slug = "acl-xattr-portability",
    summary = "an extended attribute was added that not every copy keeps",
    kind = CHANGE,
    severity = INFO,
    consumer = "AM rsync -rx; OST (user.* is kept, trusted.* is not)",
    fix = "do without it")
public final class UnportableAttributes implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      Map<String, Bytes> before = change.before().map(FileNode::attributes).orElse(Map.of());
      change
          .after()
          .map(FileNode::attributes)
          .orElse(Map.of())
          .forEach(
              (name, value) -> {
                boolean apart = name.startsWith("user.") || name.startsWith("trusted.");
                if (apart && !Optional.ofNullable(before.get(name)).equals(Optional.of(value))) {
                  findings.add(change.path(), "has the attribute " + name);
                }
              });
    }
  }
}
