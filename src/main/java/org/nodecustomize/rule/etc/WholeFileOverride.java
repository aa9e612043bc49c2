package org.nodecustomize.rule.etc;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.WARNING;

import org.nodecustomize.rule.Aspect;
import org.nodecustomize.rule.Change;
import org.nodecustomize.rule.DropIns;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC109: a whole file was changed where a snippet would do. */
@RuleInfo(
    id = "NC109",
    slug = "full-override-with-dropin",
    summary = "a whole file was changed although its program reads snippets",
    kind = CHANGE,
    severity = WARNING,
    consumer = "every upgrade, which keeps one whole file or the other",
    fix = "leave the file as it was and put the changed keys in a snippet")
public final class WholeFileOverride implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    for (Change change : context.changesBelow("/etc")) {
      if (change.aspects().contains(Aspect.CONTENT)) {
        DropIns.of(change.path(), context.files())
            .ifPresent(
                one ->
                    findings.add(
                        change.path(),
                        "content changed as a whole",
                        "put the changed keys in " + example(one) + " instead"));
      }
    }
  }

  private static String example(DropIns.DropIn one) {
    return one.suffix().isEmpty() || one.suffix().startsWith(".")
        ? one.directory() + "/50-site" + one.suffix()
        : one.directory() + "/" + one.suffix();
  }
}
