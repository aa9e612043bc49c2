package org.nodecustomize.rule.file;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;
import org.nodecustomize.tree.FileNode;

/** NC707: names that programs stumble over. */
@RuleInfo(
    id = "NC707",
    slug = "odd-names",
    summary = "a new name or link target is not plain text",
    kind = CHANGE,
    severity = WARNING,
    consumer = "IMG (reads names line by line); BOO lints.rs: check_utf8",
    fix = "rename it")
public final class OddNames implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changes()) {
      if (change.after().isEmpty()
          || !(change.isAdded() || change.aspects().contains(Aspect.TARGET))) {
        continue;
      }
      String name = change.path().substring(change.path().lastIndexOf('/') + 1);
      Optional<String> reason =
          reason(name)
              .map(why -> "its name " + why)
              .or(
                  () ->
                      change
                          .after()
                          .flatMap(FileNode::target)
                          .flatMap(OddNames::reason)
                          .map(why -> "its target " + why));
      reason.ifPresent(text -> findings.add(change.path(), text));
    }
  }

  private static Optional<String> reason(String text) {
    if (text.chars().anyMatch(c -> c >= 0xdc80 && c <= 0xdcff)
        && !new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
            .equals(text)) {
      return Optional.of("is not UTF-8");
    }
    if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return Optional.of("has a control character");
    }
    return text.endsWith(" ") ? Optional.of("ends with a blank") : Optional.empty();
  }
}
