package org.nodecustomize.rule.node;

import static org.nodecustomize.rule.RuleKind.CHANGE;
import static org.nodecustomize.rule.Severity.ERROR;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.nodecustomize.rpm.Dependency;
import org.nodecustomize.rule.CheckedImage;
import org.nodecustomize.rule.Findings;
import org.nodecustomize.rule.PackageContents;
import org.nodecustomize.rule.Rule;
import org.nodecustomize.rule.RuleContext;
import org.nodecustomize.rule.RuleInfo;

/** NC610: a package needs what no package gives. */
@RuleInfo(
    id = "NC610",
    slug = "deps-broken",
    summary = "a package needs something that is not there any more",
    kind = CHANGE,
    severity = ERROR,
    consumer = "the programs of the package; dnf on the host, which refuses further changes",
    fix = "install what is missing, or remove the package")
public final class BrokenDependencies implements Rule {

  @Override
  public void check(RuleContext context, Findings findings) {
    Set<String> before = unsatisfied(context.requiredBase());
    Set<String> after = unsatisfied(context.image());
    after.removeAll(before);
    for (String line : after) {
      int divider = line.indexOf('\t');
      findings.add("package " + line.substring(0, divider), "needs " + line.substring(divider + 1));
    }
  }

  private static Set<String> unsatisfied(CheckedImage image) {
    PackageContents contents = image.requiredContents();
    Map<String, List<Dependency>> provides = new HashMap<>();
    contents
        .packages()
        .forEach(
            one ->
                one.provides()
                    .forEach(
                        p -> provides.computeIfAbsent(p.name(), n -> new ArrayList<>()).add(p)));
    Set<String> missing = new TreeSet<>();
    for (PackageContents.Contents one : contents.packages()) {
      for (Dependency need : one.requires()) {
        // Rich dependencies say "if" and "or": what they need is not one thing.
        boolean plain = !need.isRpmlib() && !need.isRich() && !need.isMissingOk();
        boolean given =
            provides.getOrDefault(need.name(), List.of()).stream().anyMatch(need::satisfiedBy)
                || (need.isPath()
                    && (contents.owns(need.name()) || image.files().exists(need.name())));
        if (plain && !given) {
          missing.add(one.nevra().name() + "\t" + need);
        }
      }
    }
    return missing;
  }
}
